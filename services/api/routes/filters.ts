import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { isPlausible } from '../domain/storable.ts';

/** Text of a query parameter on one line. */
export const singleLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** An instant, or a date at the origin: `2027-03-03T16:20:00.000Z` or `2027-03-03`. */
export const departureBound = z.union([z.iso.date(), Instant]).refine(isPlausible, {
  message: 'must be a date or an instant in UTC',
});

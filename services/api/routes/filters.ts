import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { isPlausible } from '../domain/storable.ts';

const onOneLine = (text: z.ZodString, max: number) =>
  text
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** Text of a query parameter on one line. */
export const singleLine = (max: number) => onOneLine(z.string(), max);
/** A name that others read: on one line, and not blank. */
export const shownName = (max: number) => onOneLine(z.string().trim(), max);
/** Who does something, as a system says it (`authorOf`). */
export const author = shownName(200)
  .optional()
  .describe('Who does it; by default the name of the API key. Members act under their own.');

/** An instant, or a date at the origin: `2027-03-03T16:20:00.000Z` or `2027-03-03`. */
export const departureBound = z.union([z.iso.date(), Instant]).refine(isPlausible, {
  message: 'must be a date or an instant in UTC',
});

/** A phone number in any writing with its country code, brought into its canonical form. */
export const phoneNumber = singleLine(40).transform((value, context) => {
  // A plus sign that is not percent-encoded arrives as a space.
  const phone = normalisePhone(value.replace(/^ /, '+'));
  if (!phone)
    context.addIssue({
      code: 'custom',
      message: 'must be a phone number with its country code',
      params: { code: 'bad_phone' },
    });
  return phone ?? z.NEVER;
});

import { z } from 'zod';

/**
 * What the operator bounds for each agency, beside what agencies bound themselves: trips booked and
 * flights newly followed in any 24 hours, and the size of its documents in millions of bytes.
 */
export const Ceiling = z.enum(['trips_per_day', 'flights_per_day', 'storage_mb']);
export type Ceiling = z.infer<typeof Ceiling>;

const limit = z.int().min(1).max(1_000_000).nullable();

/** What an agency or, on the platform, every agency may have at most; null: no limit of its own. */
export const Limits = z.object({ tripsPerDay: limit, flightsPerDay: limit, storageMb: limit });
export type Limits = z.infer<typeof Limits>;

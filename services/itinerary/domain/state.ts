import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/** What the agent keeps about one stay; the versions of its itinerary are rows of their own. */
export const StayState = z.object({
  /** The newest version that was saved; 0: none yet. */
  version: z.int(),
  /** When a plan is due, and for which place and dates (`Stay.basis`); null: none is. */
  dueAt: Instant.nullable(),
  waitingFor: z.string().nullable(),
  /** The place and dates last planned for, or for which there was nothing to plan with. */
  settledFor: z.string().nullable(),
  /** Who asked for a new version that has not been made yet, and of which trip. */
  requested: z.object({ by: z.enum(['agency', 'traveller']), tripId: z.uuid() }).nullable(),
  /** The newest version that travellers may see, and the contacts for whom it was announced. */
  ready: z.int().nullable(),
  announcedTo: z.array(z.uuid()),
});
export type StayState = z.infer<typeof StayState>;

/** What the agent keeps about one journey, by the keys of its stays. */
export const ItineraryState = z.object({ stays: z.record(z.string(), StayState) });
export type ItineraryState = z.infer<typeof ItineraryState>;

/** The state of a journey that no event has reached yet. */
export const initialState: ItineraryState = { stays: {} };

/** The state of a stay that no event has reached yet. */
export const newStay: StayState = {
  version: 0,
  dueAt: null,
  waitingFor: null,
  settledFor: null,
  requested: null,
  ready: null,
  announcedTo: [],
};

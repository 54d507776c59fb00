import { z } from 'zod';

/** What the agent keeps about one trip; the versions of its itinerary are rows of their own. */
export const ItineraryState = z.object({
  /** The newest version that was saved; 0: none yet. */
  version: z.int(),
  /** The destination and dates (`basisOf`) that a timer is set for. */
  waitingFor: z.string().nullable(),
  /** The destination and dates last planned for, or for which there was nothing to plan with. */
  settledFor: z.string().nullable(),
  /** Somebody asked for a new version, and it has not been made yet. */
  requested: z.boolean(),
});
export type ItineraryState = z.infer<typeof ItineraryState>;

/** The state of a trip that no event has reached yet. */
export const initialState: ItineraryState = {
  version: 0,
  waitingFor: null,
  settledFor: null,
  requested: false,
};

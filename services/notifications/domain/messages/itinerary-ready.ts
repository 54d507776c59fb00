import type { Instant } from '#shared/domain/instant.ts';
import type { Draft } from './draft.ts';

/** Word that an itinerary can be looked at, once for each version. */
export const itineraryReadyDraft = (
  version: number,
  stay: string | null,
  leg: number,
  expiresAt: Instant,
): Draft => ({
  type: 'itinerary_ready',
  words: { type: 'itinerary_ready' },
  told: { leg, itinerary: version, ...(stay !== null && { stay }) },
  content: stay === null ? String(version) : `${stay}/${version}`,
  stream: 'itinerary',
  expiresAt,
});

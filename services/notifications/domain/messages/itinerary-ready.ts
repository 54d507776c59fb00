import type { Instant } from '#shared/domain/instant.ts';
import type { Draft } from './draft.ts';

/** Word that an itinerary can be looked at, once for each version. */
export const itineraryReadyDraft = (version: number, leg: number, expiresAt: Instant): Draft => ({
  type: 'itinerary_ready',
  words: { type: 'itinerary_ready' },
  told: { leg, itinerary: version },
  content: String(version),
  stream: 'itinerary',
  expiresAt,
});

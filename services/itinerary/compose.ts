import { composeLanguageModel } from '#shared/composition/language-model.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createItinerary } from './agent.ts';

/** The itinerary agent on a platform, whichever engine supplies it. */
export const composeItinerary = (platform: Platform): ReturnType<typeof createItinerary> =>
  createItinerary({
    itineraries: platform.store,
    places: platform.store.places,
    ...composeLanguageModel(platform),
  });

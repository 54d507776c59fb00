import { createTwilioMedia } from '#shared/adapters/twilio/media.ts';
import { requireConfig } from '#shared/composition/access.ts';
import { composeLanguageModel } from '#shared/composition/language-model.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createConcierge } from './agent.ts';

/** The concierge on a platform, whichever engine supplies it. */
export const composeConcierge = (platform: Platform): ReturnType<typeof createConcierge> => {
  const { access, store, documents } = platform;
  const { model, embedder } = composeLanguageModel(platform);
  return createConcierge({
    trips: store,
    conversations: store,
    documents,
    media: createTwilioMedia(requireConfig(access.twilio, 'TWILIO_ACCOUNT_SID')),
    model,
    places: store.places,
    knowledge: { knowledge: store.knowledge, embedder },
    itineraryLinks: requireConfig(access.links, 'LINK_SECRET and PUBLIC_BASE_URL'),
  });
};

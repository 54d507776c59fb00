import type { InboundMedia } from '#shared/ports/inbound-media.ts';

/** For replay and tests in which travellers send text only: any media they name is gone. */
export const noMedia: InboundMedia = { fetch: async () => ({ kind: 'gone' }) };

import type { InboundMedia } from '#shared/ports/inbound-media.ts';

/** For worlds in which travellers send words only: whatever media they name is gone. */
export const noMedia: InboundMedia = { fetch: async () => ({ kind: 'gone' }) };

import type { StoredFile } from './document-store.ts';

/**
 * The outcome of fetching one media file that a traveller sent:
 * - `file`: fetched, and of an accepted type by its bytes.
 * - `too-large`: more than 16 MB; nothing of it was kept.
 * - `unsupported`: its bytes are of no accepted type (documents, images, sound, video).
 * - `gone`: the provider does not have it.
 * - `failed`: two tries gave no usable answer.
 */
export type FetchedMedia =
  | ({ readonly kind: 'file'; readonly extension: string } & StoredFile)
  | { readonly kind: 'too-large' | 'unsupported' | 'gone' | 'failed' };

/**
 * Fetches media files from the messaging provider. Our credentials are sent to the provider's own
 * hosts only. Never throws.
 * @example
 * const media = await inbound.fetch({ url: mediaUrl, contentType: 'image/jpeg' });
 * if (media.kind === 'file') await documents.put(path, media);
 */
export interface InboundMedia {
  /** Fetches one file; `contentType` is the declared one and is not trusted. */
  fetch(media: { readonly url: string; readonly contentType: string }): Promise<FetchedMedia>;
}

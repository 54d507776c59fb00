import type { StoredFile } from './document-store.ts';

/**
 * What became of fetching one piece of media that a traveller sent:
 * - `file`: here it is, of a type that is accepted, known by its bytes.
 * - `too-large`: more than 16 MB; nothing of it was kept.
 * - `unsupported`: its bytes are none of the accepted types (documents, images, sound, video).
 * - `gone`: the provider no longer has it, or never had.
 * - `failed`: no usable answer came, also on a second try.
 */
export type FetchedMedia =
  | ({ readonly kind: 'file'; readonly extension: string } & StoredFile)
  | { readonly kind: 'too-large' | 'unsupported' | 'gone' | 'failed' };

/**
 * Fetches what travellers send, from where the messaging provider keeps it, with our credentials
 * there and nowhere else. Never throws.
 * @example
 * const media = await inbound.fetch({ url: mediaUrl, contentType: 'image/jpeg' });
 * if (media.kind === 'file') await documents.put(path, media);
 */
export interface InboundMedia {
  fetch(media: { readonly url: string; readonly contentType: string }): Promise<FetchedMedia>;
}

import type { Instant } from '#shared/domain/instant.ts';
import { withoutSecretNumbers } from '#shared/domain/redact.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { FetchedMedia, InboundMedia } from '#shared/ports/inbound-media.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import { receivedDocumentId } from '#shared/received-document.ts';
import type { ReceivedMedia } from '../domain/gathered.ts';
import { filesOf, type Message } from '../domain/read-message.ts';

/** More than anybody says in a voice note of ten minutes; the rest is not written down. */
const longestTranscript = 10_000;

/** What receiving media needs. */
export interface MediaDependencies {
  readonly media: InboundMedia;
  readonly documents: Pick<DocumentStore, 'put'>;
  readonly model: LanguageModel | null;
}

type File = Extract<FetchedMedia, { kind: 'file' }>;

/**
 * Fetches what came with a message and keeps it under the trip. Id and path derive from the
 * message, so a step that runs again writes the same file; the row that makes it a document is the
 * commit's. A voice note that a model has written down is not kept.
 */
export const receiveMedia = async (
  deps: MediaDependencies,
  message: Message,
  trip: Trip,
  now: Instant,
): Promise<readonly ReceivedMedia[]> => {
  const keep = async (file: File, index: number) => {
    const id = receivedDocumentId(message.id, index);
    const fileName = `whatsapp-${index + 1}.${file.extension}`;
    const path = `${trip.agencyId}/${trip.id}/${id}.${file.extension}`;
    await deps.documents.put(path, { bytes: file.bytes, contentType: file.contentType });
    return {
      id,
      tripId: trip.id,
      path,
      fileName,
      contentType: file.contentType,
      bytes: file.bytes.length,
      uploadedBy: 'traveller',
      uploadedByType: 'client' as const,
      passengerId: null,
      uploadedAt: now,
    };
  };
  const receive = async (
    wanted: Message['media'][number],
    index: number,
  ): Promise<ReceivedMedia> => {
    const fetched = await deps.media.fetch(wanted);
    const isVoice = wanted.contentType.startsWith('audio/');
    if (fetched.kind === 'too-large' || fetched.kind === 'unsupported')
      return { kind: fetched.kind };
    if (fetched.kind !== 'file')
      return isVoice ? { kind: 'voice', transcript: null, document: null } : { kind: 'failed' };
    if (!fetched.contentType.startsWith('audio/'))
      return { kind: 'filed', document: await keep(fetched, index) };
    const heard = deps.model
      ? await deps.model.transcribe({
          agencyId: trip.agencyId,
          audio: fetched.bytes,
          contentType: fetched.contentType,
        })
      : null;
    const transcript = heard?.ok
      ? withoutSecretNumbers(heard.value.slice(0, longestTranscript)).trim()
      : '';
    return transcript === ''
      ? { kind: 'voice', transcript: null, document: await keep(fetched, index) }
      : { kind: 'voice', transcript, document: null };
  };
  return Promise.all(filesOf(message).map(receive));
};

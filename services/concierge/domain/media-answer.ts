import type { FiledAs } from '#shared/domain/document.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { RecordCommand } from '#shared/ports/turn-commands.ts';
import type { ReceivedMedia } from './gathered.ts';
import { wordsIn } from './words/index.ts';

/** What files what came with a message under its trip. */
export const documentRecords = (
  media: readonly ReceivedMedia[],
  type: FiledAs,
): readonly RecordCommand[] =>
  media.flatMap((item): RecordCommand[] => {
    const document = item.kind === 'filed' || item.kind === 'voice' ? item.document : null;
    return document
      ? [
          {
            kind: 'document',
            document: { ...document, type: item.kind === 'voice' ? 'other' : type },
          },
        ]
      : [];
  });

/** What the traveller is told about the files of a message, each outcome once. */
export const mediaText = (
  media: readonly ReceivedMedia[],
  agency: string,
  locale: Locale,
): readonly string[] => {
  const words = wordsIn[locale].media;
  const count = media.filter(({ kind }) => kind === 'filed').length;
  return [
    ...(count > 0 ? [words.filed(count, agency)] : []),
    ...(media.some(({ kind }) => kind === 'too-large') ? [words.tooLarge] : []),
    ...(media.some(({ kind }) => kind === 'unsupported') ? [words.unsupported] : []),
    ...(media.some(({ kind }) => kind === 'failed') ? [words.failed(agency)] : []),
    ...(media.some((item) => item.kind === 'voice' && item.transcript === null)
      ? [words.voice(agency)]
      : []),
  ];
};

/** Why files have to be looked at by a person; null: they have not. */
export const mediaReason = (media: readonly ReceivedMedia[]): string | null => {
  if (media.some((item) => item.kind === 'voice' && item.transcript === null)) return 'voice_note';
  return media.some(({ kind }) => kind === 'failed') ? 'media_failed' : null;
};

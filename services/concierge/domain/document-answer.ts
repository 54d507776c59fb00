import { DocumentType } from '#shared/domain/document.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { CompleteTripContext } from '#shared/ports/actor-store.ts';
import { cleanValue } from '#shared/templates/values.ts';
import { wordsIn } from './words/index.ts';

/** A document on file. */
export type FiledDocument = CompleteTripContext['documents'][number];

const mostAtOnce = 5;

/**
 * Documents of a kind, of the trip and of those who travel on the same flight from the same phone;
 * a file of the same name replaces the older.
 */
export const documentsOfType = (
  contexts: readonly CompleteTripContext[],
  type: DocumentType | null,
): readonly FiledDocument[] =>
  contexts.flatMap(({ documents }) => {
    const wanted = documents.filter((document) =>
      type === null ? DocumentType.safeParse(document.type).success : document.type === type,
    );
    const newest = new Map(
      wanted.map((document) => [`${document.type}|${document.fileName ?? document.id}`, document]),
    );
    return [...newest.values()].slice(-mostAtOnce);
  });

/**
 * What is said of documents that were asked for: a caption for those there are, and which are
 * missing.
 */
export interface DocumentAnswer {
  readonly files: readonly { readonly document: FiledDocument; readonly caption: string }[];
  readonly missing: readonly DocumentType[];
  readonly text: string;
}

/** Answers a request for one kind of document, or for all of them (null). */
export const documentAnswer = (
  contexts: readonly CompleteTripContext[],
  type: DocumentType | null,
  language: Language,
): DocumentAnswer => {
  const words = wordsIn[language];
  const [context] = contexts;
  const agency = cleanValue(context?.agency.name ?? '', 60);
  const found = documentsOfType(contexts, type);
  const nameOf = (document: FiledDocument): string => {
    const known = DocumentType.safeParse(document.type);
    return known.success ? words.documents[known.data] : '';
  };
  const files = found.map((document) => ({ document, caption: words.here(nameOf(document)) }));
  const stay =
    type === 'hotel_reservation' && context?.trip.stay
      ? words.stay(cleanValue(context.trip.stay, 300))
      : null;
  const missing: readonly DocumentType[] =
    found.length > 0 ? [] : type === null ? ['boarding_pass'] : [type];
  const lacking =
    type === null ? words.noDocuments(agency) : words.missing(words.documents[type], agency);
  return {
    files,
    missing,
    text: [stay, ...(missing.length > 0 ? [lacking] : [])]
      .filter((line) => line !== null)
      .join('\n'),
  };
};

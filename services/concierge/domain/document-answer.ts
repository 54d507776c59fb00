import { DocumentType } from '#shared/domain/document.ts';
import { formatDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { soldLine, transferLine } from './itinerary-answer.ts';
import { stayOf } from './trip-stay.ts';
import { wordsIn } from './words/index.ts';
import type { ConciergeWords } from './words/words.ts';

/** The names of those for whom a trip is booked. */
export const passengersOf = ({ trip }: CompleteTripContext): readonly string[] =>
  trip.passengers.length > 0 ? trip.passengers.map(({ name }) => name) : [trip.clientName];

/** A document on file. */
export type FiledDocument = CompleteTripContext['documents'][number];

/** Files of one trip in one answer. */
const maxFiles = 5;

/**
 * The documents of a type (null: of all) of the trip and its companions; of two files with the same
 * name the newer.
 */
export const documentsOfType = (
  contexts: readonly CompleteTripContext[],
  type: DocumentType | null,
): readonly FiledDocument[] =>
  contexts.flatMap(({ documents }) => {
    const matching = documents.filter((document) =>
      type === null ? DocumentType.safeParse(document.type).success : document.type === type,
    );
    const newest = new Map(
      matching.map((document) => [
        `${document.type}|${document.passengerId}|${document.fileName ?? document.id}`,
        document,
      ]),
    );
    return [...newest.values()].slice(-maxFiles);
  });

/**
 * The answer to a request for documents: those on file with their captions, and the types that are
 * missing.
 */
export interface DocumentAnswer {
  readonly files: readonly { readonly document: FiledDocument; readonly caption: string }[];
  readonly missing: readonly DocumentType[];
  readonly text: string;
}

/** What the plan of the stay says of such a booking; null: nothing. */
const soldAnswer = (
  context: CompleteTripContext,
  type: DocumentType | null,
  locale: Locale,
): string | null => {
  const planned = stayOf(context);
  if (!planned) return null;
  const { hotel, transfers, items } = planned.sold;
  const when = (moment: string): string =>
    `${formatDate(moment.slice(0, 10), languageOf(locale))} ${moment.slice(11)}`.trim();
  const lines = (() => {
    switch (type) {
      case 'hotel_reservation':
        return hotel
          ? [
              wordsIn[locale].stay(cleanValue(hotel.name, 160)),
              hotel.address && `📍 ${cleanValue(hotel.address, 300)}`,
              hotel.phone && `📞 ${hotel.phone}`,
              hotel.checkIn && wordsIn[locale].itinerary.checkIn(when(hotel.checkIn)),
            ]
          : [];
      case 'transfer':
        return transfers.map((transfer) => transferLine(transfer, when(transfer.start)));
      case 'tour_reservation':
        return items.map((item) => soldLine(item, when(item.start)));
      default:
        return [];
    }
  })().filter((text) => text !== null);
  return lines.length === 0 ? null : lines.join('\n');
};

/** What stands beside a file: what it is and, where several fly, whose. */
export const captionOf = (
  { type, passengerId }: FiledDocument,
  contexts: readonly CompleteTripContext[],
  words: ConciergeWords,
): string => {
  const known = DocumentType.safeParse(type);
  const passengers = contexts.flatMap(({ trip }) => trip.passengers);
  const owner = passengers.find(({ id }) => id === passengerId);
  const what = known.success ? words.documents[known.data] : '';
  return words.here(
    owner && passengers.length > 1 ? `${what} (${cleanValue(owner.name, 60)})` : what,
  );
};

/** Answers a request for one type of document, or for all of them (null). */
export const documentAnswer = (
  contexts: readonly CompleteTripContext[],
  type: DocumentType | null,
  locale: Locale,
): DocumentAnswer => {
  const words = wordsIn[locale];
  const [context] = contexts;
  const agency = cleanValue(context?.agency.name ?? '', 60);
  const documents = documentsOfType(contexts, type);
  const files = documents.map((document) => ({
    document,
    caption: captionOf(document, contexts, words),
  }));
  const sold = context ? soldAnswer(context, type, locale) : null;
  const stay =
    type === 'hotel_reservation' && sold === null && context?.trip.stay
      ? words.stay(cleanValue(context.trip.stay, 300))
      : null;
  const isAnswered = documents.length > 0 || sold !== null;
  const missing: readonly DocumentType[] = isAnswered
    ? []
    : type === null
      ? ['boarding_pass']
      : [type];
  const missingText =
    type === null ? words.noDocuments(agency) : words.missing(words.documents[type], agency);
  return {
    files,
    missing,
    text: [sold, stay, ...(missing.length > 0 ? [missingText] : [])]
      .filter((line) => line !== null)
      .join('\n'),
  };
};

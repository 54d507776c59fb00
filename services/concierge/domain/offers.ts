import { type Choices, choicesOf, numbered, type Offer } from '#shared/domain/choices.ts';
import { cityName } from '#shared/domain/city-names.ts';
import type { DocumentType } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { type Choice, choiceId } from './choice.ts';
import { isFollowed } from './followers.ts';
import type { Part } from './reply.ts';
import type { ConciergeState } from './state.ts';
import { choiceWordsIn } from './words/choices.ts';

const option = (choice: Choice, title: string) => ({ id: choiceId(choice), title });

/** What can be asked here: by who only follows a trip, nothing that is for those who fly. */
export const helpOffer = ({ trip, agency }: CompleteTripContext, locale: Locale): Offer => {
  const words = choiceWordsIn[locale];
  const forTravellers = isFollowed(trip)
    ? []
    : [
        option({ kind: 'ask', intent: 'hotel' }, words.hotel),
        option({ kind: 'ask', intent: 'itinerary' }, words.plan),
        option({ kind: 'ask', intent: 'document' }, words.documents),
      ];
  return {
    body: words.help(cleanValue(agency.name, 60)),
    opener: words.opener,
    options: [
      option({ kind: 'ask', intent: 'status' }, words.flight),
      ...forTravellers,
      option({ kind: 'ask', intent: 'person' }, words.person),
    ],
  };
};

/** The kinds of document on file, and all of them. */
export const documentOffer = (types: readonly DocumentType[], locale: Locale): Offer => {
  const words = choiceWordsIn[locale];
  return {
    body: words.whichDocument,
    opener: words.opener,
    options: [
      ...types.map((type) => option({ kind: 'doc', type }, words.document[type])),
      option({ kind: 'doc', type: null }, words.allDocuments),
    ],
  };
};

/** The flights that a question may be about. */
export const tripOffer = (trips: readonly Trip[], locale: Locale): Offer => {
  const words = choiceWordsIn[locale];
  const titleOf = ({ flightNumber, destinationIata }: Trip): string =>
    `${flightNumber} · ${cityName(destinationIata, languageOf(locale)) ?? destinationIata}`;
  return {
    body: words.whichFlight,
    opener: words.opener,
    options: trips.map((trip) => option({ kind: 'trip', tripId: trip.id }, titleOf(trip))),
  };
};

/** Whether no more messages are wanted; `question` is the text that asks it. */
export const optOutOffer = (question: string, locale: Locale): Offer => {
  const words = choiceWordsIn[locale];
  return {
    body: question,
    opener: words.opener,
    options: [
      option({ kind: 'opt', wish: 'out' }, words.optOut),
      option({ kind: 'opt', wish: 'stay' }, words.stay),
    ],
  };
};

/** A text with what it offers: to tap, and by numbers where nothing can be tapped. */
export const offering = (
  text: string,
  offer: Offer,
): Part & { readonly choices: Choices | undefined } => {
  const choices = choicesOf(offer) ?? undefined;
  return { text: choices ? numbered(text, choices) : text, choices };
};

/** The state that remembers what was offered, for an answer by number or words. */
export const withOffer = (
  state: ConciergeState,
  choices: Choices | undefined,
  question: string | null,
  now: Instant,
): ConciergeState =>
  choices ? { ...state, offer: { at: now, options: choices.options, question } } : state;

import type { Language } from '#shared/domain/trip.ts';
import documentLexicon from '../../lexicon/documents.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { dayIn, type NamedDay } from './days.ts';
import { flightsIn, type NamedFlight } from './flights.ts';
import { namesIn } from './names.ts';
import { anyPhrase } from './phrases.ts';

export type NamedDocument = keyof typeof documentLexicon;

/** What a message names, beside what it means. */
export interface Slots {
  readonly day: NamedDay | null;
  readonly flights: readonly NamedFlight[];
  /** Kinds of document, in the order of the lexicon. */
  readonly documents: readonly NamedDocument[];
  /** Of the trip's own places, as the trip calls them. */
  readonly places: readonly string[];
  /** Of the trip's own passengers, as the trip calls them. */
  readonly passengers: readonly string[];
}

/** The names that are this traveller's own. */
export interface OwnNames {
  /** As they are booked: "LA8200". */
  readonly flightNumbers: readonly string[];
  readonly places: readonly string[];
  readonly passengers: readonly string[];
}

const tableOf = <Name extends string>(
  lexicon: Readonly<Record<Name, readonly string[]>>,
): readonly (readonly [Name, RegExp])[] =>
  (Object.keys(lexicon) as Name[]).map((name) => [name, anyPhrase(lexicon[name])] as const);
const documents = tableOf(documentLexicon);

const namesOfTable = <Name>(
  table: readonly (readonly [Name, RegExp])[],
  folded: string,
): readonly Name[] =>
  table.filter(([, expression]) => folded.search(expression) !== -1).map(([name]) => name);

/** Reads what a text names. */
export const slotsIn = (text: string, own: OwnNames, language: Language): Slots => {
  const folded = `${fold(text)} `;
  return {
    day: dayIn(text, language),
    flights: flightsIn(text, own.flightNumbers),
    documents: namesOfTable(documents, folded),
    places: namesIn(text, own.places),
    passengers: namesIn(text, own.passengers),
  };
};

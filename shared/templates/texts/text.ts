import type { FreeTextType, TemplateType } from '../words.ts';

/** The facts a text can name, as `{departure}`. */
export type VariableName =
  /** How the traveller is called. */
  | 'name'
  | 'flight'
  /** Cities with the codes of their airports. */
  | 'origin'
  | 'destination'
  | 'departure'
  /** The departure told before, with that of the ticket. */
  | 'before'
  /** The booking the traveller held before, in one phrase. */
  | 'bookingBefore'
  /** By how much a flight is late. */
  | 'late'
  /** The arrival, or just where it is while the time is not known. */
  | 'arrival'
  /** When to be at the airport. */
  | 'airportAt'
  /** A gate, with its terminal where that is known: to stand after the word for a gate. */
  | 'gate'
  | 'terminal'
  /** Gate and terminal, whichever is known, in one phrase. */
  | 'where'
  | 'note'
  | 'airport'
  | 'city'
  | 'stay'
  | 'belt'
  /** Further flights of a journey. */
  | 'legs'
  /** When a flight leaves and arrives, or only arrives once it has left. */
  | 'times'
  /** The flight to change to. */
  | 'next'
  /** The time left for a connection. */
  | 'left'
  | 'agency'
  /** The agency with its emergency phone, where it has one. */
  | 'contact'
  | 'words';

/** What a message may or may not have: each combination that occurs is a template of its own. */
export type Part =
  | 'changed'
  | 'where'
  | 'note'
  | 'early'
  | 'near'
  | 'untold'
  | 'told'
  | 'acknowledged'
  | 'earlier'
  | 'shrank'
  | 'gone'
  | 'gate'
  | 'both'
  | 'first'
  | 'terminal'
  | 'unchecked'
  | 'screens'
  | 'known'
  | 'elsewhere'
  | 'stay'
  | 'belt'
  | 'number'
  | 'legs'
  | 'next'
  | 'home'
  | 'welcome';

/** A line that is always there, or only in the templates that have the part. */
export type Line = string | readonly [part: Part, line: string];

/** Phrases that stand in a variable. */
export interface Phrases {
  /** What is read where a name is empty. */
  readonly traveller: string;
  /** So many people more, at the end of a list of names. */
  readonly more: (count: number) => string;
  /** Who reads, and for whom. */
  readonly onBehalfOf: (reader: string, travellers: string) => string;
  /** Stands where a gate is not known yet. */
  readonly noGate: string;
  readonly gate: (gate: string) => string;
  readonly terminal: (terminal: string) => string;
  readonly today: string;
  readonly tomorrow: string;
  /** Names of the weekdays, from Sunday. */
  readonly weekdays: readonly string[];
  /** A night, by the weekdays it lies between. */
  readonly night: (from: string, to: string) => string;
  /** The departure told before, which is that of the ticket. */
  readonly asOnTicket: (before: string) => string;
  /** The departure told before, and that of the ticket. */
  readonly andOnTicket: (before: string, ticket: string) => string;
  /** A departure, and the one told before. */
  readonly insteadOf: (departure: string, before: string) => string;
  /** When a flight arrives, and leaves where it has not left. */
  readonly times: (departure: string | null, arrival: string) => string;
  readonly booking: (booking: {
    readonly flight: string;
    readonly origin: string;
    readonly destination: string;
    readonly departure: string;
  }) => string;
}

/** All texts of one language. */
export interface Texts {
  readonly templates: Readonly<Record<TemplateType, readonly Line[]>>;
  readonly freeTexts: Readonly<Record<FreeTextType, string>>;
  readonly phrases: Phrases;
}

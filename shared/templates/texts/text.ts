import type { AgencyKnowledge, FreeTextType, TemplateType } from '../words.ts';

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
  | 'flying'
  /** The flight to change to. */
  | 'next'
  /** The time left for a connection. */
  | 'left'
  | 'agency'
  /** The agency with its emergency phone, where it has one. */
  | 'contact'
  | 'words'
  /** What the agency knows of the trouble, or that it is there. */
  | 'knows'
  /** Those whom it is about. */
  | 'travellers'
  /** Flights of others, each with its route and departure. */
  | 'flights'
  /** What happened to others, as a clause. */
  | 'news'
  /** A departure of others, with the arrival where that is known. */
  | 'times'
  /** How many of a group know of it. */
  | 'counts'
  /** What happened that needs somebody of the agency, to whom and how soon. */
  | 'incident'
  /** What somebody of the agency replies to take it. */
  | 'answer'
  /** What waits for somebody of the agency, and what to watch. */
  | 'waiting'
  | 'watch';

/** What a message may or may not have: each combination that occurs is a template of its own. */
export type Part =
  | 'changed'
  | 'where'
  | 'note'
  | 'early'
  | 'near'
  | 'untold'
  | 'told'
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
  | 'welcome'
  | 'booking'
  | 'ahead'
  | 'brief';

/** A line that is always there, or only in the templates that have the part. */
export type Line = string | readonly [part: Part, line: string];

/**
 * What happened to others, as clauses in the third person that follow "we let you know that". `who`:
 * a flight with those on it, as `flight` says it.
 */
export interface News {
  /** `travellers`: empty where nobody is named. */
  readonly flight: (flight: string, travellers: string) => string;
  /** A trip by those who are on it. */
  readonly trip: (travellers: string) => string;
  readonly route: (origin: string, destination: string) => string;
  readonly arrives: (at: string) => string;
  readonly before: (departure: string) => string;
  readonly onTicket: (departure: string) => string;
  readonly leavesSoon: (who: string, route: string, airportAt: string) => string;
  readonly note: (note: string) => string;
  readonly delayed: (who: string, late: string) => string;
  readonly newDeparture: (departure: string) => string;
  /** What the check-in or the gate is to expect, far from and near to the departure. */
  readonly early: string;
  readonly near: string;
  readonly earlier: (who: string) => string;
  readonly shrank: (who: string) => string;
  readonly gone: (who: string, departure: string, before: string) => string;
  readonly backOnTime: (who: string) => string;
  readonly reinstated: (who: string) => string;
  readonly changed: Readonly<
    Record<'gate' | 'terminal' | 'both' | 'first', (who: string) => string>
  >;
  readonly boarding: (who: string) => string;
  readonly unchecked: (where: string) => string;
  readonly screens: string;
  readonly cancelled: (who: string, route: string, departure: string) => string;
  readonly refund: string;
  /** `airport`: empty where it is not known. */
  readonly diverted: (who: string, airport: string) => string;
  readonly departed: (who: string, origin: string, departure: string) => string;
  readonly expected: (arrival: string) => string;
  readonly bound: (destination: string) => string;
  readonly landed: (travellers: string, city: string) => string;
  readonly belt: (belt: string) => string;
  readonly stay: (stay: string) => string;
  readonly next: (flight: string, destination: string, departure: string, left: string) => string;
  /** How the connection of `travellers` in a city stands now. */
  readonly connection: Readonly<
    Record<
      'connection_at_risk' | 'connection_missed' | 'connection_restored',
      (travellers: string, city: string) => string
    >
  >;
  /** A flight and when it leaves and arrives, and the one to change to. */
  readonly connecting: (flight: string, flying: string, next: string) => string;
  /** The flight to change to. */
  readonly changeTo: (flight: string, destination: string, departure: string) => string;
  readonly tripChanged: (trip: string, now: string, before: string) => string;
  readonly tripCancelled: (trip: string, flight: string) => string;
  readonly told: (count: number) => string;
  readonly toCall: (count: number) => string;
  readonly pending: (count: number) => string;
}

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
  /** What an agency knows of a trouble, as a clause. */
  readonly knows: Readonly<Record<AgencyKnowledge, (agency: string) => string>>;
  readonly booking: (booking: {
    readonly flight: string;
    readonly origin: string;
    readonly destination: string;
    readonly departure: string;
  }) => string;
}

/** Free texts: those that a follower reads are about the trips of others. */
export type FreeText = FreeTextType | 'follower_opt_out_ack' | 'follower_opt_in_ack';

/** All texts of one language. */
export interface Texts {
  readonly templates: Readonly<Record<TemplateType, readonly Line[]>>;
  readonly freeTexts: Readonly<Record<FreeText, string>>;
  readonly phrases: Phrases;
  readonly news: News;
}

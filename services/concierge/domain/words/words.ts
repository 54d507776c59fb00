import type { DocumentType } from '#shared/domain/document.ts';
import type { FactWords } from './facts/words.ts';
import type { PersonWords } from './person/words.ts';

/**
 * Everything the concierge says in one language. Formatting is WhatsApp's: *bold*, line breaks,
 * nothing else.
 */
export interface ConciergeWords {
  readonly facts: FactWords;
  readonly person: PersonWords;
  greeting(name: string): string;
  help(agency: string): string;
  readonly thanks: string;
  noTrip(agency: string): string;
  /** Where nobody has taken the conversation in time. */
  callInstead(phone: string): string;
  readonly documents: Readonly<Record<DocumentType, string>>;
  /** `what` is a value of `documents`. */
  here(what: string): string;
  /** Where what was asked for is there now and cannot be sent by itself. */
  readyToSend(what: string): string;
  missing(what: string, agency: string): string;
  noDocuments(agency: string): string;
  stay(stay: string): string;
  /** A follower asks for the documents or the itinerary of those who fly. */
  onlyForTravellers(agency: string): string;
  readonly flight: {
    readonly departure: string;
    readonly departed: string;
    readonly arrival: string;
    readonly landed: string;
    readonly gate: string;
    readonly terminal: string;
    readonly belt: string;
    readonly noGate: string;
    readonly noBelt: string;
    readonly onTime: string;
    delayed(minutes: number): string;
    earlier(minutes: number): string;
    readonly inTheAir: string;
    readonly leftGate: string;
    /** `since`: the local time for which it was expected. */
    readonly noNews: (since: string) => string;
    readonly hasLanded: string;
    readonly unconfirmed: string;
    cancelled(flight: string, departure: string, agency: string): string;
    diverted(flight: string, airport: string | null, agency: string): string;
  };
  readonly itinerary: {
    readonly title: string;
    /** `n`: which day of the plan. */
    day(n: number, date: string): string;
    nothing(date: string, from: string, to: string): string;
    none(agency: string): string;
    readonly unchecked: string;
    page(url: string): string;
    /** Beside the itinerary as a file. */
    readonly file: string;
    checkIn(when: string): string;
    checkOut(hotel: string): string;
    /** Before the line of what is next on the plan of today. */
    readonly next: string;
    readonly nothingMore: string;
  };
  readonly media: {
    filed(count: number, agency: string): string;
    readonly tooLarge: string;
    readonly unsupported: string;
    failed(agency: string): string;
    voice(agency: string): string;
  };
  /** Where a location was shared. */
  located(agency: string): string;
  readonly numbersRemoved: string;
}

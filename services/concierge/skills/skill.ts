import type { Offer } from '#shared/domain/choices.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { Told } from '#shared/domain/message.ts';
import type { Place } from '#shared/domain/place.ts';
import type { StayLink } from '#shared/domain/stay-link.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import type { FlightLine } from '../domain/flight-answer.ts';
import type { Part } from '../domain/reply.ts';
import type { Slots } from '../domain/understanding/slots.ts';

/** All that an answer may be made of. */
export interface SkillSituation {
  /** Of the trip that is spoken of. */
  readonly context: CompleteTripContext;
  /** The same, and those of others on the same flight with the same phone. */
  readonly contexts: readonly CompleteTripContext[];
  /** URL of each document by its id. */
  readonly links: ReadonlyMap<string, string>;
  /** Where the stay can be seen; null: nothing is planned. */
  readonly stayLink: StayLink | null;
  /** Places of the agency that the message may name. */
  readonly places: readonly Pick<Place, 'name' | 'address' | 'openingHours'>[];
  readonly locale: Locale;
  readonly now: Instant;
}

/** What a message names, beside what it means. */
export interface SkillSlots extends Slots {
  /** The itinerary is wanted as a file. */
  readonly asFile: boolean;
  /** All documents are wanted, however many they are. */
  readonly allDocuments: boolean;
}

/** Of a message that names nothing. */
export const noSlots: SkillSlots = {
  day: null,
  flights: [],
  documents: [],
  places: [],
  passengers: [],
  asFile: false,
  allDocuments: false,
};

/** What one skill has to say. */
export interface SkillAnswer {
  readonly text?: string;
  /** Lines about the flight to begin with; the others follow once, after all that was asked. */
  readonly flight?: readonly FlightLine[];
  readonly files?: readonly Part[];
  /** Documents that are not on file, for the agency. */
  readonly missing?: readonly string[];
  readonly isItineraryMissing?: boolean;
  /** An answer that ends with a link to the page of the stay. */
  readonly endsWithPage?: boolean;
  readonly told?: Told;
  /** What may be answered by tapping, where nothing else is said. */
  readonly offer?: Offer;
}

/**
 * Answers one intent from facts alone. Null where they do not have it: then what the agency knows is
 * looked through, a model is asked, or a person.
 */
export type Skill = (situation: SkillSituation, slots: SkillSlots) => SkillAnswer | null;

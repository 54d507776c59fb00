import type { Instant } from '#shared/domain/instant.ts';
import type { Journey, JourneySummary } from '#shared/domain/journey.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { BookedTrip } from './trip-desk.ts';

/** A flight of a journey that is to be booked. */
export type NewLeg = Pick<
  BookedTrip,
  | 'flightNumber'
  | 'originIata'
  | 'destinationIata'
  | 'originZone'
  | 'destinationZone'
  | 'departure'
  | 'flightKey'
  | 'stay'
  | 'returnDate'
>;

/** Who is written to, or called, about some of the passengers. */
export interface NewContact {
  readonly name: string;
  readonly callName: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: Language;
  readonly role: Trip['role'];
  readonly consent: Trip['consent'];
  /** Positions in the passengers of the journey; at least one. */
  readonly passengers: readonly number[];
}

/** What an agency says of a journey as a whole, and may change later. */
export interface JourneyNotes {
  readonly title: string | null;
  readonly owner: string | null;
  /** The name of a group, which is created where it is new. */
  readonly group: string | null;
  readonly notes: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What may be edited of a journey as a whole. */
export interface EditedNotes extends JourneyNotes {
  /** The member who looks after it; null: nobody by name. */
  readonly keeperId: string | null;
}

/** A journey in normal form; no contact has two legs of one flight number and local date. */
export interface NewJourney extends JourneyNotes {
  readonly reference: string | null;
  readonly passengers: readonly NewPassenger[];
  readonly legs: readonly NewLeg[];
  readonly contacts: readonly NewContact[];
}

/** A request to book a journey, whole or not at all. */
export interface BookJourneyRequest extends NewJourney {
  readonly agencyId: string;
  readonly idempotencyKey: string | null;
  /** A digest of the content, with which a repeated request is compared. */
  readonly bookedAs: string;
  /** False: the agency confirms itself. */
  readonly notify: boolean;
  /** Not confirmed before then, unless something else is to be said sooner; absent: at once. */
  readonly confirmFrom?: Instant;
  readonly now: Instant;
}

/** The outcome of booking a journey; only `booked` wrote anything. */
export type BookJourneyResult =
  | { readonly kind: 'booked' | 'same'; readonly journey: Journey }
  /** The key, or else the reference, is that of a journey that was booked with other content. */
  | { readonly kind: 'key-differs' | 'reference-differs'; readonly journey: Journey }
  /** A contact is on that flight already, by another booking. */
  | {
      readonly kind: 'duplicate';
      readonly tripId: string;
      readonly leg: number;
      readonly contact: number;
    };

/** The outcome of editing a journey; only `edited` wrote anything. */
export type EditJourneyResult =
  | { readonly kind: 'edited' | 'unchanged'; readonly journey: Journey }
  | { readonly kind: 'not-found' | 'stale' };

/** An act on a journey, based on a revision of it; a newer one in the store makes it `stale`. */
export interface JourneyAct {
  readonly agencyId: string;
  readonly journeyId: string;
  readonly revision: number;
  readonly now: Instant;
}

/** A leg as one contact is to live it, or passengers who join the trip that they have on it. */
export interface AddedTrip {
  /** Null: the contact of `trip`, found by phone or, without one, by name within the journey. */
  readonly contactId: string | null;
  readonly role: Trip['role'];
  readonly consent: Trip['consent'];
  readonly trip: NewLeg &
    Pick<BookedTrip, 'clientName' | 'callName' | 'whatsapp' | 'language'> &
    Pick<NewContact, 'email'>;
  /** Ids of passengers of the journey, or positions in the new ones. */
  readonly passengers: readonly (string | number)[];
}

/** The outcome of changing a part of a journey; only `edited` wrote anything. */
export type JourneyPartResult =
  | EditJourneyResult
  | { readonly kind: 'withdrawn' }
  /** A contact is on that flight already, by another leg or journey. */
  | { readonly kind: 'duplicate'; readonly tripId: string };

/** Which journeys are listed. */
export interface JourneyFilter {
  readonly reference?: string | undefined;
  readonly group?: string | undefined;
  readonly state?: JourneySummary['state'] | undefined;
  /** A leg departs at this instant, or on this date at its origin, or later. */
  readonly from?: string | undefined;
  /** A leg departs at this instant, or on this date at its origin, or earlier. */
  readonly to?: string | undefined;
  /** A part of the name of a passenger or contact, however it is written. */
  readonly name?: string | undefined;
  /** The cursor: `(insertedAt, id)` of the last journey of the page before. */
  readonly before?: { readonly insertedAt: Instant; readonly id: string };
  readonly limit: number;
}

/** The outcome of withdrawing a journey; `already` wrote nothing. */
export type WithdrawJourneyResult =
  | { readonly kind: 'withdrawn' | 'already'; readonly journey: Journey }
  | { readonly kind: 'not-found' };

/**
 * What an agency does with whole journeys; every call is one tenant's. What concerns one trip is
 * `TripDesk`'s.
 * @example
 * const result = await journeys.bookJourney({ agencyId, ...journey, bookedAs, notify, now });
 */
export interface JourneyDesk {
  /** Books each leg for each contact, in one transaction; emits `TripBooked` for each trip. */
  bookJourney(request: BookJourneyRequest): Promise<BookJourneyResult>;
  /** One journey; null: the agency has no such journey. */
  journey(agencyId: string, journeyId: string): Promise<Journey | null>;
  /** One page of journeys, newest first. */
  journeys(agencyId: string, filter: JourneyFilter): Promise<readonly JourneySummary[]>;
  /** Replaces what the agency says of a journey; no trip changes. */
  editJourney(request: {
    readonly agencyId: string;
    readonly journeyId: string;
    /** The revision that the edit is based on; a newer one in the store makes it `stale`. */
    readonly revision: number;
    readonly set: EditedNotes;
    readonly now: Instant;
  }): Promise<EditJourneyResult>;
  /** Adds legs, passengers or contacts, whole or not; emits `TripBooked` or `TripChanged`. */
  addToJourney(
    request: JourneyAct & {
      readonly passengers: readonly NewPassenger[];
      readonly trips: readonly AddedTrip[];
      readonly notify: boolean;
      /** As in `BookJourneyRequest`, of new trips. */
      readonly confirmFrom?: Instant;
    },
  ): Promise<JourneyPartResult>;
  /** Edits all trips of a leg at once, as `TripDesk.edit` would each. */
  editLeg(
    request: JourneyAct & {
      readonly legId: string;
      /** What is absent stays each trip's own. */
      readonly set: Partial<NewLeg>;
      readonly notify: boolean;
    },
  ): Promise<JourneyPartResult>;
  /** Withdraws all trips of a leg. */
  withdrawLeg(
    request: JourneyAct & { readonly legId: string; readonly notify: boolean },
  ): Promise<EditJourneyResult>;
  /** Replaces what is said of a passenger; nobody is told. */
  editPassenger(
    request: JourneyAct & { readonly passengerId: string; readonly set: NewPassenger },
  ): Promise<EditJourneyResult>;
  /** Withdraws a journey with all its trips, as `TripDesk.cancel` would each. */
  withdrawJourney(request: {
    readonly agencyId: string;
    readonly journeyId: string;
    readonly notify: boolean;
    readonly now: Instant;
  }): Promise<WithdrawJourneyResult>;
}

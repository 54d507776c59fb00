import type { Instant } from '#shared/domain/instant.ts';

/** A moment at an airport, told in that airport's local time. */
export interface When {
  readonly at: Instant;
  readonly zone: string;
  readonly iata: string;
}

/** An airport; `city` as its flight record has it, for one that our own table does not know. */
export interface Place {
  readonly iata: string;
  readonly city: string | null;
}

/** Which flight a message is about. */
interface OfFlight {
  readonly flight: string;
}

/** A flight and its route. */
interface OnRoute extends OfFlight {
  readonly origin: Place;
  readonly destination: Place;
}

/** The departure as it stands, with gate and terminal where they are known. */
interface Departing extends OfFlight {
  readonly departure: When;
  readonly gate: string | null;
  readonly terminal: string | null;
}

/** A departure and the arrival that follows from it; null: not known. */
interface Flying extends Departing {
  readonly destination: Place;
  readonly arrival: When | null;
}

/** A flight to change to, and the time that is left for it. */
export interface Connection extends OnRoute, Departing {
  readonly minutesLeft: number;
}

/** A departure that is another one than was told; `ticket`: the one on the ticket. */
interface Moved extends Flying {
  readonly before: When;
  readonly ticket: When;
}

/**
 * What the agency knows of the trouble that is told (RULES §8): there is no task about it, there is
 * one, or a person has claimed it.
 */
export type AgencyKnowledge = 'untold' | 'told' | 'acknowledged';

/** What is said to somebody about a trip of their own, by type. */
export type OwnWords =
  | ({
      readonly type: 'reservation_confirmation';
      /** Further flights of the same journey, by departure. */
      readonly otherLegs: readonly (OnRoute & { readonly departure: When })[];
      /** It goes to a number that the agency corrected. */
      readonly isNewNumber: boolean;
    } & OnRoute &
      Departing)
  | ({
      readonly type: '24h_reminder';
      /** The time told before, where the reminder is also the news that it changed. */
      readonly before: When | null;
      /** When to be at the airport. */
      readonly airportAt: When;
      /** The agency's one line to the traveller. */
      readonly note: string | null;
      /** When it is said: what is today and tomorrow goes by it. */
      readonly now: Instant;
    } & OnRoute &
      Flying)
  | ({
      readonly type: 'delayed';
      /** So close to the told departure that the traveller may be past the check-in. */
      readonly isNear: boolean;
      readonly agency: AgencyKnowledge;
    } & Moved)
  | ({
      readonly type: 'departure_moved_earlier';
      /**
       * `earlier`: than the ticket. `shrank`: a delay became shorter, and there is no task. `gone`:
       * it has left already, at `departure`.
       */
      readonly kind: 'earlier' | 'shrank' | 'gone';
      readonly agency: AgencyKnowledge;
    } & Moved)
  | ({ readonly type: 'back_on_time' | 'reinstated' } & Flying)
  | ({
      readonly type: 'gate_change';
      /** Which of the two changed. */
      readonly what: 'gate' | 'terminal' | 'both';
      /** The first gate after a boarding message that had none: "your gate is", not a change. */
      readonly isFirst: boolean;
    } & Departing)
  | ({
      readonly type: 'boarding';
      /** The time told before, where the call is also the news that it changed. */
      readonly before: When | null;
      /** The gate is the last known one and could not be looked up afresh. */
      readonly unchecked: boolean;
    } & Departing)
  | ({
      readonly type: 'cancelled';
      readonly departure: When;
      readonly agency: AgencyKnowledge;
    } & OnRoute)
  | ({
      readonly type: 'diverted';
      readonly to: { readonly city: string | null; readonly iata: string | null } | null;
      readonly agency: AgencyKnowledge;
    } & OfFlight)
  | ({
      readonly type: 'connection_at_risk' | 'connection_missed' | 'connection_restored';
      /** Where the traveller changes. */
      readonly destination: Place;
      /** Of the first flight, while it has not left. */
      readonly departure: When | null;
      readonly arrival: When;
      readonly next: Connection;
      readonly agency: AgencyKnowledge;
    } & OfFlight)
  | {
      readonly type: 'landing';
      readonly destination: Place;
      readonly stay: string | null;
      readonly belt: string | null;
      /** The flight to change to: then it is no welcome. */
      readonly next: Connection | null;
      /** Back in the city where the journey began: neither is it one there. */
      readonly isHome: boolean;
    }
  | ({
      readonly type: 'trip_changed';
      readonly departure: When;
      /** The booking as the traveller holds it. */
      readonly before: OnRoute & { readonly departure: When };
    } & OnRoute)
  | ({ readonly type: 'trip_cancelled'; readonly departure: When } & OnRoute)
  | { readonly type: 'itinerary_ready' }
  /** A person's answer outside the 24-hour window. */
  | { readonly type: 'agency_reply'; readonly words: string }
  /** What a person of the agency writes to many at once, outside the 24-hour window. */
  | { readonly type: 'agency_notice'; readonly words: string }
  /** The agency tries whether a contact is reached. */
  | { readonly type: 'test_message' }
  /** Somebody who works at the agency is needed; `answer`: what they reply to take it. */
  | { readonly type: 'duty_alert'; readonly news: string; readonly answer: string }
  /** What waits at an agency as its day begins, and what to watch. */
  | { readonly type: 'duty_digest'; readonly waiting: string; readonly watch: string }
  /** `isFollower`: the reader only follows the trips of others. */
  | { readonly type: 'opt_out_ack' | 'opt_in_ack'; readonly isFollower?: boolean }
  | { readonly type: 'opt_out_question' | 'opt_out_notice' };

/** A flight has left, with the arrival expected then; null: not known. */
export interface Departed extends OnRoute {
  readonly type: 'departed';
  readonly departure: When;
  readonly arrival: When | null;
}

/** Own words of some types. */
type OwnOf<T extends OwnWords['type']> = Extract<OwnWords, { type: T }>;

/** What a guardian is told in the third person. */
export type ForGuardian = OwnOf<
  | 'reservation_confirmation'
  | '24h_reminder'
  | 'delayed'
  | 'departure_moved_earlier'
  | 'back_on_time'
  | 'reinstated'
  | 'gate_change'
  | 'boarding'
  | 'cancelled'
  | 'diverted'
  | 'connection_at_risk'
  | 'connection_missed'
  | 'connection_restored'
  | 'landing'
  | 'trip_changed'
  | 'trip_cancelled'
>;
/** What a follower is told. */
export type ForFollower = Departed | OwnOf<'delayed' | 'cancelled' | 'diverted' | 'landing'>;
/** What the guide of a group is told. */
export type ForGuide = OwnOf<
  'delayed' | 'departure_moved_earlier' | 'back_on_time' | 'reinstated' | 'cancelled' | 'diverted'
>;

/** How many of a group know of it, are to be called, or have not been told yet. */
export interface GroupCounts {
  readonly told: number;
  readonly toCall: number;
  readonly pending: number;
}

/**
 * What is to be said, by type, with the facts it is made of; `compose` puts it into a reader's
 * language.
 */
export type Words =
  | OwnWords
  /** About others, whom the reader answers for or follows. */
  | { readonly type: 'guardian'; readonly about: ForGuardian }
  | { readonly type: 'follower'; readonly about: ForFollower }
  /** About a flight of a group, without a name or number of anybody. */
  | { readonly type: 'guide'; readonly about: ForGuide; readonly counts: GroupCounts };

/**
 * Types that are said as free text: they answer the traveller and so lie inside the 24-hour window.
 */
export type FreeTextType = 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack';
/** Types that WhatsApp must have approved a template for. */
export type TemplateType = Exclude<Words['type'], FreeTextType>;

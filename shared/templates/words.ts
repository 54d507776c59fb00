import type { Instant } from '#shared/domain/instant.ts';

/** A moment at an airport, told in that airport's local time. */
export interface When {
  readonly at: Instant;
  readonly zone: string;
  readonly iata: string;
}

/**
 * What the agency knows of the trouble that is told (RULES §8): there is no task about it, there is
 * one, or a person has claimed it.
 */
export type AgencyKnowledge = 'untold' | 'told' | 'acknowledged';

/**
 * What is to be said, by type, with the facts it is made of; `compose` puts it into a traveller's
 * language.
 */
export type Words =
  | {
      readonly type: 'reservation_confirmation';
      readonly name: string;
      readonly flight: string;
      readonly origin: string;
      readonly destination: string;
      readonly departure: When;
    }
  | {
      readonly type: '24h_reminder';
      readonly name: string;
      readonly flight: string;
      readonly origin: string;
      readonly destination: string;
      readonly departure: When;
      /** The time told before, where the reminder is also the news that it changed. */
      readonly before: When | null;
      readonly gate: string | null;
      readonly terminal: string | null;
      /** The agency's one line to the traveller. */
      readonly note: string | null;
    }
  | {
      readonly type: 'delayed';
      readonly name: string;
      readonly flight: string;
      readonly before: When;
      readonly departure: When;
      /** The departure on the ticket. */
      readonly ticket: When;
      readonly gate: string | null;
      readonly terminal: string | null;
      readonly agency: AgencyKnowledge;
    }
  | {
      readonly type: 'departure_moved_earlier';
      /**
       * `earlier`: than the ticket. `shrank`: a delay became shorter, and there is no task. `gone`:
       * it has left already, at `departure`.
       */
      readonly kind: 'earlier' | 'shrank' | 'gone';
      readonly name: string;
      readonly flight: string;
      readonly before: When;
      readonly departure: When;
      /** The departure on the ticket. */
      readonly ticket: When;
      readonly gate: string | null;
      readonly terminal: string | null;
      readonly agency: AgencyKnowledge;
    }
  | {
      readonly type: 'back_on_time' | 'reinstated';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
      readonly gate: string | null;
      readonly terminal: string | null;
      readonly agency: AgencyKnowledge;
    }
  | {
      readonly type: 'gate_change';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
      /** The gate and terminal to go to, whichever of the two changed; null: not known. */
      readonly gate: string | null;
      readonly terminal: string | null;
      /** The first gate after a boarding message that had none: "your gate is", not a change. */
      readonly isFirst: boolean;
    }
  | {
      readonly type: 'boarding';
      readonly flight: string;
      readonly departure: When;
      readonly gate: string | null;
      readonly terminal: string | null;
      /** The gate is the last known one and could not be looked up afresh. */
      readonly unchecked: boolean;
    }
  | {
      readonly type: 'cancelled';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
      readonly agency: AgencyKnowledge;
    }
  | {
      readonly type: 'trip_cancelled';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
    }
  | {
      readonly type: 'diverted';
      readonly name: string;
      readonly flight: string;
      readonly agency: AgencyKnowledge;
      readonly to: { readonly city: string | null; readonly iata: string | null } | null;
    }
  | {
      readonly type: 'landing';
      readonly name: string;
      readonly city: string;
      readonly stay: string | null;
      readonly belt: string | null;
    }
  | {
      readonly type: 'trip_changed';
      readonly name: string;
      readonly flight: string;
      readonly origin: string;
      readonly destination: string;
      readonly departure: When;
      readonly beforeFlight: string;
      readonly beforeDeparture: When;
    }
  | { readonly type: 'itinerary_ready'; readonly name: string }
  /** A person's answer outside the 24-hour window. */
  | { readonly type: 'agency_reply'; readonly agency: string; readonly words: string }
  | { readonly type: 'opt_out_ack' | 'opt_in_ack'; readonly agency: string }
  | { readonly type: 'opt_out_question' | 'opt_out_notice' };

/**
 * Types that are said as free text: they answer the traveller and so lie inside the 24-hour window.
 */
export type FreeTextType = 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack';
/** Types that WhatsApp must have approved a template for. */
export type TemplateType = Exclude<Words['type'], FreeTextType>;

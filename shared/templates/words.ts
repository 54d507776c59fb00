import type { Instant } from '#shared/domain/instant.ts';

/** A moment at an airport, told in that airport's local time. */
export interface When {
  readonly at: Instant;
  readonly zone: string;
  readonly iata: string;
}

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
      readonly gate: string | null;
      /** Whether a task about it was opened for the agency. */
      readonly agencyKnows: boolean;
    }
  | {
      readonly type: 'departure_moved_earlier';
      readonly name: string;
      readonly flight: string;
      readonly before: When;
      readonly departure: When;
      readonly gate: string | null;
    }
  | {
      readonly type: 'back_on_time' | 'reinstated';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
      readonly gate: string | null;
    }
  | {
      readonly type: 'gate_change';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
      readonly gate: string | null;
      readonly terminal: string | null;
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
      readonly type: 'cancelled' | 'trip_cancelled';
      readonly name: string;
      readonly flight: string;
      readonly departure: When;
    }
  | {
      readonly type: 'diverted';
      readonly name: string;
      readonly flight: string;
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

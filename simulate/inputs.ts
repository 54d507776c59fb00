import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { BrakeScope, SendingState } from '#shared/domain/sending.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { FlightTimeline } from '#shared/testing/flight-timelines.ts';

/** A trip of the world: who books what, and when. */
export interface PlannedTrip {
  readonly key: string;
  readonly agencyId: string;
  /** Null: they have no WhatsApp, and are called. */
  readonly phone: string | null;
  readonly clientName: string;
  readonly flight: FlightTimeline;
  readonly bookedAt: Instant;
  readonly role: Trip['role'];
  /** Those who fly, where the contact does not; their journey is one. */
  readonly children?: readonly string[];
  /** One of two flights on which its traveller changes planes; the two are one journey. */
  readonly isConnection?: true;
}

/** A request of an agency or a message of a traveller. */
export type Input = { readonly at: Instant; readonly key: string } & (
  | { readonly kind: 'book'; readonly trip: PlannedTrip; readonly overTheBus: boolean }
  | {
      readonly kind: 'edit';
      readonly trip: PlannedTrip;
      readonly set: Readonly<Record<string, unknown>>;
      readonly notify: boolean;
    }
  | { readonly kind: 'cancel'; readonly trip: PlannedTrip; readonly notify: boolean }
  /** Everything of the contact of a trip ends. */
  | { readonly kind: 'erase'; readonly trip: PlannedTrip; readonly withdraw: boolean }
  /** What was said of a trip and by its traveller before is delivered again. */
  | { readonly kind: 'repeat'; readonly trip: PlannedTrip }
  | { readonly kind: 'rotate keys' }
  /** Somebody brakes what is said of a trip, or lifts the brake. */
  | {
      readonly kind: 'brake';
      readonly trip: PlannedTrip;
      readonly scope: BrakeScope;
      readonly state: SendingState;
      /** Of the scope `type`. */
      readonly type: MessageType;
      readonly until: Instant | null;
    }
  | {
      readonly kind: 'take over';
      readonly phone: string;
      readonly sender: string;
      readonly agencyId: string;
    }
  | {
      readonly kind: 'give back';
      readonly phone: string;
      readonly sender: string;
      readonly agencyId: string;
    }
  /** A member presses a digit in the call of the ledger with that id. */
  | { readonly kind: 'press'; readonly callId: string }
  | {
      readonly kind: 'write';
      readonly phone: string;
      readonly sender: string;
      readonly body: string;
    }
);

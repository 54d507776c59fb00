import type { z } from 'zod';
import type { BreakerAdvice } from '#shared/domain/circuit-breaker.ts';
import type { PushedReading } from '#shared/events/flights.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DocumentLinks, DocumentStore } from '#shared/ports/document-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Places } from '#shared/ports/places.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { RequestLimits } from './limits.ts';

/** The fields of a form; a name that was sent more than once has all its values. */
export type WebhookParams = Readonly<Record<string, string | string[]>>;

/** A webhook of Twilio, as its signature covers it. */
export interface SignedRequest {
  /**
   * The address Twilio was told to call, made of the configured base and the path and query as they
   * came; never of a `Host` header.
   */
  readonly url: string;
  readonly signature: string | null;
  readonly params: WebhookParams;
}

/** What a push of AeroAPI says. */
export interface PushedAlert {
  readonly alertId: string;
  readonly code: string;
  readonly faFlightId: string | null;
  readonly reading: z.infer<typeof PushedReading>;
}

/**
 * One thing the system depends on: `simulated` is fine, and says that no real service stands behind
 * it.
 */
export interface DependencyHealth {
  readonly state: 'up' | 'simulated' | 'down';
  readonly detail?: string;
}

/** A traveller's message as Twilio delivers it, numbers as E.164. */
export interface InboundWebhook {
  readonly providerId: string;
  readonly sender: string;
  readonly phone: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/** What Twilio reports about a message that we sent. */
export interface StatusWebhook {
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly permanent: boolean;
}

/** Everything the HTTP edge needs, built once where the process is put together. */
export interface ApiDependencies {
  readonly desk: TripDesk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly twilio: {
    /**
     * The address under which Twilio reaches this deployment, without a slash at the end; a stage
     * prefix included.
     */
    readonly publicBaseUrl: string;
    isAuthentic(request: SignedRequest): boolean;
    /** Null: not a WhatsApp message as Twilio delivers it. */
    parseInbound(params: WebhookParams): InboundWebhook | null;
    /** Null: not a status callback, or a state that nobody knows yet. */
    parseStatus(params: WebhookParams): StatusWebhook | null;
  };
  readonly deliveryReport: ActorStore['deliveryReport'];
  readonly alerts: {
    /** The unguessable part of the address that AeroAPI pushes to; null: no pushes are expected. */
    readonly token: string | null;
    /** Null: not a push as AeroAPI makes them. */
    parse(body: unknown): PushedAlert | null;
  };
  readonly places: Places;
  readonly itineraries: Itineraries;
  /** Signs the links to itineraries and their calendars. */
  readonly linkSecret: string;
  readonly conversations: ConversationDesk;
  readonly documents: DocumentStore;
  /** Serves documents here; null where the store serves them itself. */
  readonly documentLinks: DocumentLinks | null;
  /** The state of each dependency by its name; may take up to two seconds. */
  health(): Promise<Readonly<Record<string, DependencyHealth>>>;
  /** How the circuit breakers of the services we call stand, by their names; never throws. */
  breakers(): Promise<Readonly<Record<string, BreakerAdvice>>>;
  readonly maxBodyBytes?: number;
  /** Left out: none, as in tests. */
  readonly limits?: RequestLimits;
}

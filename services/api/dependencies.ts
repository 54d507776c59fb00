import type { Context } from 'hono';
import type { z } from 'zod';
import type { PushToMembers } from '#shared/composition/staff-push.ts';
import type { Choices } from '#shared/domain/choices.ts';
import type { BreakerAdvice } from '#shared/domain/circuit-breaker.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { OptOutType } from '#shared/domain/message.ts';
import type { PushedReading } from '#shared/events/flights.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { AuditTrail } from '#shared/ports/audit-trail.ts';
import type { Board } from '#shared/ports/board.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { Changes } from '#shared/ports/changes.ts';
import type { StoredBreaker } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DocumentLinks, DocumentStore } from '#shared/ports/document-store.ts';
import type { DutyDesk } from '#shared/ports/duty-desk.ts';
import type { Explanations } from '#shared/ports/explanations.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';
import type { Identity } from '#shared/ports/identity.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Imports } from '#shared/ports/imports.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Knowledge } from '#shared/ports/knowledge.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Members, Sessions } from '#shared/ports/members.ts';
import type { Speech } from '#shared/ports/message-sender.ts';
import type { Notices } from '#shared/ports/notices.ts';
import type { Operations } from '#shared/ports/operations.ts';
import type { OperatorSessions } from '#shared/ports/operator-sessions.ts';
import type { PersonalData } from '#shared/ports/personal-data.ts';
import type { Places } from '#shared/ports/places.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { Reports } from '#shared/ports/reports.ts';
import type { ReplayMaterial, ReplayTrips } from '#shared/ports/settings-replay.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { WebhookPoster } from '#shared/ports/webhook-poster.ts';
import type { Webhooks } from '#shared/ports/webhooks.ts';
import type { RequestLimits } from './limits.ts';
import type { Route } from './route.ts';

/** The fields of a form; a field that was sent more than once has all its values. */
export type WebhookParams = Readonly<Record<string, string | string[]>>;

/** A Twilio webhook, with the parts that its signature covers. */
export interface SignedRequest {
  /**
   * The configured base URL with the path and query as received. Never made of the `Host` header,
   * which a forger chooses.
   */
  readonly url: string;
  readonly signature: string | null;
  readonly params: WebhookParams;
}

/** An alert that AeroAPI pushed; `code` is its event code, such as `cancelled`. */
export interface PushedAlert {
  readonly alertId: string;
  readonly code: string;
  readonly faFlightId: string | null;
  readonly reading: z.infer<typeof PushedReading>;
}

/** The state of one dependency; `simulated`: it works, and no real service is behind it. */
export interface DependencyHealth {
  readonly state: 'up' | 'simulated' | 'down';
  readonly detail?: string;
}

/** A traveller's message as Twilio delivers it. */
export interface InboundWebhook {
  readonly providerId: string;
  readonly sender: string;
  readonly phone: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  readonly optOutType: OptOutType | null;
  readonly quotes: string | null;
  readonly choice: string | null;
}

/** A question from a number of several agencies to a phone. */
export interface WhichAgencyQuestion {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly choices: Choices | null;
}

/** What Twilio reports about a message that we sent. */
export interface StatusWebhook {
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly permanent: boolean;
}

/** What waits for an agent in the queue of an engine. */
export interface WaitingQueue {
  readonly agent: string;
  readonly count: number;
  readonly oldestAt: Instant;
}

/** Everything the HTTP API needs; built once, by `composeApi`. */
export interface ApiDependencies {
  readonly desk: TripDesk;
  readonly journeys: JourneyDesk;
  readonly contacts: ContactDesk;
  readonly agencyDesk: AgencyDesk;
  readonly reading: ReadingDesk;
  readonly brakes: Brakes;
  readonly notices: Notices;
  readonly accounts: Accounts;
  readonly audit: AuditTrail;
  readonly board: Board;
  readonly imports: Imports;
  /** Where the flights of imported files are looked up; null: nowhere. */
  readonly flights: FlightData | null;
  /** What the last days were like, to be decided again under other settings. */
  readonly past: ReplayMaterial;
  /** Decides trips again, as notifications does. */
  readonly replayTrips: ReplayTrips;
  readonly incidents: Incidents;
  readonly changes: Changes;
  readonly duty: DutyDesk;
  readonly explanations: Explanations;
  readonly reports: Reports;
  readonly members: Members;
  readonly sessions: Sessions;
  readonly webhooks: Webhooks;
  /** Says whether events may be sent to a URL. */
  readonly webhookTargets: Pick<WebhookPoster, 'refusalOf'>;
  /** Who signs members in. */
  readonly identity: Identity;
  /** Mail to members; null: there is none here. */
  readonly staffMail: StaffMail | null;
  /** Push messages to members; null: there are none here. */
  readonly push: PushToMembers | null;
  /** Where members work, without a slash at its end. */
  readonly consoleUrl: string;
  /** SHA-256 in hex of the operator's key; null: nobody operates by a key. */
  readonly operatorKeyHash: string | null;
  /** Who operates by a session; where nobody does by this or a key, there are no such routes. */
  readonly operatorUsers: readonly string[];
  readonly operatorSessions: OperatorSessions;
  readonly operations: Operations;
  /** The circuit of each service and account as it is stored. */
  readonly circuits: () => Promise<readonly StoredBreaker[]>;
  /** What waits for each agent in the engine's queue; absent where that is in a dashboard. */
  readonly queues?: () => Promise<readonly WaitingQueue[]>;
  /** Which templates WhatsApp takes; absent: nobody here asks it. */
  readonly templateStates?: TemplateStates;
  /** Puts back what was set aside of an agent; absent: a script does (`npm run requarantine`). */
  readonly putBack?: (agent: string) => Promise<number>;
  readonly personalData: PersonalData;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly twilio: {
    /** The URL that Twilio calls, with the stage if there is one, without a slash at its end. */
    readonly publicBaseUrl: string;
    isAuthentic(request: SignedRequest): boolean;
    /** Null: not a WhatsApp message as Twilio delivers it. */
    parseInbound(params: WebhookParams): InboundWebhook | null;
    /** Null: not a status callback, or a status that is not known. */
    parseStatus(params: WebhookParams): StatusWebhook | null;
    /** Null: not a digit that was pressed in a call; `to` is who was called. */
    parseDigit(params: WebhookParams): { readonly digit: string; readonly to: string } | null;
    /** What is said in a call, as the answer to a webhook. */
    callTwiml(speech: Speech): string;
    /**
     * Asks a traveller which agency they mean. Absent: the answer to the webhook asks, which
     * reaches nobody where Twilio was answered before.
     * @throws ServiceUnavailable where it may not have been asked.
     */
    ask?(question: WhichAgencyQuestion): Promise<void>;
  };
  readonly deliveryReport: ActorStore['deliveryReport'];
  readonly alerts: {
    /** The secret part of the address that AeroAPI pushes to; null: no pushes are expected. */
    readonly token: string | null;
    /** Null: not an alert of AeroAPI. */
    parse(body: unknown): PushedAlert | null;
  };
  readonly places: Places;
  readonly knowledge: Knowledge;
  readonly itineraries: Itineraries;
  /** Signs the links to the stays of travellers. */
  readonly linkSecret: string;
  readonly conversations: ConversationDesk;
  readonly documents: DocumentStore;
  /** Opens links that this API serves; null where the store serves its links itself. */
  readonly documentLinks: DocumentLinks | null;
  /** Routes that only one engine has, such as those of a simulated world. */
  readonly moreRoutes?: readonly Route[];
  /** The state of each dependency by name; may take up to two seconds. */
  health(): Promise<Readonly<Record<string, DependencyHealth>>>;
  /** The state of each circuit breaker, by the name of its service; never throws. */
  breakers(): Promise<Readonly<Record<string, BreakerAdvice>>>;
  /** Default: 128 KiB. */
  readonly maxBodyBytes?: number;
  /** Default: no limits, as in tests. */
  readonly limits?: RequestLimits;
  /** Who sent a request, as it is counted; null where that is not known. Default: never known. */
  readonly addressOf?: (c: Context) => string | null;
  /** How long a body may take to arrive; default: 5 s. Large files have times of their own. */
  readonly bodyWithinMs?: number;
}

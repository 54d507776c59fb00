import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { Brake, BrakeScope } from '#shared/domain/sending.ts';

/** A brake to be set; `subject` is the id or the type that it is on. */
export interface NewBrake extends Pick<Brake, 'subject' | 'state' | 'reason' | 'until' | 'phones'> {
  readonly agencyId: string;
  readonly scope: Exclude<BrakeScope, 'platform'>;
  readonly by: string;
  readonly now: Instant;
}

/** A message that a shadow kept back. */
export interface ShadowRow {
  readonly id: string;
  readonly at: Instant;
  readonly type: MessageType;
  readonly tripId: string | null;
  readonly journeyId: string | null;
  readonly contactId: string | null;
  readonly contactName: string | null;
  readonly text: string;
  /** What a person said to the same number, or called them about, nearest to it. */
  readonly byHand: {
    readonly kind: 'message' | 'call';
    readonly at: Instant;
    readonly by: string | null;
  } | null;
}

/**
 * How an agency's messages leave: live, to phones of the staff, decided only, or not at all. The
 * strictest brake on a message decides in the statement that claims it (ActorStore.claim).
 * @example
 * await brakes.putBrake({ agencyId, scope: 'agency', subject: null, state: 'paused', reason,
 *   until: null, phones: [], by: 'Lucía', now });
 */
export interface Brakes {
  /**
   * Sets a brake, or lifts it (`live`); from then on nothing is claimed that did not see it, and
   * what a pause held is looked at again. Null: there is no such journey or contact.
   */
  putBrake(brake: NewBrake): Promise<Brake | null>;
  /** All that were ever set, the operator's too, the latest first; how many messages are held. */
  brakes(agencyId: string): Promise<{ readonly brakes: readonly Brake[]; readonly held: number }>;
  /**
   * What a shadow kept back from `from` until `to`, oldest first, after the message `after`, with
   * what was said by hand within `byHandWithinMs` before or after it.
   */
  shadowReport(
    agencyId: string,
    filter: {
      readonly from: Instant;
      readonly to: Instant;
      readonly after: { readonly at: Instant; readonly id: string } | null;
      readonly limit: number;
    },
  ): Promise<readonly ShadowRow[]>;
}

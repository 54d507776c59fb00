import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { Draft } from '../messages/draft.ts';
import type { Suppression } from '../suppression.ts';

/** A one-off message that is given up: it is not caught up later. */
export interface SkippedMessage {
  readonly type: MessageType;
  /** The leg or the departure that it was for. */
  readonly about: string;
  readonly rule: SilenceRule;
}

/** What one rule adds to the plan; empty: nothing to say. */
export interface PlanPart {
  readonly draft?: Draft;
  readonly suppression?: Suppression;
  readonly skip?: SkippedMessage;
  /** When to decide again. */
  readonly reconsiderAt?: Instant;
  /** It is due, and only waits a moment for a look: what it will say is not said before it. */
  readonly isDue?: boolean;
}

/** A message that waits until an instant, by a rule that is logged. */
export const heldPart = (
  subject: MessageType,
  rule: SilenceRule,
  until: Instant,
): Required<Pick<PlanPart, 'suppression' | 'reconsiderAt'>> => ({
  suppression: { subject, rule, until },
  reconsiderAt: until,
});

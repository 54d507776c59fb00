import { type Instant, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { isStaleAt, lookGraceMs, type View } from './view.ts';

/** Why a message waits, and until when. */
export interface Hold {
  readonly rule: 'quiet_hours' | 'pause_after_delay' | 'fresh_look';
  readonly until: Instant;
}

/** The rules that hold a message: at the end of each it is decided again on a fresh reading. */
const holdingRules: ReadonlySet<string> = new Set([
  'quiet_hours',
  'pause_after_delay',
  'fresh_look',
] satisfies readonly Hold['rule'][]);

/** Whether a rule holds a message back for a time. */
export const isHolding = (rule: string): boolean => holdingRules.has(rule);

/**
 * Until when a held message waits for the look that is made for it (RULES §4); null: what is known
 * is fresh, the look was answered, or it did not come in time.
 */
const lookAwaitedUntil = ({
  context,
  state: { facts, held, lookAnsweredAt },
  now,
}: View): Instant | null => {
  if (context.optedOut || facts === null || facts.phase === 'landed' || !isStaleAt(facts, now))
    return null;
  const { lookAskedAt } = held;
  if (lookAskedAt === null) return plus(now, lookGraceMs);
  const isAnswered = lookAnsweredAt !== null && lookAnsweredAt >= lookAskedAt;
  const until = plus(lookAskedAt, lookGraceMs);
  return isAnswered || now >= until ? null : until;
};

/**
 * What holds a message: quiet hours until `quietUntil`, where that is not null; after them, or
 * after a calm, the look that is made for what was held. Null: it may go now.
 */
export const holdOf = (
  view: View,
  type: MessageType,
  quietUntil: Instant | null,
  wasHeld = view.state.held.types.includes(type),
): Hold | null => {
  if (quietUntil !== null) return { rule: 'quiet_hours', until: quietUntil };
  const until = wasHeld ? lookAwaitedUntil(view) : null;
  return until === null ? null : { rule: 'fresh_look', until };
};

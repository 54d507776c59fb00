import type { Announcement, Decision, Turn } from '#shared/actor/agent.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type {
  EffectCommand,
  Reason,
  RecordCommand,
  Said,
  Unsaid,
} from '#shared/ports/turn-commands.ts';
import type { DutyState } from './state.ts';

/** A turn of this agent. */
export type DutyTurn = Turn<'duty-desk', DutyState>;
/** What a turn of this agent comes to. */
export type DutyDecision = Decision<'duty-desk', DutyState>;

/**
 * What came from outside: which templates cannot be sent, or what became of a notice; and whether
 * the agency has a number to call from.
 */
export type Gathered = { readonly mayCall: boolean } & (
  | { readonly kind: 'templates'; readonly unusable: readonly string[] }
  | { readonly kind: 'noticed'; readonly isNoticed: boolean }
);

/** A part of what a turn comes to. */
export interface Part {
  readonly effects: readonly EffectCommand[];
  readonly events: readonly Announcement<'duty-desk'>[];
  readonly records: readonly RecordCommand[];
  readonly reasons: readonly Reason[];
}

/** Nothing is to be done. */
export const nothing: Part = { effects: [], events: [], records: [], reasons: [] };

/** All parts together, in their order. */
export const together = (...parts: readonly Part[]): Part => ({
  effects: parts.flatMap(({ effects }) => effects),
  events: parts.flatMap(({ events }) => events),
  records: parts.flatMap(({ records }) => records),
  reasons: parts.flatMap(({ reasons }) => reasons),
});

type Subject = 'duty_alert' | 'duty_digest' | 'duty_answer' | 'duty_call';

/** A line of the decision log; about no trip, and without anybody's name. */
export const reason = (
  decision: Said,
  subject: Subject,
  rule: string,
  detail: Reason['detail'] = {},
): Reason => ({ tripId: null, decision, subject, rule, detail });

/** The same of what is not said, or not yet. */
export const silence = (
  decision: Unsaid,
  subject: Subject,
  rule: SilenceRule,
  detail: Reason['detail'] = {},
): Reason => ({ tripId: null, decision, subject, rule, detail });

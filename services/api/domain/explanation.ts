import { type DeliveryState, deliveryOf } from '#shared/domain/delivery-state.ts';
import { between, hour, type Instant, minute } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { SilenceRule } from '#shared/domain/silence.ts';
import type { ContactRecord, TripRecord } from '#shared/ports/explanations.ts';

/** What an explanation is about: a type of message, or the answers of a conversation. */
export type Subject = MessageType | 'conversation';

/** One thing that was said to a contact, or not said, and why. */
export type Explained = {
  readonly at: Instant;
  readonly tripId: string;
  readonly subject: Subject;
  /** The gate that it is about, or said. */
  readonly gate: string | null;
} & (
  | {
      readonly kind: 'message';
      readonly state: DeliveryState;
      readonly code: string | null;
      readonly messageId: string;
    }
  | {
      readonly kind: 'silence';
      readonly rule: SilenceRule;
      /** When it is decided again; null: when something changes. */
      readonly until: Instant | null;
    }
  | { readonly kind: 'call'; readonly isDone: boolean }
);

/** What is said of the conversation counts as one subject. */
const subjectOf = (text: string): Subject | null =>
  text === 'conversation' ? text : (MessageType.safeParse(text).data ?? null);

const messagesOf = ({ tripId, messages }: TripRecord): readonly Explained[] =>
  messages.map((message): Explained => {
    const { id, type, createdAt, sentAt, gate, errorCode } = message;
    const rule = SilenceRule.safeParse(message.reason).data;
    const base = { at: sentAt ?? createdAt, tripId, subject: type, gate };
    if (message.status === 'DROPPED' && rule)
      return { ...base, kind: 'silence', rule, until: null };
    return { ...base, kind: 'message', state: deliveryOf(message), code: errorCode, messageId: id };
  });

/** Decisions not to say something; one that took a message back stands with that message. */
const silencesOf = ({ tripId, decisions, messages }: TripRecord): readonly Explained[] =>
  decisions.flatMap(({ at, decision, subject: text, rule: code, until }): readonly Explained[] => {
    const subject = subjectOf(text);
    const rule = SilenceRule.safeParse(code).data;
    const isWithMessage =
      decision === 'dropped' &&
      messages.some(({ type, reason }) => type === subject && reason === code);
    if (subject === null || rule === undefined || isWithMessage) return [];
    return [{ at, tripId, subject, gate: null, kind: 'silence', rule, until }];
  });

/** A message that follows so soon says what was read. */
const soonMs = 2 * minute;

/** Why a gate was not said when it became known: of most gates no decision is written down. */
const gateRule = (
  { role, hasNumber }: TripRecord,
  optedOut: boolean,
  isFirst: boolean,
  leftMs: number | null,
  alertHours: number,
): SilenceRule => {
  if (role === 'follower' || role === 'guide') return 'not_for_role';
  if (!hasNumber) return 'no_number';
  if (optedOut) return 'opted_out';
  if (isFirst) return 'first_gate';
  if (leftMs !== null && leftMs <= 0) return 'flight_departed';
  return leftMs !== null && leftMs > alertHours * hour ? 'gate_outside_window' : 'gate_not_told';
};

/** Gates that became known and were not said at once. */
const gatesOf = (trip: TripRecord, optedOut: boolean, alertHours: number): readonly Explained[] => {
  const { tripId, readings, messages, decisions, bookedAt } = trip;
  const known = readings.filter(({ gate }) => gate !== null);
  return known.flatMap(({ at, gate, phase, departure }, i): readonly Explained[] => {
    const before = known[i - 1]?.gate ?? null;
    const isNews = gate !== before && phase === 'scheduled' && at >= bookedAt;
    const isSaid = messages.some(
      ({ gate: said, createdAt, status }) =>
        said === gate && status !== 'DROPPED' && Math.abs(between(at, createdAt)) <= soonMs,
    );
    const isDecided = decisions.some(
      (one) => one.subject === 'gate_change' && Math.abs(between(at, one.at)) <= soonMs,
    );
    if (!isNews || isSaid || isDecided) return [];
    const leftMs = departure === null ? null : between(at, departure);
    const rule = gateRule(trip, optedOut, before === null, leftMs, alertHours);
    return [{ at, tripId, subject: 'gate_change', gate, kind: 'silence', rule, until: null }];
  });
};

const callsOf = ({ tripId, calls }: TripRecord): readonly Explained[] =>
  calls.flatMap(({ at, state, message, closedAt }): readonly Explained[] => {
    const subject = subjectOf(message);
    if (subject === null) return [];
    const isDone = state === 'done';
    return [
      { at: isDone ? (closedAt ?? at) : at, tripId, subject, gate: null, kind: 'call', isDone },
    ];
  });

/**
 * Every message to a contact and every silence, over all their legs, oldest first. A gate that was
 * only remembered has no decision of its own, and its reason is found by the rules of gates
 * (RULES §3); `alertHours` is the agency's `gate_alert_hours`.
 */
export const explain = (
  { trips, optedOut }: ContactRecord,
  alertHours: number,
): readonly Explained[] =>
  trips
    .flatMap((trip) => [
      ...messagesOf(trip),
      ...silencesOf(trip),
      ...gatesOf(trip, optedOut, alertHours),
      ...callsOf(trip),
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

import type { Announcement, Decision, Turn } from '#shared/actor/agent.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { between, day, hour, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { ConversationContext, EffectCommand, Reason, RecordCommand, TaskCommand } from '#shared/ports/actor-store.ts';
import { compose, type Words } from '#shared/templates/compose.ts';
import { opting } from './opting.ts';
import type { ConciergeState } from './state.ts';
import { tripInMind } from './which-trip.ts';

type Message = NonNullable<ConversationContext['message']>;
type Acknowledgement = Extract<MessageType, 'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack'>;

/** Long enough for a retry, short enough not to answer yesterday's word. */
const usefulFor = day;

const answer = (type: Acknowledgement, { id, agency, phone }: ConversationContext, message: Message, trip: Trip | null): EffectCommand => {
  const language: Language = trip?.language ?? 'es';
  const words: Words = type === 'opt_out_ack' || type === 'opt_in_ack' ? { type, agency: agency.name } : { type };
  return {
    // One inbound message has one answer: its id is the content.
    key: effectKey(id, type, 1, message.id),
    tripId: trip?.id ?? null,
    type,
    episode: 1,
    from: agency.sender,
    to: phone,
    content: compose(language, words),
    told: {},
    critical: false,
    dueAt: message.at,
    expiresAt: plus(message.at, usefulFor),
    evenIfOptedOut: true,
  };
};

const reason = (tripId: string | null, decision: Reason['decision'], rule: string): Reason => ({
  tripId,
  decision,
  subject: 'conversation',
  rule,
  detail: {},
});

const announce = (type: 'TravellerOptedOut' | 'TravellerOptedIn', { id, agency, trips }: ConversationContext): readonly Announcement[] =>
  trips.map((trip) => ({ type, agencyId: agency.id, tripId: trip.id, data: { conversationId: id } }));

/**
 * Opting out and in (RULES §5). An inbound message is taken once: its event is in the inbox, its answer in the ledger.
 * Other questions are noted and not answered yet.
 */
export const decide = ({ state, conversation, now }: Turn<ConciergeState>): Decision<ConciergeState> => {
  const message = conversation?.message;
  if (!conversation || !message) return { state, reasons: [reason(null, 'noted', 'message_gone')] };
  const trip = tripInMind(conversation.trips, now);
  const tripId = trip?.id ?? null;
  const wish = opting(message.text);
  const askedLately = state.askedAt !== null && between(state.askedAt, now) <= 24 * hour;
  const suppression = (optedOut: boolean): RecordCommand => ({
    kind: 'suppression',
    conversationId: conversation.id,
    optedOut,
    at: now,
    by: 'traveller',
  });

  if (conversation.optedOut) {
    if (wish === 'in')
      return {
        state: { askedAt: null, noticeAt: null },
        records: [suppression(false)],
        effects: [answer('opt_in_ack', conversation, message, trip)],
        events: announce('TravellerOptedIn', conversation),
        tasks: conversation.trips.map((t) => ({ op: 'close', kind: 'opted_out', tripId: t.id, reason: 'opted_in' })),
        reasons: [reason(tripId, 'noted', 'opted_in')],
      };
    const noticeDue = wish === null && (state.noticeAt === null || between(state.noticeAt, now) >= day);
    return noticeDue
      ? {
          state: { ...state, noticeAt: now },
          effects: [answer('opt_out_notice', conversation, message, trip)],
          reasons: [reason(tripId, 'sent', 'opted_out_notice')],
        }
      : { state, reasons: [reason(tripId, 'suppressed', 'opted_out')] };
  }
  if (wish === 'out' || (wish === 'maybe-out' && askedLately)) {
    const task: TaskCommand[] = trip ? [{ op: 'open', kind: 'opted_out', tripId: trip.id, reason: 'phone_only', facts: {} }] : [];
    return {
      state: { askedAt: null, noticeAt: null },
      records: [suppression(true)],
      effects: [answer('opt_out_ack', conversation, message, trip)],
      events: announce('TravellerOptedOut', conversation),
      tasks: task,
      reasons: [reason(tripId, 'noted', 'opted_out')],
    };
  }
  if (wish === 'maybe-out')
    return {
      state: { ...state, askedAt: now },
      effects: [answer('opt_out_question', conversation, message, trip)],
      reasons: [reason(tripId, 'sent', 'asked_back')],
    };
  return { state, reasons: [reason(tripId, 'noted', 'not_about_opting')] };
};

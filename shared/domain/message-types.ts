import { MessageType } from './message.ts';

/** What a type of message is. The database gets the same table: see `npm run db:rules`. */
export interface MessageTypeRules {
  /** Must reach the traveller: has its own lane, and a task opens where it fails (RULES §3). */
  readonly critical: boolean;
  /** The agency hears of it where it does not get through: a traveller acts on it (RULES §5). */
  readonly alertsAgencyOnFailure: boolean;
  /** Answers what was said in a conversation; all others follow from what is known of a trip. */
  readonly conversational: boolean;
  /**
   * Answers something just said, or can be asked for again: late it helps nobody, and tries of it
   * end with the last failure that is counted (RULES §5).
   */
  readonly shortLived: boolean;
  /** Tells of an edit of the booking, which news of the flight does not carry. */
  readonly tellsOfBooking: boolean;
  /** Which earlier messages that failed it makes up for once it has got through. */
  readonly supersedes: 'everything' | 'all but the booking' | 'nothing';
  /** Is sent although its trip was withdrawn. */
  readonly sentAfterWithdrawal: boolean;
  /** Is dropped while a person of the agency has the conversation. */
  readonly heldByTakeover: boolean;
  /** Is for somebody who works at the agency, and no part of a conversation with a traveller. */
  readonly forStaff: boolean;
  /** The words of a person of the agency, who writes also while the system itself keeps quiet. */
  readonly writtenByPerson: boolean;
}

const plain: MessageTypeRules = {
  critical: false,
  alertsAgencyOnFailure: false,
  conversational: false,
  shortLived: false,
  tellsOfBooking: false,
  supersedes: 'nothing',
  sentAfterWithdrawal: false,
  heldByTakeover: false,
  forStaff: false,
  writtenByPerson: false,
};
const news: MessageTypeRules = {
  ...plain,
  alertsAgencyOnFailure: true,
  supersedes: 'all but the booking',
};
const criticalNews: MessageTypeRules = { ...news, critical: true };
const wordOfBooking: MessageTypeRules = {
  ...criticalNews,
  tellsOfBooking: true,
  supersedes: 'everything',
};
const answer: MessageTypeRules = { ...plain, conversational: true, shortLived: true };
// Of no trip, as answers are.
const forStaff: MessageTypeRules = { ...answer, forStaff: true };

/** The rules of each type of message. */
export const messageTypes: Readonly<Record<MessageType, MessageTypeRules>> = {
  reservation_confirmation: plain,
  '24h_reminder': { ...plain, supersedes: 'all but the booking' },
  delayed: news,
  departure_moved_earlier: criticalNews,
  back_on_time: criticalNews,
  gate_change: news,
  boarding: criticalNews,
  cancelled: criticalNews,
  reinstated: criticalNews,
  diverted: criticalNews,
  connection_at_risk: news,
  connection_missed: criticalNews,
  connection_restored: criticalNews,
  departed: plain,
  // Who is welcomed is past everything else.
  landing: { ...plain, supersedes: 'everything' },
  trip_changed: wordOfBooking,
  trip_cancelled: { ...wordOfBooking, sentAfterWithdrawal: true },
  itinerary_ready: { ...plain, shortLived: true },
  opt_out_ack: answer,
  opt_out_question: answer,
  opt_out_notice: answer,
  opt_in_ack: answer,
  reply: { ...answer, heldByTakeover: true },
  // Says who has joined, and answers where they have been silent.
  reply_beside_person: answer,
  agency_reply: { ...answer, writtenByPerson: true },
  // What people write to many at once.
  agency_notice: { ...answer, writtenByPerson: true },
  // Of no trip, as an answer is: nothing that is known of one depends on it.
  test_message: answer,
  duty_alert: { ...forStaff, critical: true },
  duty_digest: forStaff,
  duty_answer: forStaff,
  duty_call: { ...forStaff, critical: true },
};

/** The types for which a rule holds. */
export const typesThat = (holds: (rules: MessageTypeRules) => boolean): readonly MessageType[] =>
  MessageType.options.filter((type) => holds(messageTypes[type]));

/** Whether a message that got through makes up for an earlier one that did not. */
export const supersedes = (later: MessageType, failed: MessageType): boolean => {
  const scope = messageTypes[later].supersedes;
  return (
    scope === 'everything' ||
    (scope === 'all but the booking' && !messageTypes[failed].tellsOfBooking)
  );
};

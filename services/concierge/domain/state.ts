import { z } from 'zod';
import { ChoiceOption } from '#shared/domain/choices.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Language } from '#shared/domain/trip.ts';
import { intents } from './understanding/intents.ts';

/** An open question, as the messages that it has come in so far. */
export const PendingQuestion = z.object({
  tripId: z.uuid(),
  firstAt: Instant,
  language: Language,
  messages: z.array(z.object({ messageId: z.uuid(), text: z.string() })).min(1),
});
export type PendingQuestion = z.infer<typeof PendingQuestion>;

/** The message that names a question: its last one. */
export const nameOf = ({ messages, tripId }: PendingQuestion): string =>
  messages.at(-1)?.messageId ?? tripId;

/** State of a conversation (agency's number, traveller's number). */
export const ConciergeState = z.object({
  /** When it last asked whether an ambiguous word means "no more messages". */
  askedAt: Instant.nullable(),
  /** When the traveller last clearly opted out or in. */
  clearAt: Instant.nullable().default(null),
  /** When a traveller who has opted out was last told how to come back. */
  noticeAt: Instant.nullable(),
  /** When somebody without a trip was last told so. */
  noTripAt: Instant.nullable(),
  pendingQuestion: PendingQuestion.nullable(),
  /** The question that a model is being asked; null once it is settled or has lost its sense. */
  askedQuestion: PendingQuestion.extend({ askedAt: Instant }).nullable().default(null),
  /** A person was asked for, and has not taken the conversation as far as this state knows. */
  handoff: z
    .object({
      messageId: z.uuid(),
      tripId: z.uuid(),
      language: Language,
      at: Instant,
      isEscalated: z.boolean().default(false).describe('The next on duty has been asked.'),
    })
    .nullable(),
  /** The language of the last message that showed one. */
  language: Language.nullable(),
  /** What was last spoken of, and of which trip: a question may go on about it. */
  last: z
    .object({
      intent: z.enum(intents),
      tripId: z.uuid(),
      place: z.string().nullable().default(null).describe('Of the plan or of the agency.'),
    })
    .nullable(),
  /** What the last message offered to answer with, and the question that it asked about. */
  offer: z
    .object({ at: Instant, options: z.array(ChoiceOption), question: z.string().nullable() })
    .nullable()
    .default(null),
  /** The trip of several that they said they mean. */
  meantTrip: z.object({ tripId: z.uuid(), at: Instant }).nullable().default(null),
  /** The person who has the conversation: when they last said something in it. */
  person: z.object({ lastWordAt: Instant }).nullable(),
});
export type ConciergeState = z.infer<typeof ConciergeState>;

/** State of a conversation before its first message. */
export const initialState: ConciergeState = {
  askedAt: null,
  clearAt: null,
  noticeAt: null,
  noTripAt: null,
  pendingQuestion: null,
  askedQuestion: null,
  handoff: null,
  language: null,
  last: null,
  offer: null,
  meantTrip: null,
  person: null,
};

/** Version of `ConciergeState`. */
export const stateVersion = 3;

/**
 * Brings a state of an earlier version to the present one: the first held opting out and in only,
 * the second neither what was last spoken of nor the person.
 */
export const upcast = (state: unknown, fromVersion: number): unknown =>
  fromVersion < stateVersion && typeof state === 'object' && state !== null
    ? { ...initialState, ...state }
    : state;

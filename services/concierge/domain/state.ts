import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Language } from '#shared/domain/trip.ts';

/** An open question that may not be over yet. */
export const PendingQuestion = z.object({
  tripId: z.uuid(),
  firstAt: Instant,
  language: Language,
  said: z.array(z.object({ messageId: z.uuid(), text: z.string() })).min(1),
});
export type PendingQuestion = z.infer<typeof PendingQuestion>;

/** What the concierge keeps about one conversation (agency's number, traveller's number). */
export const ConciergeState = z.object({
  /** When it asked back whether an ambiguous word means "no more messages". */
  askedAt: Instant.nullable(),
  /** When the traveller wrote the last clear word about opting out or in. */
  clearAt: Instant.nullable().default(null),
  /** When a traveller who has opted out was last told how to come back. */
  noticeAt: Instant.nullable(),
  /** When somebody without a trip was last told so. */
  noTripAt: Instant.nullable(),
  pendingQuestion: PendingQuestion.nullable(),
  /** A person was asked for and has not taken it yet, as far as is known here. */
  handoff: z
    .object({ messageId: z.uuid(), tripId: z.uuid(), language: Language, at: Instant })
    .nullable(),
  /** The language of the last words that showed one. */
  language: Language.nullable(),
});
export type ConciergeState = z.infer<typeof ConciergeState>;

export const initialState: ConciergeState = {
  askedAt: null,
  clearAt: null,
  noticeAt: null,
  noTripAt: null,
  pendingQuestion: null,
  handoff: null,
  language: null,
};

/** The version of the schema above. */
export const stateVersion = 2;

/** Version 1 knew opting only. */
export const upcast = (state: unknown, fromVersion: number): unknown =>
  fromVersion === 1 && typeof state === 'object' && state !== null
    ? { ...initialState, ...state }
    : state;

import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { DeliveryStatus } from '#shared/domain/message.ts';
import { type NoticeCandidate, NoticeTexts } from '#shared/domain/notice.ts';
import { Language } from '#shared/domain/trip.ts';

/** Whom a notice is for; one of these. */
export const NoticeTarget = z.union([
  z.strictObject({ contactIds: z.array(z.uuid()).min(1).max(200) }),
  z.strictObject({ journeyId: z.uuid() }),
  z.strictObject({ flightKey: FlightKey }),
  z.strictObject({ group: z.string() }),
  z.strictObject({
    filter: z.strictObject({
      from: Instant,
      to: Instant,
      originIata: z.string().optional(),
      destinationIata: z.string().optional(),
    }),
  }),
]);
export type NoticeTarget = z.infer<typeof NoticeTarget>;

/** A notice: a preview, or what is sent of it. */
export const NoticeRow = z.object({
  id: z.uuid(),
  texts: NoticeTexts,
  target: NoticeTarget,
  previewedBy: z.string(),
  previewedById: z.string(),
  previewedAt: Instant,
  expiresAt: Instant,
  confirmedBy: z.string().nullable(),
  confirmedAt: Instant.nullable(),
  stoppedBy: z.string().nullable(),
  stoppedAt: Instant.nullable(),
  usedBefore: z.int().describe('How many others were written to in the day before its preview.'),
  recipients: z.array(
    z.object({
      contactId: z.uuid(),
      revision: z.int(),
      name: z.string().nullable(),
      language: Language,
      tripId: z.uuid().nullable(),
      status: DeliveryStatus.nullable().describe('Of their message; null: not entered yet.'),
      providerStatus: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type NoticeRow = z.infer<typeof NoticeRow>;

/** The outcome of confirming a preview; only `sent` wrote anything. */
export const SendNoticeResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), notice: NoticeRow }),
  z.object({ kind: z.literal('already'), notice: NoticeRow }),
  z.object({ kind: z.literal('expired') }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('over-allowance'), used: z.int() }),
]);
export type SendNoticeResult = z.infer<typeof SendNoticeResult>;

/**
 * What people of an agency write to many at once. It is sent through the ledger: each recipient has
 * an event (`NoticeRequested`), a conversation and a message of their own.
 * @example
 * const candidates = await notices.candidates(agencyId, { flightKey }, now);
 */
export interface Notices {
  /** The people that a target means, each once, at most `mostRecipients` and one more. */
  candidates(
    agencyId: string,
    target: NoticeTarget,
    now: Instant,
  ): Promise<readonly NoticeCandidate[]>;
  /** Keeps a preview. */
  putNotice(notice: {
    readonly agencyId: string;
    readonly id: string;
    readonly texts: NoticeTexts;
    readonly target: NoticeTarget;
    readonly recipients: readonly Pick<
      NoticeCandidate,
      'contactId' | 'revision' | 'tripId' | 'language'
    >[];
    readonly by: string;
    readonly byId: string;
    readonly now: Instant;
    readonly expiresAt: Instant;
  }): Promise<NoticeRow>;
  /** Null: no such notice. */
  notice(agencyId: string, id: string): Promise<NoticeRow | null>;
  /** Sends it, once, however often it is asked for; at most `perDay` recipients in 24 hours. */
  sendNotice(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly by: string;
    readonly perDay: number;
    readonly now: Instant;
  }): Promise<SendNoticeResult>;
  /** What is not out yet is not sent. Null: there is no such notice, or it was never sent. */
  stopNotice(agencyId: string, id: string, by: string, now: Instant): Promise<NoticeRow | null>;
}

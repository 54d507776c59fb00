import { z } from 'zod';
import { Instant } from './instant.ts';
import { isWindowOpen } from './message.ts';
import { type BrakeInForce, strictestBrake } from './sending.ts';
import { Consent, Language, Trip } from './trip.ts';

/** So long a preview may be confirmed: those whom it means may change. */
export const noticePreviewMs = 10 * 60_000;
/** The most that fits into the template of a notice, in characters. */
export const longestNotice = 750;
/** More recipients than these are confirmed by their number, or by a second member. */
export const fewRecipients = 50;
/** The most that one notice is written to. */
export const mostRecipients = 2000;

/** A person whom a notice may be written to, as they are now. */
export const NoticeCandidate = z.object({
  contactId: z.uuid(),
  revision: z.int().describe('Of the contact: another number or language is another one.'),
  name: z.string(),
  language: Language,
  hasNumber: z.boolean(),
  tripId: z.uuid().nullable().describe('The trip that they are written to about.'),
  journeyId: z.uuid().nullable(),
  role: Trip.shape.role.nullable(),
  optedOut: z.boolean(),
  consent: Consent.nullable(),
  lastInboundAt: Instant.nullable(),
  isUnreachable: z.boolean().describe('The provider said last that the number cannot be reached.'),
});
export type NoticeCandidate = z.infer<typeof NoticeCandidate>;

/** Words by language; under `any` for all languages that have none. */
export const NoticeTexts = z.partialRecord(z.enum([...Language.options, 'any']), z.string());
export type NoticeTexts = z.infer<typeof NoticeTexts>;

/** Why somebody is not written to. */
export const LeftOut = z.enum([
  'no_number',
  'opted_out',
  'no_consent',
  'follower',
  'unreachable',
  'no_language',
  'paused',
]);
export type LeftOut = z.infer<typeof LeftOut>;

/** Somebody who is written to. */
export interface NoticeRecipient extends NoticeCandidate {
  readonly text: string;
  /** Within a day of their last word they get free text, else the template. */
  readonly isWindowOpen: boolean;
}

/** Who is written to with a notice, and who is left out and why. */
export interface NoticePlan {
  readonly recipients: readonly NoticeRecipient[];
  readonly leftOut: readonly { readonly candidate: NoticeCandidate; readonly why: LeftOut }[];
}

/** Decides who is written to (RULES §5, PEOPLE §1), each person once. */
export const planNotice = (
  candidates: readonly NoticeCandidate[],
  texts: NoticeTexts,
  {
    brakes,
    requiresExplicitConsent,
    now,
  }: {
    readonly brakes: readonly BrakeInForce[];
    readonly requiresExplicitConsent: boolean;
    readonly now: Instant;
  },
): NoticePlan => {
  const whyNot = (candidate: NoticeCandidate): LeftOut | null => {
    const { contactId, journeyId, consent, language } = candidate;
    const brake = strictestBrake(
      brakes,
      {
        type: 'agency_notice',
        journeyIds: journeyId === null ? [] : [journeyId],
        contactIds: [contactId],
      },
      now,
    );
    if (!candidate.hasNumber) return 'no_number';
    if (candidate.optedOut) return 'opted_out';
    // A follower hears of the flight alone, and agreed to no more.
    if (candidate.role === 'follower') return 'follower';
    if (consent === null && requiresExplicitConsent) return 'no_consent';
    if (candidate.isUnreachable) return 'unreachable';
    if ((texts[language] ?? texts.any) === undefined) return 'no_language';
    return brake?.state === 'paused' ? 'paused' : null;
  };
  const once = [
    ...new Map(candidates.map((candidate) => [candidate.contactId, candidate])).values(),
  ];
  const judged = once.map((candidate) => ({ candidate, why: whyNot(candidate) }));
  return {
    recipients: judged.flatMap(({ candidate, why }) =>
      why === null
        ? [
            {
              ...candidate,
              text: texts[candidate.language] ?? texts.any ?? '',
              isWindowOpen: isWindowOpen(candidate.lastInboundAt, now),
            },
          ]
        : [],
    ),
    leftOut: judged.flatMap(({ candidate, why }) => (why === null ? [] : [{ candidate, why }])),
  };
};

/** What is another since a preview: who came, who went, and who has another number or language. */
export const noticeDifference = (
  before: readonly Pick<NoticeCandidate, 'contactId' | 'revision'>[],
  after: readonly Pick<NoticeCandidate, 'contactId' | 'revision'>[],
): {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
} => {
  const revisions = new Map(before.map(({ contactId, revision }) => [contactId, revision]));
  const present = new Set(after.map(({ contactId }) => contactId));
  return {
    added: after.flatMap(({ contactId }) => (revisions.has(contactId) ? [] : [contactId])),
    removed: before.flatMap(({ contactId }) => (present.has(contactId) ? [] : [contactId])),
    changed: after.flatMap(({ contactId, revision }) =>
      revisions.has(contactId) && revisions.get(contactId) !== revision ? [contactId] : [],
    ),
  };
};

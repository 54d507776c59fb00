import { z } from 'zod';
import { seeingOwnOf } from '#shared/acting.ts';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant, plus } from '#shared/domain/instant.ts';
import { localeOf } from '#shared/domain/locale.ts';
import {
  fewRecipients,
  LeftOut,
  longestNotice,
  mostRecipients,
  type NoticePlan,
  NoticeTexts,
  noticeDifference,
  noticePreviewMs,
  planNotice,
} from '#shared/domain/notice.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { Language } from '#shared/domain/trip.ts';
import type { NoticeRow, NoticeTarget } from '#shared/ports/notices.ts';
import { compose } from '#shared/templates/compose.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isPlausible } from '../domain/storable.ts';
import { ownOf } from '../own.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, authorOf, type Caller, json, type Route } from '../route.ts';
import { singleLine } from './filters.ts';
import { SendingView, sendingOf } from './sending.ts';

const text = z.string().trim().min(1).max(longestNotice);
const airportCode = z.string().regex(/^[A-Z]{3}$/);
const bound = Instant.refine(isPlausible);
const Target = z
  .strictObject({
    contactIds: z.array(z.uuid()).min(1).max(200).optional(),
    journeyId: z.uuid().optional(),
    flightKey: FlightKey.optional(),
    group: singleLine(200).optional().describe('Its name; those who are not back yet.'),
    filter: z
      .strictObject({
        from: bound.describe('Departures from then on.'),
        to: bound.describe('And before then.'),
        originIata: airportCode.optional(),
        destinationIata: airportCode.optional(),
      })
      .optional(),
  })
  .transform((to, context): NoticeTarget => {
    const named = Object.entries(to).filter(([, value]) => value !== undefined);
    const { contactIds, journeyId, flightKey, group, filter } = to;
    const target: NoticeTarget | null =
      named.length !== 1
        ? null
        : contactIds
          ? { contactIds }
          : journeyId !== undefined
            ? { journeyId }
            : flightKey !== undefined
              ? { flightKey }
              : group !== undefined
                ? { group }
                : filter
                  ? { filter }
                  : null;
    if (target === null)
      context.addIssue({
        code: 'custom',
        message: 'must name one of contactIds, journeyId, flightKey, group and filter',
        params: { code: 'one_of' },
      });
    return target ?? z.NEVER;
  });
const NewNotice = z.strictObject({
  to: Target,
  text: text.optional().describe('For all languages that `texts` has not.'),
  texts: z.partialRecord(Language, text).optional().describe('By language.'),
});

const Window = z.enum(['open', 'closed']);
const Preview = z
  .object({
    previewId: z.uuid(),
    expiresAt: Instant.describe('Until then it may be confirmed.'),
    count: z.int().describe('How many people are written to, each once.'),
    needsCount: z
      .boolean()
      .describe('So many that their number is to be typed, or a second member confirms.'),
    sending: SendingView.describe('In `test` it goes to phones of your staff.'),
    versions: z
      .array(
        z.object({
          language: Language,
          window: Window.describe('`open`: free text; `closed`: in the template `agency_notice`.'),
          count: z.int(),
          text: z.string().describe('As they will read it.'),
        }),
      )
      .describe('What is sent, by language and window.'),
    recipients: z.array(
      z.object({ contactId: z.uuid(), name: z.string(), language: Language, window: Window }),
    ),
    leftOut: z.array(z.object({ contactId: z.uuid(), name: z.string(), why: LeftOut })),
    allowance: z.object({ perDay: z.int(), used: z.int(), left: z.int() }),
  })
  .meta({ id: 'NoticePreview', description: 'What would be sent to whom; nothing is sent yet.' });

const Counts = z.object({
  total: z.int(),
  waiting: z.int(),
  sent: z.int().describe('Accepted; delivered and read ones too.'),
  delivered: z.int(),
  read: z.int(),
  failed: z.int(),
  notSent: z.int().describe('Stopped, or kept back for a reason.'),
});
const Notice = z
  .object({
    id: z.uuid(),
    state: z.enum(['previewed', 'sending', 'stopped', 'done']),
    texts: NoticeTexts,
    previewedBy: z.string(),
    confirmedBy: z.string().nullable(),
    confirmedAt: Instant.nullable(),
    stoppedBy: z.string().nullable(),
    stoppedAt: Instant.nullable(),
    counts: Counts,
    recipients: z.array(
      z.object({
        contactId: z.uuid(),
        name: z.string().nullable(),
        language: Language,
        tripId: z.uuid().nullable(),
        state: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'not_sent']),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice', description: 'What was written to many, and how far it is.' });

type Recipient = NoticeRow['recipients'][number];
type RecipientState = z.output<typeof Notice>['recipients'][number]['state'];

const stateOf = ({ status, providerStatus }: Recipient, isStopped: boolean): RecipientState => {
  switch (status) {
    case 'SENT':
      return providerStatus === 'read' || providerStatus === 'delivered' ? providerStatus : 'sent';
    case 'FAILED':
      return 'failed';
    case 'DROPPED':
      return 'not_sent';
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return 'waiting';
    case null:
      return isStopped ? 'not_sent' : 'waiting';
  }
};

const noticeView = (row: NoticeRow): z.input<typeof Notice> => {
  const { id, texts, previewedBy, confirmedBy, confirmedAt, stoppedBy, stoppedAt } = row;
  const recipients = row.recipients.map(({ contactId, name, language, tripId, ...recipient }) => ({
    ...{ contactId, name, language, tripId, reason: recipient.reason },
    state: stateOf({ contactId, name, language, tripId, ...recipient }, stoppedAt !== null),
  }));
  const count = (...states: readonly RecipientState[]): number =>
    recipients.filter(({ state }) => states.includes(state)).length;
  return {
    ...{ id, texts, previewedBy, confirmedBy, confirmedAt, stoppedBy, stoppedAt, recipients },
    state:
      confirmedAt === null
        ? 'previewed'
        : stoppedAt !== null
          ? 'stopped'
          : count('waiting') > 0
            ? 'sending'
            : 'done',
    counts: {
      total: recipients.length,
      waiting: count('waiting'),
      sent: count('sent', 'delivered', 'read'),
      delivered: count('delivered', 'read'),
      read: count('read'),
      failed: count('failed'),
      notSent: count('not_sent'),
    },
  };
};

const windowOf = (isOpen: boolean): z.input<typeof Window> => (isOpen ? 'open' : 'closed');
const noNotice = () => new Problem('not-found', 'There is no such notice.');
const tag = 'Conversations';
const params = z.strictObject({ id: z.uuid() });
const bodyProblems = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

/** Writing to many at once: previewed, confirmed, followed and stopped. */
export const noticeRoutes = ({
  notices,
  brakes,
  desk,
  agencyDesk,
  clock,
  ids,
}: Pick<
  ApiDependencies,
  'notices' | 'brakes' | 'desk' | 'agencyDesk' | 'clock' | 'ids'
>): readonly Route[] => {
  const planOf = async (
    caller: Caller,
    target: NoticeTarget,
    texts: NoticeTexts,
    now: Instant,
  ): Promise<
    NoticePlan & {
      readonly settings: ReturnType<typeof effectiveSettings>;
      readonly sending: z.input<typeof SendingView>;
    }
  > => {
    const { agencyId } = caller;
    const [candidates, braking, stored] = await Promise.all([
      seeingOwnOf(ownOf(caller), () => notices.candidates(agencyId, target, now)),
      brakes.brakes(agencyId),
      desk.settings(agencyId),
    ]);
    if (candidates.length > mostRecipients)
      throw new Problem('invalid-fields', 'These are too many at once.', {
        errors: [
          {
            pointer: pointer(['to']),
            code: 'too_many',
            message: `must mean at most ${mostRecipients} people`,
          },
        ],
      });
    const settings = effectiveSettings(stored);
    const { require_explicit_consent: requiresExplicitConsent } = settings.notification_preferences;
    return {
      ...planNotice(candidates, texts, { brakes: braking.brakes, requiresExplicitConsent, now }),
      settings,
      sending: sendingOf(braking.brakes, now),
    };
  };

  /** What each language reads, with the window open and closed. */
  const versionsOf = async (
    agencyId: string,
    { recipients, settings }: Awaited<ReturnType<typeof planOf>>,
  ): Promise<z.input<typeof Preview>['versions']> => {
    const { name, emergencyPhone, sender } = await agencyDesk.agencyProfile(agencyId);
    const { voseo } = settings.notification_preferences;
    return [...Map.groupBy(recipients, ({ language, isWindowOpen: is }) => `${language} ${is}`)]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .flatMap(([, [first, ...others]]) => {
        if (!first) return [];
        const { content } = compose(
          {
            locale: localeOf(first.language, sender, voseo),
            callName: '',
            agency: { name, emergencyPhone },
          },
          { type: 'agency_notice', words: first.text },
        );
        return [
          {
            language: first.language,
            window: windowOf(first.isWindowOpen),
            count: others.length + 1,
            text: first.isWindowOpen ? first.text : content.text,
          },
        ];
      });
  };

  const assertConfirmed = (
    { previewedById, recipients: { length } }: NoticeRow,
    caller: Caller,
    confirmCount: number | undefined,
  ): void => {
    if (confirmCount !== undefined && confirmCount !== length)
      throw new Problem('invalid-fields', 'That is not how many they are.', {
        errors: [{ pointer: '#/confirmCount', code: 'wrong_count', message: 'is another number' }],
      });
    const isSecondMember = caller.kind === 'member' && caller.id !== previewedById;
    if (length > fewRecipients && confirmCount === undefined && !isSecondMember)
      throw new Problem('confirmation-needed', 'Type their number, or ask a second member.', {
        extra: { recipients: length },
      });
  };

  return [
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/messages/preview',
        tag,
        summary: 'Preview a message to many',
        description:
          'To contacts, all of a journey, a flight or a group, or of the departures of a time. ' +
          'Sends nothing: it says who would be written to, each once, in which words, and who is ' +
          'left out and why. For ten minutes it may be confirmed by `POST /messages`.',
        body: NewNotice,
        example: {
          to: { flightKey: 'BA820/LHR-CPH/2027-03-03/16' },
          text: 'We meet at desk 12, at 13:30.',
        },
        responses: { 201: { description: 'What would be sent to whom.', schema: Preview } },
        problems: bodyProblems,
      },
      async ({ caller, body }) => {
        const { agencyId } = caller;
        const now = clock.now();
        const texts: NoticeTexts = {
          ...body.texts,
          ...(body.text !== undefined && { any: body.text }),
        };
        if (Object.keys(texts).length === 0)
          throw new Problem('invalid-fields', 'There are no words.', {
            errors: [{ pointer: '#/text', code: 'required', message: 'is required' }],
          });
        const plan = await planOf(caller, body.to, texts, now);
        const { recipients, leftOut, settings, sending } = plan;
        const { expiresAt, id, usedBefore } = await notices.putNotice({
          ...{ agencyId, id: ids.random(), texts, target: body.to, now },
          recipients: recipients.map(({ contactId, revision, tripId, language }) => ({
            ...{ contactId, revision, tripId, language },
          })),
          by: authorOf(caller, undefined),
          byId: caller.id,
          expiresAt: plus(now, noticePreviewMs),
        });
        const { notices_per_day: perDay } = settings.rate_limiting;
        const preview: z.input<typeof Preview> = {
          previewId: id,
          expiresAt,
          count: recipients.length,
          needsCount: recipients.length > fewRecipients,
          sending,
          versions: await versionsOf(agencyId, plan),
          recipients: recipients.map(({ contactId, name, language, isWindowOpen }) => ({
            ...{ contactId, name, language, window: windowOf(isWindowOpen) },
          })),
          leftOut: leftOut.map(({ candidate: { contactId, name }, why }) => ({
            ...{ contactId, name, why },
          })),
          allowance: { perDay, used: usedBefore, left: Math.max(0, perDay - usedBefore) },
        };
        return json(preview, 201);
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/messages',
        tag,
        summary: 'Send what was previewed',
        description:
          'To exactly those of the preview, once, however often it is asked for. Refused where ' +
          'it expired or somebody of it changed, with the difference. More than 50 people are ' +
          'confirmed by their number (`confirmCount`), or by another member than the one who ' +
          'previewed.',
        body: z.strictObject({
          previewId: z.uuid(),
          confirm: z.literal(true),
          confirmCount: z.int().min(0).optional(),
        }),
        example: { previewId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', confirm: true },
        responses: {
          200: { description: 'It was sent before.', schema: Notice },
          202: {
            description: 'They will be written to.',
            schema: Notice,
            headers: { Location: 'Where to follow it.' },
          },
        },
        problems: [
          ...bodyProblems,
          'not-found',
          'preview-stale',
          'confirmation-needed',
          'notice-allowance',
          'nobody-to-write-to',
        ],
      },
      async ({ caller, body: { previewId, confirmCount } }) => {
        const { agencyId } = caller;
        const now = clock.now();
        const previewed = await seeingOwnOf(ownOf(caller), () =>
          notices.notice(agencyId, previewId),
        );
        if (!previewed) throw noNotice();
        if (previewed.confirmedAt !== null) return json(noticeView(previewed));
        const { target, texts, recipients, expiresAt } = previewed;
        const plan = await planOf(caller, target, texts, now);
        const difference = noticeDifference(recipients, plan.recipients);
        const stale = (why: 'expired' | 'changed') =>
          new Problem('preview-stale', `The preview ${why}.`, { extra: { why, difference } });
        if (expiresAt <= now) throw stale('expired');
        if (Object.values(difference).some(({ length }) => length > 0)) throw stale('changed');
        if (recipients.length === 0)
          throw new Problem('nobody-to-write-to', 'All of them are left out.');
        assertConfirmed(previewed, caller, confirmCount);
        const { notices_per_day: perDay } = plan.settings.rate_limiting;
        const by = authorOf(caller, undefined);
        const result = await notices.sendNotice({ agencyId, id: previewId, by, perDay, now });
        switch (result.kind) {
          case 'sent':
            return json(noticeView(result.notice), 202, { location: `/messages/${previewId}` });
          case 'already':
            return json(noticeView(result.notice));
          case 'not-found':
            throw noNotice();
          case 'expired':
            throw stale('expired');
          case 'over-allowance':
            throw new Problem('notice-allowance', 'Wait, or write to fewer.', {
              extra: { perDay, used: result.used },
            });
        }
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/messages/{id}',
        tag,
        summary: 'Follow a message to many',
        params,
        responses: { 200: { description: 'How far it is, for each.', schema: Notice } },
        problems: ['not-found'],
      },
      async ({ caller: { agencyId }, params: { id } }) => {
        const row = await notices.notice(agencyId, id);
        if (!row) throw noNotice();
        return json(noticeView(row));
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/messages/{id}/stop',
        tag,
        summary: 'Stop a message to many',
        description: 'Whom it has not gone out to yet does not get it.',
        params,
        responses: { 200: { description: 'How far it came.', schema: Notice } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const by = authorOf(caller, undefined);
        const row = await notices.stopNotice(caller.agencyId, id, by, clock.now());
        if (!row) throw noNotice();
        return json(noticeView(row));
      },
    ),
  ];
};

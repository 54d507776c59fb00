import { z } from 'zod';
import { type Instant, plus } from '#shared/domain/instant.ts';
import { localeOf } from '#shared/domain/locale.ts';
import {
  fewRecipients,
  mostRecipients,
  type NoticePlan,
  type NoticeTexts,
  noticeDifference,
  noticePreviewMs,
  planNotice,
} from '#shared/domain/notice.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { NoticeRow, NoticeTarget } from '#shared/ports/notices.ts';
import { compose } from '#shared/templates/compose.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NewNotice, Notice, noticeView, Preview, windowOf } from '../notice-view.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, authorOf, type Caller, json, type Route } from '../route.ts';
import { type SendingView, sendingOf } from './sending.ts';

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
    agencyId: string,
    target: NoticeTarget,
    texts: NoticeTexts,
    now: Instant,
  ): Promise<
    NoticePlan & {
      readonly settings: ReturnType<typeof effectiveSettings>;
      readonly sending: z.input<typeof SendingView>;
    }
  > => {
    const [candidates, braking, stored] = await Promise.all([
      notices.candidates(agencyId, target, now),
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
        const plan = await planOf(agencyId, body.to, texts, now);
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
        const previewed = await notices.notice(agencyId, previewId);
        if (!previewed) throw noNotice();
        if (previewed.confirmedAt !== null) return json(noticeView(previewed));
        const { target, texts, recipients, expiresAt } = previewed;
        const plan = await planOf(agencyId, target, texts, now);
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

import { z } from 'zod';
import { between, day, Instant, minute, plus } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import {
  Brake,
  type BrakeScope,
  SendingState,
  type SendingSubject,
  strictestBrake,
} from '#shared/domain/sending.ts';
import type { NewBrake } from '#shared/ports/brakes.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isPlausible } from '../domain/storable.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, authorOf, type Caller, json, operatorRoute, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { phoneNumber, shownName } from './filters.ts';

const BrakeView = Brake.omit({ scope: true, subject: true }).extend({
  scope: Brake.shape.scope,
  subject: Brake.shape.subject,
});

/** How messages leave. */
export const SendingView = z
  .object({
    state: SendingState.describe('What holds now: the strictest of those over it.'),
    decidedBy: BrakeView.nullable().describe('Whose word that is; null: nobody ever braked.'),
    set: BrakeView.nullable().describe('What was last set here; past its `until` it is over.'),
  })
  .meta({ id: 'Sending', description: 'How messages leave, and who decided that.' });

const AgencySending = SendingView.extend({
  brakes: z
    .array(BrakeView)
    .describe('All that are in force, on journeys, contacts and types too; the latest first.'),
  held: z.int().describe('How many messages pauses hold.'),
}).meta({ id: 'AgencySending', description: 'How the messages of an agency leave.' });

const reason = shownName(200);
const until = Instant.refine(isPlausible, { message: 'must be a time to come' });
const NewState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('live'), reason: reason.nullable().default(null) }),
  z.strictObject({ state: z.literal('paused'), reason, until: until.nullable().default(null) }),
  z.strictObject({ state: z.literal('shadow'), reason, until: until.nullable().default(null) }),
  z.strictObject({
    state: z.literal('test'),
    reason,
    until: until.nullable().default(null),
    phones: z
      .array(phoneNumber)
      .min(1)
      .max(10)
      .describe('Numbers of your staff: they get the messages in place of the travellers.'),
  }),
]);
const OperatorState = z.discriminatedUnion('state', [NewState.options[0], NewState.options[1]]);

const description =
  '`live`: as ever. `paused`: nothing leaves; what is critical becomes a call for a person to ' +
  'make, the rest waits, and once it is live again everything is decided again: what is still ' +
  'true is said once. `shadow`: decided and recorded, never sent; `GET /reports/shadow` shows ' +
  'it, and what your people write by hand still leaves. `test`: sent to `phones` of your staff ' +
  'with the traveller’s number in the first line, never to the traveller. What was decided in ' +
  'a shadow or a test counts as said. The strictest of agency, journey, contact, type and ' +
  'operator holds: paused, shadow, test, live. `until` lifts it by itself.';
const problems = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;
const example = { state: 'paused', reason: 'Wrong import', until: '2027-03-01T18:00:00.000Z' };
const longestMs = 366 * day;

/** The refusal of what would leave while a pause holds. */
export const sendingPaused = ({ reason: why, until: end, by, since, scope }: Brake): Problem =>
  new Problem('sending-paused', 'Nothing leaves now: sending is paused.', {
    extra: { brake: { scope, reason: why, until: end, by, since } },
  });

const about = (scope: BrakeScope, subject: string | null): SendingSubject => ({
  // Of no scope but that of types does it matter which one it is.
  type: scope === 'type' ? MessageType.parse(subject) : 'cancelled',
  journeyIds: scope === 'journey' && subject !== null ? [subject] : [],
  contactIds: scope === 'contact' && subject !== null ? [subject] : [],
});

/** Those that hold for a scope as a whole: one on a type holds for that type alone. */
const strictestOver = (
  brakes: readonly Brake[],
  scope: BrakeScope,
  subject: string | null,
  now: Instant,
): Brake | null =>
  strictestBrake(
    brakes.filter((brake) => brake.scope !== 'type' || scope === 'type'),
    about(scope, subject),
    now,
  );

/** How the messages of an agency leave as a whole. */
export const sendingOf = (brakes: readonly Brake[], now: Instant): z.input<typeof SendingView> =>
  sendingView(brakes, 'agency', null, now);

const sendingView = (
  brakes: readonly Brake[],
  scope: BrakeScope,
  subject: string | null,
  now: Instant,
): z.input<typeof SendingView> => {
  const decidedBy = strictestOver(brakes, scope, subject, now);
  const set = brakes.find((brake) => brake.scope === scope && brake.subject === subject) ?? null;
  return { state: decidedBy?.state ?? 'live', decidedBy: decidedBy ?? set, set };
};

const isTrial = (state: SendingState): boolean => state === 'shadow' || state === 'test';

/** Whoever looks after travellers may pause; to try things out, or to end that, is the owner's. */
const assertMay = (caller: Caller, before: SendingState, after: SendingState): void => {
  if (!(isTrial(before) || isTrial(after)) || caller.scopes.includes('admin')) return;
  throw caller.member
    ? new Problem('role-may-not', 'An owner tries things out, or ends that.', {
        extra: { role: caller.member.role },
      })
    : new Problem('out-of-scope', 'To try things out, or to end that, takes another scope.', {
        extra: { scope: 'admin' },
      });
};

const assertAhead = (end: Instant | null, now: Instant): void => {
  if (end === null || (end > now && between(now, end) <= longestMs)) return;
  throw new Problem('invalid-fields', 'It cannot last until then.', {
    errors: [
      { pointer: '#/until', code: 'out_of_range', message: 'must be within a year from now' },
    ],
  });
};

const ShadowMessage = z
  .object({
    id: z.uuid(),
    at: Instant.describe('When it would have left.'),
    type: MessageType,
    tripId: z.uuid().nullable(),
    journeyId: z.uuid().nullable(),
    contact: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    text: z.string(),
    byHand: z
      .object({
        kind: z.enum(['message', 'call']),
        at: Instant,
        by: z.string().nullable(),
        minutesLater: z.int().describe('Than it would have been said; negative: earlier.'),
      })
      .nullable()
      .describe('What a person said to them nearest to it, within 12 hours; null: nothing.'),
  })
  .meta({ id: 'ShadowMessage', description: 'A message that a shadow kept back.' });

/** Brakes on what leaves, and what a shadow kept back. */
export const sendingRoutes = ({
  brakes,
  clock,
}: Pick<ApiDependencies, 'brakes' | 'clock'>): readonly Route[] => {
  const put = async (
    caller: Caller,
    [scope, subject]: readonly [NewBrake['scope'], string | null],
    body: z.output<typeof NewState>,
  ): Promise<Response> => {
    const { agencyId } = caller;
    const now = clock.now();
    const end = body.state === 'live' ? null : body.until;
    assertAhead(end, now);
    const before = sendingView((await brakes.brakes(agencyId)).brakes, scope, subject, now);
    if (scope === 'agency' || scope === 'type')
      assertMay(caller, before.set?.state ?? 'live', body.state);
    const set = await brakes.putBrake({
      ...{ agencyId, scope, subject, state: body.state, reason: body.reason, until: end, now },
      phones: body.state === 'test' ? [...new Set(body.phones)] : [],
      by: authorOf(caller, undefined),
    });
    if (!set) throw new Problem('not-found', `There is no such ${scope}.`);
    const after = (await brakes.brakes(agencyId)).brakes;
    return json(sendingView(after, scope, subject, now));
  };
  const read = async (
    { agencyId }: Caller,
    [scope, subject]: readonly [NewBrake['scope'], string | null],
  ): Promise<Response> =>
    json(sendingView((await brakes.brakes(agencyId)).brakes, scope, subject, clock.now()));
  const answer = { 200: { description: 'How messages leave now.', schema: SendingView } };

  const ofScope = <P extends z.ZodObject>(
    [path, tag, what]: readonly [string, Route['tag'], string],
    params: P,
    scopeOf: (params: z.output<P>) => readonly [NewBrake['scope'], string | null],
  ): readonly Route[] => [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path,
        tag,
        summary: `Read how messages ${what} leave`,
        params,
        responses: answer,
        problems: ['not-found'],
      },
      async ({ caller, params: of }) => read(caller, scopeOf(of)),
    ),
    agencyRoute(
      'care',
      {
        method: 'PUT',
        path,
        tag,
        summary: `Pause messages ${what}, try them out, or let them leave`,
        description,
        params,
        body: NewState,
        example,
        responses: answer,
        problems: [...problems, 'not-found'],
      },
      async ({ caller, params: of, body }) => put(caller, scopeOf(of), body),
    ),
  ];
  const ofId = z.strictObject({ id: z.uuid() });
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/agency/sending',
        tag: 'Settings',
        summary: 'Read how messages leave',
        responses: { 200: { description: 'How messages leave now.', schema: AgencySending } },
        problems: [],
      },
      async ({ caller: { agencyId } }) => {
        const now = clock.now();
        const { brakes: all, held } = await brakes.brakes(agencyId);
        const inForce = all.filter(
          ({ state, until: end }) => state !== 'live' && (end === null || end > now),
        );
        return json({ ...sendingOf(all, now), brakes: inForce, held });
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'PUT',
        path: '/agency/sending',
        tag: 'Settings',
        summary: 'Pause all messages, try them out, or let them leave',
        description,
        body: NewState,
        example,
        responses: answer,
        problems,
      },
      async ({ caller, body }) => put(caller, ['agency', null], body),
    ),
    ...ofScope(
      ['/agency/sending/types/{type}', 'Settings', 'of a type'],
      z.strictObject({ type: MessageType }),
      ({ type }) => ['type', type],
    ),
    ...ofScope(['/journeys/{id}/sending', 'Journeys', 'of a journey'], ofId, ({ id }) => [
      'journey',
      id,
    ]),
    ...ofScope(['/contacts/{id}/sending', 'Contacts', 'to a contact'], ofId, ({ id }) => [
      'contact',
      id,
    ]),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/reports/shadow',
        tag: 'Settings',
        summary: 'Read what a shadow kept back',
        description:
          'What would have been said, to whom and when, and how that differs from what your ' +
          'people said by hand. Oldest first; by default of the last 30 days.',
        query: z.strictObject({
          from: Instant.refine(isPlausible).optional(),
          to: Instant.refine(isPlausible).optional(),
          cursor: cursorSchema(
            z.object({ at: Instant.refine(isPlausible), id: z.uuid() }),
          ).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        responses: { 200: { description: 'A page of it.', schema: pageOf(ShadowMessage) } },
        problems: ['invalid-request'],
      },
      async ({ caller: { agencyId }, query: { from, to, cursor, limit } }) => {
        const end = to ?? clock.now();
        const rows = await brakes.shadowReport(agencyId, {
          ...{ from: from ?? plus(end, -30 * day), to: end },
          after: cursor ?? null,
          limit: limit + 1,
        });
        const page = pageOfRows(rows, limit, ({ at, id }) => ({ at, id }));
        const items = page.items.map(
          ({ contactId, contactName, byHand, ...row }): z.input<typeof ShadowMessage> => ({
            ...row,
            contact: contactId === null ? null : { id: contactId, name: contactName ?? '' },
            byHand: byHand && {
              ...byHand,
              minutesLater: Math.round(between(row.at, byHand.at) / minute),
            },
          }),
        );
        return json({ items, next: page.next });
      },
    ),
  ];
};

/** The operator's brake over all agencies. */
export const operatorSendingRoutes = ({
  accounts,
  clock,
}: Pick<ApiDependencies, 'accounts' | 'clock'>): readonly Route[] => {
  const answer = { 200: { description: 'The brake as it is now.', schema: SendingView } };
  const path = '/operator/sending';
  const view = (brake: Brake | null) =>
    sendingView(brake ? [brake] : [], 'platform', null, clock.now());
  return [
    operatorRoute(
      {
        method: 'GET',
        path,
        tag: 'Operator',
        summary: 'Read whether everything is paused',
        responses: answer,
        problems: [],
      },
      async () => json(view(await accounts.presentBrake())),
    ),
    operatorRoute(
      {
        method: 'PUT',
        path,
        tag: 'Operator',
        summary: 'Pause everything, or let it leave',
        description: 'For all agencies at once. They see it, with the reason.',
        body: OperatorState,
        example: { state: 'paused', reason: 'Our number is being looked into' },
        responses: answer,
        problems,
      },
      async ({ body }) => {
        const now = clock.now();
        const end = body.state === 'paused' ? body.until : null;
        assertAhead(end, now);
        const { state, reason: why } = body;
        const by = 'operator';
        return json(view(await accounts.brake({ state, reason: why, until: end, by, now })));
      },
    ),
  ];
};

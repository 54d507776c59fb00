import { z } from 'zod';
import { type Incident, IncidentKind } from '#shared/domain/incident.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import { TaskSeverity } from '#shared/domain/task.ts';
import type { IncidentMove } from '#shared/ports/incidents.ts';
import type { ApiDependencies } from '../dependencies.ts';
import {
  IncidentView,
  incidentView,
  WholeIncidentView,
  wholeIncidentView,
} from '../incident-view.ts';
import { memberWhoMay } from '../member-who-may.ts';
import { ownOf } from '../own.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Caller, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';

const tag = 'Incidents';
const params = z.strictObject({ id: z.uuid() });
const text = z.string().trim().min(1).max(2_000);
const noIncident = () => new Problem('not-found', 'There is no such incident.');
const longestSnooze = 7 * day;
const mostAtOnce = 100;

const Move = z
  .discriminatedUnion('act', [
    z.strictObject({ act: z.literal('claim'), steal: z.boolean().default(false) }),
    z.strictObject({ act: z.literal('release') }),
    z.strictObject({ act: z.literal('assign'), memberId: z.uuid() }),
    z.strictObject({ act: z.literal('snooze'), until: Instant }),
    z.strictObject({ act: z.literal('note'), text }),
    z.strictObject({ act: z.literal('resolve') }),
    z.strictObject({ act: z.literal('reopen') }),
  ])
  .meta({ id: 'IncidentMove', description: 'What is done with an incident.' });
type Move = z.output<typeof Move>;
const Outcome = z.object({
  id: z.uuid(),
  outcome: z.enum(['moved', 'taken', 'closed', 'not-found']),
  incident: IncidentView.nullable(),
});
const moveProblems = [
  'malformed-body',
  'not-found',
  'incident-taken',
  'incident-closed',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

/** Incidents: what somebody at the agency has to look after, the most urgent first. */
export const incidentRoutes = ({
  incidents,
  members,
  clock,
}: Pick<ApiDependencies, 'incidents' | 'members' | 'clock'>): readonly Route[] => {
  const view = (incident: Incident) => incidentView(incident, clock.now());
  const sees = async (caller: Caller, id: string): Promise<boolean> => {
    const own = ownOf(caller);
    return own === null || members.isOwn(caller.agencyId, own, 'incident', id);
  };
  const moveOf = async (caller: Caller, move: Move): Promise<IncidentMove> => {
    const now = clock.now();
    const by = { id: caller.member ? caller.id : null, name: caller.name };
    switch (move.act) {
      case 'snooze':
        if (move.until <= now || move.until > plus(now, longestSnooze))
          throw new Problem('invalid-fields', 'It cannot sleep until then.', {
            errors: [
              { pointer: '#/until', code: 'out_of_range', message: 'must be within seven days' },
            ],
          });
        return { ...move, by, now };
      case 'assign': {
        const found = await memberWhoMay(members, caller.agencyId, {
          id: move.memberId,
          pointer: '#/memberId',
        });
        return { act: 'assign', to: { id: found.id, name: found.name }, by, now };
      }
      default:
        return { ...move, by, now };
    }
  };
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/incidents',
        tag,
        summary: 'List incidents',
        description:
          'Urgent ones first, then by the first departure, the people, and who is unreached. ' +
          'Those that are done are another list, the latest first.',
        query: z.strictObject({
          state: z.enum(['open', 'done']).default('open'),
          kind: IncidentKind.optional(),
          severity: TaskSeverity.optional(),
          owner: z
            .union([z.uuid(), z.literal('me')])
            .optional()
            .describe('A member, or `me`.'),
          snoozed: z.enum(['true', 'false']).optional(),
          cursor: cursorSchema(z.int().min(0)).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        responses: { 200: { description: 'A page of them.', schema: pageOf(IncidentView) } },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { state, owner, snoozed, cursor = 0, limit, kind, severity } }) => {
        const found = await incidents.list(caller.agencyId, {
          isDone: state === 'done',
          kind,
          severity,
          ownerId: owner === 'me' ? caller.id : owner,
          isSnoozed: snoozed === undefined ? undefined : snoozed === 'true',
          now: clock.now(),
          limit: limit + 1,
          offset: cursor,
        });
        return json(pageOfRows(found.map(view), limit, () => cursor + limit));
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/incidents/{id}',
        tag,
        summary: 'Read an incident',
        params,
        responses: {
          200: {
            description: 'With its tasks, notes and what happened.',
            schema: WholeIncidentView,
          },
        },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const incident = await incidents.get(caller.agencyId, id);
        if (!incident) throw noIncident();
        return json(wholeIncidentView(incident, clock.now()));
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/incidents/{id}/moves',
        tag,
        summary: 'Claim, release, assign, snooze, note, resolve or reopen',
        description:
          'Of two who claim at once one has it; the other is told who, and may `steal` it. ' +
          'Claiming takes the tasks beneath, and the conversation of a handoff; resolving ' +
          'closes them, and reopening brings those back that a person closed as it closed.',
        params,
        body: Move,
        example: { act: 'claim' },
        responses: { 200: { description: 'The incident as it is now.', schema: IncidentView } },
        problems: [...moveProblems],
      },
      async ({ caller, params: { id }, body }) => {
        const result = await incidents.move(caller.agencyId, id, await moveOf(caller, body));
        switch (result.kind) {
          case 'moved':
            return json(view(result.incident));
          case 'not-found':
            throw noIncident();
          case 'taken':
            throw new Problem(
              'incident-taken',
              `${result.incident.owner?.name ?? 'Somebody'} has it.`,
              { extra: { owner: result.incident.owner, since: result.incident.claimedAt } },
            );
          case 'closed':
            throw new Problem('incident-closed', 'It is done, or has been opened anew.', {
              extra: { state: result.incident.state },
            });
        }
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/incidents/moves',
        tag,
        summary: 'Do the same with several',
        description: 'One after the other; each has its own outcome.',
        body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(mostAtOnce), move: Move }),
        example: { ids: ['6d0f1c7e-3b7a-4a55-9d0e-0a1f1d2c3b4a'], move: { act: 'resolve' } },
        responses: {
          200: {
            description: 'What became of each.',
            schema: z.object({ items: z.array(Outcome) }),
          },
        },
        problems: ['malformed-body', 'body-too-large', 'unsupported-media-type', 'invalid-fields'],
      },
      async ({ caller, body: { ids, move } }) => {
        const act = await moveOf(caller, move);
        const items: z.input<typeof Outcome>[] = [];
        for (const id of new Set(ids)) {
          const result = (await sees(caller, id))
            ? await incidents.move(caller.agencyId, id, act)
            : ({ kind: 'not-found' } as const);
          items.push({
            id,
            outcome: result.kind,
            incident: result.kind === 'not-found' ? null : view(result.incident),
          });
        }
        return json({ items });
      },
    ),
  ];
};

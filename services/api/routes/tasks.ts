import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { CallOutcome, FailedCall, FoundElsewhere, isCall, TaskState } from '#shared/domain/task.ts';
import { changeTrip } from '../change-trip.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isPlausible } from '../domain/storable.ts';
import { TripEdit } from '../domain/trip-edit.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, authorOf, json, type Route } from '../route.ts';
import { editedMeanwhile, editProblems, editResponse, noTrip } from '../trip-responses.ts';
import { pageOf, TaskView, TripWithWarnings } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { author } from './filters.ts';

const TaskMove = z
  .strictObject({
    state: TaskState,
    outcome: CallOutcome.optional().describe(
      'Of a call that is `done`. Who did not answer, or has another number, is not reached: that ' +
        'is noted in `attempts`, and the task stays as it is.',
    ),
    by: author,
  })
  .refine(({ state, outcome }) => outcome === undefined || state === 'done', {
    path: ['outcome'],
    message: 'is of what is done',
  })
  .meta({ id: 'TaskMove', description: 'The new state of a task: open → claimed → done.' });

const noCall = () =>
  new Problem('invalid-fields', 'The task is no call.', {
    errors: [{ pointer: '#/outcome', code: 'not_a_call', message: 'is of a call alone' }],
  });

const Confirmation = z
  .strictObject({
    notify: z.boolean().default(true).describe('False: the agency tells the traveller itself.'),
    by: author,
  })
  .meta({ id: 'Confirmation', description: 'Accepts what a task proposes.' });

/** Tasks of the agency: reading, claiming, finishing, confirming (RULES §8). */
export const taskRoutes = ({
  desk,
  contacts,
  clock,
}: Pick<ApiDependencies, 'desk' | 'contacts' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/tasks',
      tag: 'Tasks',
      summary: 'List tasks',
      description: 'Newest first.',
      query: z.strictObject({
        state: TaskState.optional(),
        tripId: z.uuid().optional(),
        cursor: cursorSchema(z.tuple([Instant.refine(isPlausible), z.uuid()]))
          .optional()
          .describe('`next` of the previous page.'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      responses: { 200: { description: 'A page of tasks.', schema: pageOf(TaskView) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { state, tripId, cursor, limit } }) => {
      const tasks = await desk.tasks(caller.agencyId, {
        limit: limit + 1,
        ...(state && { state }),
        ...(tripId && { tripId }),
        ...(cursor && { before: { openedAt: cursor[0], id: cursor[1] } }),
      });
      return json(pageOfRows(tasks, limit, ({ openedAt, id }) => [openedAt, id]));
    },
  ),
  agencyRoute(
    'care',
    {
      method: 'PATCH',
      path: '/tasks/{id}',
      tag: 'Tasks',
      summary: 'Claim or finish a task',
      description:
        'Repeating the present state changes nothing. Claiming a `handoff` takes its ' +
        'conversation over for twelve hours; finishing it gives the conversation back, ' +
        'unless it was taken over again since. A call has an `outcome`.',
      params: z.strictObject({ id: z.uuid() }),
      body: TaskMove,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { state: 'claimed', by: 'Lucía' },
      responses: { 200: { description: 'The task as it is now.', schema: TaskView } },
      problems: [
        'malformed-body',
        'not-found',
        'task-closed',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
      ],
    },
    async ({ caller, params: { id }, body: { state, outcome, by } }) => {
      const { agencyId } = caller;
      if (outcome !== undefined) {
        const [task] = await desk.tasks(agencyId, { taskId: id, limit: 1 });
        if (task && !isCall(task.kind)) throw noCall();
      }
      const attempt = FailedCall.safeParse(outcome).data;
      const result = await desk.updateTask({
        agencyId,
        taskId: id,
        state,
        by: authorOf(caller, by),
        ...(attempt && { attempt }),
        now: clock.now(),
      });
      if (!result) throw new Problem('not-found', 'There is no such task.');
      const { kind, task } = result;
      if (kind === 'refused')
        throw new Problem(
          'task-closed',
          attempt
            ? 'The task is done: nobody is to be called for it any more.'
            : `A task that is ${task.state} cannot become ${state}.`,
          { extra: { state: task.state } },
        );
      return json(task);
    },
  ),
  agencyRoute(
    'care',
    {
      method: 'POST',
      path: '/tasks/{id}/confirm',
      tag: 'Tasks',
      summary: 'Confirm the flight that was found elsewhere',
      description:
        'For a task `found_elsewhere`: edits the trip to the flight that was found, as ' +
        '`PATCH /trips/{id}` does, and closes the task. The traveller is told unless ' +
        '`notify` is false.',
      params: z.strictObject({ id: z.uuid() }),
      body: Confirmation,
      example: { notify: true, by: 'Lucía' },
      responses: {
        200: {
          description: 'The trip as it is now.',
          schema: TripWithWarnings,
          headers: { ETag: 'Its revision.' },
        },
      },
      problems: [...editProblems, 'task-closed', 'nothing-to-confirm'],
    },
    async ({ caller, params: { id }, body }) => {
      const { agencyId } = caller;
      const [task] = await desk.tasks(agencyId, { taskId: id, limit: 1 });
      if (!task) throw new Problem('not-found', 'There is no such task.');
      const facts = FoundElsewhere.safeParse(task.facts);
      if (task.kind !== 'found_elsewhere' || task.tripId === null || !facts.success)
        throw new Problem('nothing-to-confirm', 'The task does not propose another flight.');
      if (task.state === 'done')
        throw new Problem('task-closed', 'The task is already done.', {
          extra: { state: task.state },
        });
      const { booked, found } = facts.data;
      const trip = await desk.trip(agencyId, task.tripId);
      if (!trip) throw noTrip();
      // The flight was found for the booking as it was then.
      if (trip.originIata !== booked.originIata || trip.departure !== booked.departure)
        throw editedMeanwhile();
      const now = clock.now();
      const edit = TripEdit.parse({
        originIata: found.originIata,
        destinationIata: found.destinationIata,
        departure: found.scheduledDeparture,
        notify: body.notify,
      });
      const response = editResponse(
        await changeTrip({ desk, contacts }, { agencyId, tripId: trip.id }, edit, {
          now,
          revision: trip.revision,
        }),
      );
      await desk.updateTask({
        agencyId,
        taskId: id,
        state: 'done',
        by: authorOf(caller, body.by),
        now,
      });
      return response;
    },
  ),
];

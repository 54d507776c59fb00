import { z } from 'zod';
import { plus } from '#shared/domain/instant.ts';
import { TaskState } from '#shared/domain/task.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { takeoverLife } from '../takeover.ts';
import { listOf, TaskView } from '../views.ts';

const TaskMove = z
  .strictObject({
    state: TaskState,
    by: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
      .optional()
      .describe('Who takes it; else the API key’s name.'),
  })
  .meta({ id: 'TaskMove', description: 'Where a task is moved: open → claimed → done.' });

/** What the agency hears of, and what it does about it (RULES §8). */
export const taskRoutes = ({ desk, clock, care }: Pick<ApiDependencies, 'desk' | 'clock' | 'care'>): readonly Route[] => [
  agencyRoute(
    {
      method: 'GET',
      path: '/tasks',
      tag: 'Tasks',
      summary: 'List tasks',
      query: z.strictObject({
        state: TaskState.optional(),
        tripId: z.uuid().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answers: { 200: { description: 'The tasks.', schema: listOf(TaskView) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { state, tripId, limit } }) =>
      json({ items: await desk.tasks(caller.agencyId, { limit, ...(state && { state }), ...(tripId && { tripId }) }) }),
  ),
  agencyRoute(
    {
      method: 'PATCH',
      path: '/tasks/{id}',
      tag: 'Tasks',
      summary: 'Claim a task, or say that it is done',
      params: z.strictObject({ id: z.uuid() }),
      body: TaskMove,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { state: 'claimed', by: 'Lucía' },
      answers: { 200: { description: 'The task as it is now.', schema: TaskView } },
      problems: ['malformed-body', 'not-found', 'task-closed', 'body-too-large', 'unsupported-media-type', 'invalid-fields'],
    },
    async ({ caller, params: { id }, body }) => {
      const task = await desk.updateTask({
        agencyId: caller.agencyId,
        taskId: id,
        state: body.state,
        by: body.by ?? caller.keyName,
        now: clock.now(),
      });
      if (!task) throw new Problem('not-found', 'There is no such task.');
      if (task.state !== body.state)
        throw new Problem('task-closed', `The task is already ${task.state}.`, { extra: { state: task.state } });
      const { conversationId } = task.facts;
      if (task.kind === 'handoff' && typeof conversationId === 'string') {
        // Who takes the task takes the conversation; who is done with it gives it back.
        const now = clock.now();
        const move = { agencyId: caller.agencyId, conversationId, by: body.by ?? caller.keyName, now };
        if (task.state === 'claimed') await care.conversations.takeOver({ ...move, until: plus(now, takeoverLife) });
        else await care.conversations.giveBack(move);
      }
      return json(task);
    },
  ),
];

import { randomUUID } from 'node:crypto';
import type { TaskState } from '#shared/domain/task.ts';
import { aMoment } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Tasks as people of the agency list and move them. */
export const describeTaskDesk = (subject: () => StoreUnderTest): void => {
  describe('the agency’s tasks', () => {
    it('go from open to claimed to done, by a person, and never back', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'cancelled',
            tripId: scene.trip.id,
            reason: 'flight cancelled',
            facts: { seats: 2 },
          },
        ],
      });
      const [task] = await subject().desk.tasks(scene.agency.id, { state: 'open', limit: 10 });
      expect(task).toMatchObject({
        tripId: scene.trip.id,
        kind: 'cancelled',
        severity: 'urgent',
        state: 'open',
        reason: 'flight cancelled',
        facts: { seats: 2 },
      });
      const update = (state: 'open' | 'claimed' | 'done', agencyId = scene.agency.id) =>
        subject().desk.updateTask({
          agencyId,
          taskId: task?.id ?? '',
          state,
          by: 'Marta',
          now: later(minute),
        });
      expect(await update('claimed')).toMatchObject({
        kind: 'moved',
        task: { id: task?.id, state: 'claimed', updatedAt: later(minute) },
      });
      expect(await subject().desk.tasks(scene.agency.id, { state: 'open', limit: 10 })).toEqual([]);
      expect(await update('done')).toMatchObject({
        kind: 'moved',
        task: { state: 'done', closedReason: 'done_by_agency' },
      });
      expect(
        await subject().desk.updateTask({
          agencyId: scene.agency.id,
          taskId: randomUUID(),
          state: 'done',
          by: 'x',
          now: aMoment,
        }),
      ).toBeNull();
    });

    const routes = {
      open: [],
      claimed: ['claimed'],
      done: ['claimed', 'done'],
    } as const satisfies Record<TaskState, readonly TaskState[]>;
    it.each([
      ['open', 'open', 'unchanged'],
      ['open', 'claimed', 'moved'],
      ['open', 'done', 'moved'],
      ['claimed', 'open', 'refused'],
      ['claimed', 'claimed', 'unchanged'],
      ['claimed', 'done', 'moved'],
      ['done', 'open', 'refused'],
      ['done', 'claimed', 'refused'],
      ['done', 'done', 'unchanged'],
    ] as const)('that are %s and moved to %s are %s', async (from, to, kind) => {
      const scene = await Scene.open(subject());
      await scene.turn({
        tasks: [{ op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'x', facts: {} }],
      });
      const only = async () => {
        const [task] = await subject().desk.tasks(scene.agency.id, { limit: 1 });
        if (!task) throw new Error('expected a task');
        return task;
      };
      const { id } = await only();
      const move = (state: TaskState, now = aMoment) =>
        subject().desk.updateTask({
          agencyId: scene.agency.id,
          taskId: id,
          state,
          by: 'Marta',
          now,
        });
      for (const state of routes[from]) await move(state);
      const before = await only();
      const answer = await move(to, later(minute));
      const after = await only();
      expect(answer).toEqual({ kind, task: after });
      if (kind === 'moved') expect(after).toMatchObject({ state: to, updatedAt: later(minute) });
      else expect(after).toEqual(before);
    });

    it('stay open where a call reached nobody, with who tried, and are no call made', async () => {
      const scene = await Scene.open(subject());
      const { trip } = scene;
      await scene.turn({
        tasks: [{ op: 'open', kind: 'call', tripId: trip.id, reason: 'x', facts: {} }],
      });
      const only = async () => {
        const [task] = await subject().desk.tasks(scene.agency.id, { limit: 1 });
        if (!task) throw new Error('expected a task');
        return task;
      };
      const { id } = await only();
      const done = { agencyId: scene.agency.id, taskId: id, state: 'done', by: 'Marta' } as const;
      const callsMade = async () => (await scene.context()).callsMade;
      for (const [nth, attempt] of (['no_answer', 'wrong_number'] as const).entries()) {
        const noted = await subject().desk.updateTask({
          ...done,
          attempt,
          now: later(nth * minute),
        });
        expect(noted).toEqual({ kind: 'noted', task: await only() });
      }
      expect(await only()).toMatchObject({
        state: 'open',
        closedReason: null,
        updatedAt: later(minute),
        attempts: [
          { at: aMoment, by: 'Marta', outcome: 'no_answer' },
          { at: later(minute), by: 'Marta', outcome: 'wrong_number' },
        ],
      });
      expect(await callsMade()).toEqual([]);
      // What is to be said may become another while nobody answers.
      await scene.turn({
        tasks: [{ op: 'open', kind: 'call', tripId: trip.id, reason: 'y', facts: {} }],
      });
      expect((await only()).attempts).toHaveLength(2);
      await subject().desk.updateTask({ ...done, now: later(2 * minute) });
      expect(await callsMade()).toMatchObject([{ closedAt: later(2 * minute) }]);
      const late = await subject().desk.updateTask({
        ...done,
        attempt: 'no_answer',
        now: later(hour),
      });
      expect(late?.kind).toBe('refused');
    });

    it('come newest first, in pages, without skipping or repeating', async () => {
      const scene = await Scene.open(subject());
      const kinds = ['cancelled', 'diverted', 'long_delay', 'not_found', 'unreachable'] as const;
      for (const [index, kind] of kinds.entries())
        await scene.turn({
          now: later(Math.floor(index / 2) * minute),
          tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'x', facts: {} }],
        });
      const all = await subject().desk.tasks(scene.agency.id, { limit: 10 });
      expect(all.map(({ openedAt }) => openedAt)).toEqual(
        [2, 1, 1, 0, 0].map((minutes) => later(minutes * minute)),
      );
      const paged = [];
      for (let page = all.slice(0, 2); page.length > 0; ) {
        paged.push(...page);
        const last = paged[paged.length - 1];
        if (!last) break;
        page = [
          ...(await subject().desk.tasks(scene.agency.id, {
            limit: 2,
            before: { openedAt: last.openedAt, id: last.id },
          })),
        ];
      }
      expect(paged).toEqual(all);
    });

    it('that are claimed stay claimed when the trouble is opened again', async () => {
      const scene = await Scene.open(subject());
      const open = () =>
        scene.turn({
          tasks: [{ op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'x', facts: {} }],
        });
      await open();
      const [task] = await subject().desk.tasks(scene.agency.id, { limit: 10 });
      await subject().desk.updateTask({
        agencyId: scene.agency.id,
        taskId: task?.id ?? '',
        state: 'claimed',
        by: 'Marta',
        now: aMoment,
      });
      await open();
      expect(await subject().desk.tasks(scene.agency.id, { limit: 10 })).toMatchObject([
        { id: task?.id, state: 'claimed' },
      ]);
    });

    it('are found by their id, by their own agency', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      const opened = (kind: 'cancelled' | 'diverted') =>
        ({ op: 'open', kind, tripId: scene.trip.id, reason: 'x', facts: {} }) as const;
      await scene.turn({ tasks: [opened('cancelled'), opened('diverted')] });
      const task = (await subject().desk.tasks(scene.agency.id, { limit: 10 })).find(
        (t) => t.kind === 'diverted',
      );
      const byId = (agencyId: string, taskId = task?.id ?? '') =>
        subject().desk.tasks(agencyId, { taskId, limit: 1 });
      expect(await byId(scene.agency.id)).toEqual([task]);
      expect(await byId(scene.agency.id, randomUUID())).toEqual([]);
      expect(await byId(stranger.agency.id)).toEqual([]);
    });

    it('are nobody else’s', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      await scene.turn({
        tasks: [{ op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'x', facts: {} }],
      });
      const [task] = await subject().desk.tasks(scene.agency.id, { limit: 10 });
      expect(await subject().desk.tasks(stranger.agency.id, { limit: 10 })).toEqual([]);
      expect(
        await subject().desk.updateTask({
          agencyId: stranger.agency.id,
          taskId: task?.id ?? '',
          state: 'done',
          by: 'x',
          now: aMoment,
        }),
      ).toBeNull();
    });
  });
};

import { randomUUID } from 'node:crypto';
import { second } from '#shared/domain/instant.ts';
import { aMoment } from '../builders.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Trouble for the agency: opened, updated and closed with turns and deliveries. */
export const describeTasks = (given: () => StoreUnderTest): void => {
  describe('tasks', () => {
    const tasks = async (scene: Scene) => given().desk.tasks(scene.agency.id, { tripId: scene.trip.id, limit: 50 });
    const open = (scene: Scene, kind: 'critical_unsent' | 'unreachable' | 'long_delay', facts: Record<string, unknown> = {}) =>
      scene.turn({ tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'why', facts }] });

    it('are open once for each trip and kind: opening again updates', async () => {
      const scene = await Scene.open(given());
      await open(scene, 'long_delay', { minutes: 120 });
      await scene.turn({
        now: later(minute),
        tasks: [{ op: 'open', kind: 'long_delay', tripId: scene.trip.id, reason: 'more', facts: { minutes: 180 } }],
      });
      expect(await tasks(scene)).toMatchObject([
        {
          kind: 'long_delay',
          severity: 'normal',
          state: 'open',
          reason: 'more',
          facts: { minutes: 180 },
          openedAt: aMoment,
          updatedAt: later(minute),
          closedReason: null,
        },
      ]);
      expect((await scene.context()).tasks).toEqual([{ kind: 'long_delay', state: 'open', facts: { minutes: 180 } }]);
    });

    it('close with the reason and may open anew', async () => {
      const scene = await Scene.open(given());
      await open(scene, 'long_delay');
      await scene.turn({ tasks: [{ op: 'close', kind: 'long_delay', tripId: scene.trip.id, reason: 'back_on_time' }] });
      await scene.turn({ tasks: [{ op: 'close', kind: 'long_delay', tripId: scene.trip.id, reason: 'again' }] });
      expect(await tasks(scene)).toMatchObject([{ state: 'done', closedReason: 'back_on_time' }]);
      expect((await scene.context()).tasks).toEqual([]);
      await open(scene, 'long_delay');
      expect((await tasks(scene)).map((t) => t.state).sort()).toEqual(['done', 'open']);
    });

    it('about somebody without a trip are open once for each conversation, and close by it', async () => {
      const scene = await Scene.open(given());
      const all = async () => given().desk.tasks(scene.agency.id, { limit: 50 });
      const [ana, beto] = [randomUUID(), randomUUID()];
      const task = { kind: 'opted_out', tripId: null, reason: 'phone_only' } as const;
      for (const conversationId of [ana, beto, ana]) await scene.turn({ tasks: [{ ...task, op: 'open', facts: { conversationId } }] });
      expect(await all()).toHaveLength(2);
      await scene.turn({ tasks: [{ ...task, op: 'close', conversationId: ana, reason: 'opted_in' }] });
      expect((await all()).find((t) => t.facts['conversationId'] === ana)).toMatchObject({ state: 'done', closedReason: 'opted_in' });
      expect((await all()).find((t) => t.facts['conversationId'] === beto)).toMatchObject({ state: 'open' });
    });

    it('about an unreachable number and an unsent critical message close when one gets through', async () => {
      const scene = await Scene.open(given());
      await open(scene, 'critical_unsent');
      await open(scene, 'unreachable');
      await open(scene, 'long_delay');
      await scene.sent(await scene.claimed());
      const byKind = new Map((await tasks(scene)).map((t) => [t.kind, t]));
      expect(byKind.get('critical_unsent')).toMatchObject({ state: 'done', closedReason: 'message_got_through' });
      expect(byKind.get('unreachable')).toMatchObject({ state: 'done', closedReason: 'message_got_through' });
      expect(byKind.get('long_delay')).toMatchObject({ state: 'open' });
    });

    it('about an unsent critical message stay while another critical one is failing', async () => {
      const scene = await Scene.open(given());
      const boarding = await scene.claimed({ type: 'boarding', critical: true });
      await scene.retry(boarding, later(second), later(10 * minute));
      await open(scene, 'critical_unsent');
      await scene.sent(await scene.claimed({ type: 'landing' }, later(minute)), later(minute));
      expect(await tasks(scene)).toMatchObject([{ kind: 'critical_unsent', state: 'open' }]);
      const [again] = await scene.claim([boarding.id], later(10 * minute));
      if (!again) throw new Error('expected another claim');
      await scene.sent(again, later(10 * minute));
      expect(await tasks(scene)).toMatchObject([{ kind: 'critical_unsent', state: 'done' }]);
    });
  });
};

import { randomUUID } from 'node:crypto';
import { second } from '#shared/domain/instant.ts';
import type { TaskFacts } from '#shared/domain/task.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import { aMoment } from '../builders.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Tasks for the agency: opened, updated and closed by turns and deliveries. */
export const describeTasks = (subject: () => StoreUnderTest): void => {
  describe('tasks', () => {
    const tasks = async (scene: Scene) =>
      subject().desk.tasks(scene.agency.id, { tripId: scene.trip.id, limit: 50 });
    const openTask = (
      scene: Scene,
      kind: 'critical_unsent' | 'unreachable' | 'long_delay',
      facts: TaskFacts = {},
    ) => scene.turn({ tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'why', facts }] });

    it('are open once for each trip and kind: opening again updates', async () => {
      const scene = await Scene.open(subject());
      await openTask(scene, 'long_delay', { minutes: 120 });
      await scene.turn({
        now: later(minute),
        tasks: [
          {
            op: 'open',
            kind: 'long_delay',
            tripId: scene.trip.id,
            reason: 'more',
            facts: { minutes: 180 },
          },
        ],
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
      expect((await scene.context()).tasks).toEqual([
        { kind: 'long_delay', state: 'open', facts: { minutes: 180 } },
      ]);
    });

    it('close with the reason and may open anew', async () => {
      const scene = await Scene.open(subject());
      await openTask(scene, 'long_delay');
      await scene.turn({
        tasks: [{ op: 'close', kind: 'long_delay', tripId: scene.trip.id, reason: 'delay_shrank' }],
      });
      await scene.turn({
        tasks: [{ op: 'close', kind: 'long_delay', tripId: scene.trip.id, reason: 'trip_edited' }],
      });
      expect(await tasks(scene)).toMatchObject([{ state: 'done', closedReason: 'delay_shrank' }]);
      expect((await scene.context()).tasks).toEqual([]);
      await openTask(scene, 'long_delay');
      expect((await tasks(scene)).map((t) => t.state).sort()).toEqual(['done', 'open']);
    });

    it('about somebody without a trip are one for each conversation, and close by it', async () => {
      const scene = await Scene.open(subject());
      const all = async () => subject().desk.tasks(scene.agency.id, { limit: 50 });
      const [ana, beto] = [randomUUID(), randomUUID()];
      const task = { kind: 'opted_out', tripId: null, reason: 'phone_only' } as const;
      for (const conversationId of [ana, beto, ana])
        await scene.turn({ tasks: [{ ...task, op: 'open', facts: { conversationId } }] });
      expect(await all()).toHaveLength(2);
      await scene.turn({
        tasks: [{ ...task, op: 'close', conversationId: ana, reason: 'opted_in' }],
      });
      expect((await all()).find((t) => t.facts['conversationId'] === ana)).toMatchObject({
        state: 'done',
        closedReason: 'opted_in',
      });
      expect((await all()).find((t) => t.facts['conversationId'] === beto)).toMatchObject({
        state: 'open',
      });
    });

    describe('about messages that do not get through', () => {
      const openUnsentTasks = async (scene: Scene) => {
        await openTask(scene, 'critical_unsent');
        await openTask(scene, 'unreachable');
        await openTask(scene, 'long_delay');
      };
      const states = async (scene: Scene) =>
        Object.fromEntries((await tasks(scene)).map((t) => [t.kind, t.state]));
      const waiting = { critical_unsent: 'open', unreachable: 'open', long_delay: 'open' };
      const over = { critical_unsent: 'done', unreachable: 'done', long_delay: 'open' };
      const report = (id: string, status: string, at: number, code: string | null = null) =>
        subject().store.deliveryReport({
          id,
          providerId: `SM-${id}`,
          status,
          code,
          permanent: code !== null,
          now: later(at),
        });
      const accepted = async (scene: Scene, over: Partial<EffectCommand>, at: number) => {
        const effect = await scene.claimed(over, later(at));
        await scene.sent(effect, later(at), `SM-${effect.id}`);
        return effect;
      };

      it('stay while a message is only accepted and sent, and close once delivered', async () => {
        const scene = await Scene.open(subject());
        await openUnsentTasks(scene);
        const effect = await accepted(scene, {}, 0);
        await report(effect.id, 'sent', second);
        expect(await states(scene)).toEqual(waiting);
        await report(effect.id, 'delivered', 2 * second);
        expect(await states(scene)).toEqual(over);
        expect((await tasks(scene)).find((t) => t.kind === 'unreachable')).toMatchObject({
          closedReason: 'message_got_through',
          updatedAt: later(2 * second),
        });
      });

      it('close with whichever report is first, even before the request’s answer', async () => {
        const scene = await Scene.open(subject());
        await openUnsentTasks(scene);
        const effect = await scene.claimed();
        await report(effect.id, 'read', second);
        expect(await states(scene)).toEqual(over);
        await scene.sent(effect, later(2 * second), `SM-${effect.id}`);
        await report(effect.id, 'delivered', 3 * second);
        expect(await states(scene)).toEqual(over);
      });

      it('do not close by a message that was tried before the one that cannot arrive', async () => {
        const scene = await Scene.open(subject());
        const before = await accepted(scene, {}, 0);
        const failing = await accepted(scene, { type: 'boarding', critical: true }, minute);
        await report(failing.id, 'undelivered', minute + second, '63024');
        await openUnsentTasks(scene);
        await report(before.id, 'delivered', 2 * minute);
        expect(await states(scene)).toEqual(waiting);
      });

      it.each(['boarding', 'delayed', 'gate_change'] as const)(
        'stay for a %s that failed, until later news gets through',
        async (type) => {
          const scene = await Scene.open(subject());
          const failing = await accepted(scene, { type, critical: type === 'boarding' }, 0);
          await report(failing.id, 'undelivered', second, '63024');
          await openUnsentTasks(scene);
          const welcome = await accepted(scene, { type: 'itinerary_ready' }, minute);
          await report(welcome.id, 'delivered', minute + second);
          expect(await states(scene)).toEqual({ ...over, critical_unsent: 'open' });
          const news = await accepted(
            scene,
            { type: 'departure_moved_earlier', critical: true },
            2 * minute,
          );
          expect(await states(scene)).toMatchObject({ critical_unsent: 'open' });
          await report(news.id, 'delivered', 2 * minute + second);
          expect(await states(scene)).toEqual(over);
        },
      );

      it('stay for a failed edit when other news gets through that does not tell it', async () => {
        const scene = await Scene.open(subject());
        const edit = await accepted(scene, { type: 'trip_changed', critical: true }, 0);
        await report(edit.id, 'undelivered', second, '63024');
        await openUnsentTasks(scene);
        const call = await accepted(scene, { type: 'boarding', critical: true }, minute);
        await report(call.id, 'delivered', minute + second);
        expect(await states(scene)).toMatchObject({ critical_unsent: 'open' });
        const again = await accepted(scene, { type: 'trip_changed', critical: true }, 2 * minute);
        await report(again.id, 'delivered', 2 * minute + second);
        expect(await states(scene)).toEqual(over);
      });

      it('close when the traveller is welcomed where the flight went', async () => {
        const scene = await Scene.open(subject());
        const edit = await accepted(scene, { type: 'trip_changed', critical: true }, 0);
        await report(edit.id, 'undelivered', second, '63024');
        await openUnsentTasks(scene);
        const welcome = await accepted(scene, { type: 'landing' }, minute);
        await report(welcome.id, 'delivered', minute + second);
        expect(await states(scene)).toEqual(over);
      });

      it('stay while another critical message is being tried, or its fate is unknown', async () => {
        const scene = await Scene.open(subject());
        const call = await scene.claimed({ type: 'boarding', critical: true });
        await scene.retry(call, later(second), later(10 * minute));
        await openUnsentTasks(scene);
        const welcome = await accepted(scene, { type: 'landing' }, minute);
        await report(welcome.id, 'delivered', minute + second);
        expect(await states(scene)).toMatchObject({ critical_unsent: 'open' });
        const [again] = await scene.claim([call.id], later(10 * minute));
        if (!again) throw new Error('expected another claim');
        await scene.unknown(again, later(10 * minute), later(13 * minute));
        await report(welcome.id, 'read', 11 * minute);
        expect(await states(scene)).toMatchObject({ critical_unsent: 'open' });
        await report(call.id, 'delivered', 12 * minute);
        expect(await states(scene)).toEqual(over);
      });
    });

    it('know which messages of the ledger have arrived', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.sent(effect, aMoment, 'SM-1');
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENT', arrived: false });
      await subject().store.deliveryReport({
        id: effect.id,
        providerId: 'SM-1',
        status: 'delivered',
        code: null,
        permanent: false,
        now: later(second),
      });
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENT', arrived: true });
    });
  });
};

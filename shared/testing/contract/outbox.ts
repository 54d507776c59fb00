import { randomUUID } from 'node:crypto';
import { minute, plus, second } from '#shared/domain/instant.ts';
import { aMoment, aTripBooked } from '../builders.ts';
import { Scene, type StoreUnderTest } from './harness.ts';

/** What commits leave to engines: events to publish and messages to wake. */
export const describeOutbox = (subject: () => StoreUnderTest): void => {
  const take = async (scene: Scene, now: string) =>
    (await subject().store.takeUnpublished({ types: ['TripBooked'], now, limit: 10_000 })).filter(
      ({ tripId }) => tripId === scene.trip.id,
    );

  describe('the outbox, for a relay', () => {
    it('lends an event to one taker, and to the next only after ten seconds', async () => {
      const scene = await Scene.open(subject());
      expect(await take(scene, aMoment)).toHaveLength(1);
      expect(await take(scene, plus(aMoment, 9 * second))).toHaveLength(0);
      expect(await take(scene, plus(aMoment, 11 * second))).toHaveLength(1);
    });

    it('lends an event once, however many take at the same time', async () => {
      const scene = await Scene.open(subject());
      const taken = await Promise.all(Array.from({ length: 6 }, () => take(scene, aMoment)));
      expect(taken.flat()).toHaveLength(1);
    });

    it('never leases what was published, nor another type', async () => {
      const scene = await Scene.open(subject());
      const others = await subject().store.takeUnpublished({
        types: ['TripCancelled'],
        now: aMoment,
        limit: 10_000,
      });
      expect(others.filter(({ tripId }) => tripId === scene.trip.id)).toEqual([]);
      await subject().store.markPublished((await take(scene, aMoment)).map(({ id }) => id));
      expect(await take(scene, plus(aMoment, minute))).toEqual([]);
    });

    it('takes an event once, also where its id comes again after it was published', async () => {
      const scene = await Scene.open(subject());
      const event = aTripBooked(scene.trip, { id: randomUUID() });
      await scene.turn({ events: [event] });
      await subject().store.markPublished([event.id]);
      await scene.turn({ events: [event] });
      const ids = (await take(scene, plus(aMoment, minute))).map(({ id }) => id);
      expect(ids).not.toContain(event.id);
    });

    it('counts an event as overdue ten seconds after it was emitted, oldest first', async () => {
      const scene = await Scene.open(subject());
      const [younger, older] = [randomUUID(), randomUUID()];
      const emit = (id: string, at: string) =>
        scene.turn({ now: at, events: [aTripBooked(scene.trip, { id })] });
      await emit(older, plus(aMoment, second));
      await emit(younger, plus(aMoment, 2 * second));
      const overdue = async (ms: number) =>
        (await subject().store.overdue({ now: plus(aMoment, ms), limit: 10_000 })).events
          .map(({ id }) => id)
          .filter((id) => id === older || id === younger);
      expect(await overdue(10 * second)).toEqual([]);
      expect(await overdue(11 * second)).toEqual([older]);
      expect(await overdue(12 * second)).toEqual([older, younger]);
    });

    it('lends no more than was asked for', async () => {
      await Scene.open(subject());
      await Scene.open(subject());
      expect(
        await subject().store.takeUnpublished({
          types: ['TripBooked'],
          now: plus(aMoment, minute),
          limit: 1,
        }),
      ).toHaveLength(1);
    });
  });

  describe('messages that wait', () => {
    const agencyOf = (scene: Scene) => ({ agencyId: scene.agency.id });

    it('are found by key and by id, with the instant at which they are to be woken', async () => {
      const scene = await Scene.open(subject());
      const [soon, late] = [
        scene.effect({ dueAt: plus(aMoment, minute) }),
        scene.effect({ dueAt: plus(aMoment, 5 * minute) }),
      ];
      await scene.turn({ effects: [late, soon] });
      const waiting = await subject().store.waitingEffects({
        ...agencyOf(scene),
        keys: [late.key, soon.key],
      });
      expect(waiting.map(({ at }) => at)).toEqual([
        plus(aMoment, minute),
        plus(aMoment, 5 * minute),
      ]);
      expect(
        await subject().store.waitingEffects({
          ...agencyOf(scene),
          ids: waiting.map(({ id }) => id),
        }),
      ).toEqual(waiting);
    });

    it('are those that are to be tried again, with the next try', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      expect(
        await subject().store.waitingEffects({ ...agencyOf(scene), ids: [effect.id] }),
      ).toEqual([]);
      await scene.retry(effect, aMoment, plus(aMoment, 5 * second));
      expect(
        await subject().store.waitingEffects({ ...agencyOf(scene), ids: [effect.id] }),
      ).toEqual([{ id: effect.id, ...agencyOf(scene), at: plus(aMoment, 5 * second) }]);
    });

    it('are not those that were sent, nor any of another agency', async () => {
      const [scene, other] = [await Scene.open(subject()), await Scene.open(subject())];
      const sent = await scene.claimed();
      await scene.sent(sent);
      const theirs = other.effect({ dueAt: plus(aMoment, minute) });
      await other.turn({ effects: [theirs] });
      const [waiting] = await subject().store.waitingEffects({
        ...agencyOf(other),
        keys: [theirs.key],
      });
      expect(
        await subject().store.waitingEffects({
          ...agencyOf(scene),
          ids: [sent.id, waiting?.id ?? ''],
          keys: [theirs.key],
        }),
      ).toEqual([]);
    });
  });
};

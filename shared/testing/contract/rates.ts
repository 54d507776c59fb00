import { between, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { aMoment } from '../builders.ts';
import { later, Scene, type StoreUnderTest } from './harness.ts';

/**
 * Commits one due message for each of `n` phones, and wakes each as it becomes due; returns the
 * instants at which they were claimed.
 */
const claimTimes = async (
  scene: Scene,
  n: number,
  over: { critical: boolean; until: Instant },
): Promise<readonly Instant[]> => {
  const times: Instant[] = [];
  const waiting = new Map<string, Scene>();
  for (let i = 0; i < n; i++) {
    const trip = await scene.another();
    const claimed = await trip.turn({ effects: [trip.effect({ critical: over.critical })] });
    if (claimed.length > 0) times.push(aMoment);
    else waiting.set((await trip.context()).ledger[0]?.id ?? '', trip);
  }
  for (
    let now = plus(aMoment, second);
    waiting.size > 0 && now <= over.until;
    now = plus(now, second)
  ) {
    for (const { id } of (await scene.subject.store.overdue({ now, limit: 10_000 })).effects.filter(
      (e) => waiting.has(e.id),
    )) {
      if ((await scene.claim([id], now)).length > 0) {
        times.push(now);
        waiting.delete(id);
      }
    }
  }
  return times;
};

/** The largest number of instants within any minute. */
const maxPerMinute = (times: readonly Instant[]): number =>
  Math.max(
    ...times.map((from) => times.filter((at) => at >= from && between(from, at) < minute).length),
  );

/** Rates: each message gets a slot in time, per agency and lane. */
export const describeRates = (subject: () => StoreUnderTest): void => {
  describe('the rate of an agency', () => {
    it.each([6, 30])(
      'of %i is never more than that in any minute, and nobody waits longer than it takes',
      async (limit) => {
        const scene = await Scene.open(subject(), {
          settings: { rate_limiting: { messages_per_minute: limit } },
        });
        const times = await claimTimes(scene, 2 * limit + 2, {
          critical: false,
          until: later(4 * minute),
        });
        expect(times).toHaveLength(2 * limit + 2);
        expect(maxPerMinute(times)).toBeLessThanOrEqual(limit);
        expect(between(aMoment, times.at(-1) ?? aMoment)).toBeLessThanOrEqual(3 * minute);
      },
    );

    it('lets a message go at the very instant that it was told', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 12 } },
      });
      const held = await Promise.all(
        ['a', 'b', 'c'].map(async () => {
          const trip = await scene.another();
          const effect = trip.effect();
          await trip.turn({ effects: [effect] });
          return effect.key;
        }),
      );
      const waiting = await subject().store.waitingEffects({
        agencyId: scene.agency.id,
        keys: held,
      });
      expect(waiting).toHaveLength(1);
      for (const { id, at } of waiting) expect(await scene.claim([id], at)).toHaveLength(1);
    });

    it('claims the critical one of two messages to one traveller first', async () => {
      const scene = await Scene.open(subject());
      const [landing, cancelled] = [
        scene.effect({ type: 'landing' }),
        scene.effect({ type: 'cancelled', critical: true }),
      ];
      expect((await scene.turn({ effects: [landing, cancelled] })).map(({ type }) => type)).toEqual(
        ['cancelled'],
      );
    });

    it('lets a critical message pass a queue of others', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 2 } },
      });
      for (let i = 0; i < 6; i++) {
        const trip = await scene.another();
        await trip.turn({ effects: [trip.effect()] });
      }
      expect(
        await scene.turn({ effects: [scene.effect({ type: 'cancelled', critical: true })] }),
      ).toHaveLength(1);
    });

    it('of one agency is not another’s', async () => {
      const busy = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 1 } },
      });
      const quiet = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 1 } },
      });
      for (let i = 0; i < 3; i++) {
        const trip = await busy.another();
        await trip.turn({ effects: [trip.effect()] });
      }
      expect(await quiet.turn({ effects: [quiet.effect()] })).toHaveLength(1);
    });

    it('is no more than the platform allows, whatever the agency has set', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 100_000 } },
      });
      await subject().setCeilings({ messagesPerMinute: 6, modelUsdPerMonth: 0 });
      const times = await claimTimes(scene, 12, { critical: false, until: later(2 * minute) });
      await subject().setCeilings(null);
      expect(times.length).toBeGreaterThanOrEqual(6);
      expect(maxPerMinute(times)).toBeLessThanOrEqual(6);
    });

    it('is the default of 60 a minute where the agency has none', async () => {
      const scene = await Scene.open(subject());
      let claimed = 0;
      for (let i = 0; i < 70; i++) {
        const trip = await scene.another();
        claimed += (await trip.turn({ effects: [trip.effect()] })).length;
      }
      expect(claimed).toBeGreaterThanOrEqual(1);
      expect(claimed).toBeLessThanOrEqual(60);
    });
  });

  describe('the rate of a sender', () => {
    it('is at most 80 a second over all its agencies', async () => {
      const scenes: Scene[] = [];
      const settings = { rate_limiting: { messages_per_minute: 100_000 } };
      const first = await Scene.open(subject(), { settings });
      scenes.push(first, await Scene.open(subject(), { settings, sender: first.agency.sender }));
      let claimed = 0;
      for (let i = 0; i < 100; i++) {
        const trip = await scenes[i % 2]?.another();
        claimed += (await trip?.turn({ effects: [trip.effect()] }))?.length ?? 0;
      }
      expect(claimed).toBeGreaterThanOrEqual(1);
      expect(claimed).toBeLessThanOrEqual(80);
    });
  });
};

import { randomUUID } from 'node:crypto';
import { timerEvent } from '#shared/actor/timer-event.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type { TimerRow } from '#shared/ports/actor-store.ts';
import { aMoment, aTurn } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Timers are rows with generations; the sweeper finds those that were not fired. */
export const describeTimers = (subject: () => StoreUnderTest): void => {
  const generation = async (scene: Scene, kind: TimerKind) =>
    (
      await subject().store.load({
        agent: 'notifications',
        actorId: scene.trip.id,
        eventId: randomUUID(),
        agencyId: scene.agency.id,
        tripId: null,
        conversation: null,
        flightKey: null,
        timerKind: kind,
      })
    ).timerGeneration;
  const row = (scene: Scene, over: Partial<TimerRow> = {}): TimerRow => ({
    agent: 'notifications',
    actorId: scene.trip.id,
    kind: 'BoardingDue',
    generation: 1,
    due: later(hour),
    agencyId: scene.agency.id,
    tripId: scene.trip.id,
    ...over,
  });
  const overdueOf = async (scene: Scene, now: string) =>
    (await subject().store.overdue({ now, limit: 10_000 })).timers.filter(
      (t) => t.actorId === scene.trip.id,
    );

  describe('a timer', () => {
    it('is set with a generation that counts up, also over a clearing', async () => {
      const scene = await Scene.open(subject());
      const first = await subject().store.commit(
        aTurn(scene.event(), { timers: [{ kind: 'BoardingDue', due: later(hour) }] }),
      );
      expect(first).toMatchObject({ timers: [row(scene)] });
      expect(await generation(scene, 'BoardingDue')).toBe(1);
      expect(await generation(scene, 'ReminderDue')).toBeNull();
      const second = await subject().store.commit(
        aTurn(scene.event(), {
          expectedVersion: 1,
          timers: [{ kind: 'BoardingDue', due: later(2 * hour) }],
        }),
      );
      expect(second).toMatchObject({
        timers: [row(scene, { generation: 2, due: later(2 * hour) })],
      });
      const cleared = await subject().store.commit(
        aTurn(scene.event(), { expectedVersion: 2, timers: [{ kind: 'BoardingDue', due: null }] }),
      );
      expect(cleared).toMatchObject({
        timers: [
          { agent: 'notifications', actorId: scene.trip.id, kind: 'BoardingDue', due: null },
        ],
      });
      expect(await generation(scene, 'BoardingDue')).toBeNull();
      const again = await subject().store.commit(
        aTurn(scene.event(), {
          expectedVersion: 3,
          timers: [{ kind: 'BoardingDue', due: later(hour) }],
        }),
      );
      expect(again).toMatchObject({ timers: [row(scene, { generation: 3 })] });
    });

    it('is overdue 90 seconds late, and not before', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      expect(await overdueOf(scene, later(hour + 60_000))).toEqual([]);
      expect(await overdueOf(scene, later(hour + 91_000))).toEqual([row(scene)]);
    });

    it('that stays there after it was woken is woken again in one, two, four minutes', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: aMoment }] });
      const wokenAt = [];
      for (let seconds = 30; seconds <= 12 * 60; seconds += 30)
        if ((await overdueOf(scene, later(seconds * 1_000))).length > 0) wokenAt.push(seconds);
      expect(wokenAt).toEqual([90, 150, 270, 510]);
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(12 * minute) }] });
      expect(await overdueOf(scene, later(13.5 * minute))).toHaveLength(1);
    });

    it('is not overdue once it is cleared', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: null }] });
      expect(await overdueOf(scene, later(9 * hour))).toEqual([]);
    });

    it('clears itself with the turn of its own event', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      await scene.turn({ event: timerEvent(row(scene)), now: later(hour) });
      expect(await generation(scene, 'BoardingDue')).toBeNull();
      expect(await overdueOf(scene, later(9 * hour))).toEqual([]);
    });

    it('stays as the turn of its own event sets it anew', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      await scene.turn({
        event: timerEvent(row(scene)),
        now: later(hour),
        timers: [{ kind: 'BoardingDue', due: later(3 * hour) }],
      });
      expect(await generation(scene, 'BoardingDue')).toBe(2);
    });

    it('of a newer generation is not cleared by an older event', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(2 * hour) }] });
      await scene.turn({ event: timerEvent(row(scene)), now: later(hour) });
      expect(await generation(scene, 'BoardingDue')).toBe(2);
    });

    it('whose event is quarantined is cleared with it', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ timers: [{ kind: 'BoardingDue', due: later(hour) }] });
      await subject().store.quarantine({
        agent: 'notifications',
        actorId: scene.trip.id,
        event: timerEvent(row(scene)),
        error: 'a defect',
        now: later(hour),
      });
      expect(await overdueOf(scene, later(9 * hour))).toEqual([]);
    });

    it('of a flight belongs to no tenant', async () => {
      const scene = await Scene.open(subject());
      const result = await subject().store.commit(
        aTurn(scene.event(), {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          timers: [{ kind: 'FlightCheckDue', due: later(minute) }],
          now: aMoment,
        }),
      );
      expect(result).toMatchObject({
        timers: [
          {
            agent: 'flight-tracker',
            actorId: scene.trip.flightKey,
            kind: 'FlightCheckDue',
            agencyId: null,
            tripId: null,
            generation: 1,
          },
        ],
      });
    });
  });
};

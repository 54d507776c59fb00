import { randomUUID } from 'node:crypto';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { aFlightFacts, aMoment, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('retention', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());
  const taken = async (scene: Scene, eventId: string) =>
    (
      await h.store.load({
        agent: 'notifications',
        actorId: scene.trip.id,
        eventId,
        agencyId: scene.agency.id,
        tripId: null,
        conversation: null,
        flightKey: null,
        timerKind: null,
      })
    ).taken;

  it('forgets a taken event only after the dead letters and the archive have', async () => {
    const scene = await Scene.open(h);
    const event = scene.event();
    await scene.turn({ event });
    expect((await h.store.purge(plus(aMoment, 28 * day)))['inbox']).toBe(0);
    expect(await taken(scene, event.id)).toBe(true);
    await h.store.purge(plus(aMoment, 36 * day));
    expect(await taken(scene, event.id)).toBe(false);
  });

  it('keeps the why-trail for a year, the ledger, and a timer that is set', async () => {
    const scene = await Scene.open(h);
    const reason = {
      tripId: scene.trip.id,
      decision: 'noted',
      subject: 'trip',
      rule: 'kept',
      detail: {},
    } as const;
    await scene.turn({
      reasons: [reason],
      effects: [scene.effect()],
      timers: [{ kind: 'BoardingDue', due: plus(aMoment, 500 * day) }],
    });
    await h.store.purge(plus(aMoment, 365 * day));
    const timeline = await h.desk.timeline(scene.agency.id, scene.trip.id);
    expect(timeline?.map(({ kind }) => kind)).toEqual(['decision', 'message']);
    await h.store.purge(plus(aMoment, 450 * day));
    expect(
      (await h.desk.timeline(scene.agency.id, scene.trip.id))?.map(({ kind }) => kind),
    ).toEqual(['message']);
    expect(
      (await h.store.overdue({ now: plus(aMoment, 501 * day), limit: 10_000 })).timers.some(
        ({ actorId }) => actorId === scene.trip.id,
      ),
    ).toBe(true);
  });

  it('lets go of what AeroAPI answered, and keeps what it meant', async () => {
    const scene = await Scene.open(h);
    await h.store.commit(
      aTurn(
        { ...aTripBooked(scene.trip), id: randomUUID() },
        {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: scene.trip.flightKey,
              facts: aFlightFacts(),
              status: 'scheduled',
              nextCheckAt: null,
              raw: [AeroFlight.parse({ ident: 'BA1', fa_flight_id: 'BAW1-1' })],
              changed: true,
              alertId: null,
            },
          ],
        },
      ),
    );
    await h.store.purge(plus(aMoment, 60 * day));
    expect((await scene.context()).flight).toEqual(aFlightFacts());
  });
});

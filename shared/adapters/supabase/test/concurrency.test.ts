import { randomUUID } from 'node:crypto';
import { plus } from '#shared/domain/instant.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import {
  aBookedTrip,
  aBooking,
  aFlightFacts,
  aMoment,
  anAgency,
  aPhone,
  aTripBooked,
  aTurn,
} from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { query } from '#shared/testing/postgres.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('many at once on one Postgres', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore({ processes: 8 });
  });
  afterAll(() => h.close());

  it('300 travellers on one flight are 300 trips, 300 events and one flight load', async () => {
    const agency = anAgency();
    await h.addAgency(agency);
    const { flightNumber, flightKey } = aBookedTrip();
    const booked = await Promise.all(
      Array.from({ length: 300 }, () =>
        h.desk.book(aBooking(agency.id, { trip: { flightNumber, flightKey } })),
      ),
    );
    expect(booked.filter(({ kind }) => kind === 'booked')).toHaveLength(300);

    // Every booking wakes the same tracker; a turn that loses its version is tried again.
    const load = {
      agent: 'flight-tracker' as const,
      actorId: flightKey,
      agencyId: null,
      tripId: null,
      conversation: null,
      flightKey,
      timerKind: null,
    };
    const follow = async (booking: (typeof booked)[number]): Promise<void> => {
      if (booking.kind !== 'booked') return;
      const event = aTripBooked(booking.trip);
      for (;;) {
        const loaded = await h.store.load({ ...load, eventId: event.id });
        const result = await h.store.commit(
          aTurn(event, {
            agent: 'flight-tracker',
            actorId: flightKey,
            agencyId: null,
            expectedVersion: loaded.version,
            events: [aTripBooked(booking.trip, { id: randomUUID() })],
          }),
        );
        if (result.kind === 'committed') return;
        expect(result.kind).toBe('conflict');
      }
    };
    // Five workers at a time, as an engine would have.
    const queue = booked.slice(0, 40);
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) await follow(next);
      }),
    );
    const loaded = await h.store.load({ ...load, eventId: randomUUID() });
    expect(loaded.version).toBe(40);
    expect(loaded.flight?.followers).toHaveLength(300);

    // A change of the flight is one turn: 300 events, and the projection on 300 trips.
    const told = booked.flatMap((booking) =>
      booking.kind === 'booked' ? [aTripBooked(booking.trip, { id: randomUUID() })] : [],
    );
    const [cause] = told;
    if (!cause) throw new Error('expected bookings');
    const result = await h.store.commit(
      aTurn(
        { ...cause, id: randomUUID() },
        {
          agent: 'flight-tracker',
          actorId: flightKey,
          agencyId: null,
          expectedVersion: loaded.version,
          events: told,
          records: [
            {
              kind: 'flight',
              flightKey,
              facts: aFlightFacts({ gate: 'B7' }),
              status: 'scheduled',
              nextCheckAt: null,
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        },
      ),
    );
    expect(result.kind).toBe('committed');
    const trips = await h.desk.trips(agency.id, { limit: 300 });
    expect(trips.every(({ gate, status }) => gate === 'B7' && status === 'scheduled')).toBe(true);
  });

  it('two workers on one trip send each message once, whatever is delivered twice', async () => {
    const scene = await Scene.open(h, {
      settings: { rate_limiting: { messages_per_minute: 100_000 } },
    });
    const events = Array.from({ length: 10 }, () => scene.event());
    const claimed: ClaimedEffect[] = [];
    const work = async (): Promise<void> => {
      for (const event of events) {
        for (;;) {
          const loaded = await h.store.load({
            agent: 'notifications',
            actorId: scene.trip.id,
            eventId: event.id,
            agencyId: scene.agency.id,
            tripId: scene.trip.id,
            conversation: null,
            flightKey: null,
            timerKind: null,
          });
          if (loaded.taken) break;
          const effect = scene.effect({
            key: `${scene.trip.id}:delayed:${event.id}:x`,
            critical: true,
          });
          const result = await h.store.commit(
            aTurn(event, { expectedVersion: loaded.version, effects: [effect] }),
          );
          if (result.kind === 'committed') claimed.push(...result.claimed);
          if (result.kind !== 'conflict') break;
        }
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(
      (
        await h.store.load({
          agent: 'notifications',
          actorId: scene.trip.id,
          eventId: randomUUID(),
          agencyId: scene.agency.id,
          tripId: null,
          conversation: null,
          flightKey: null,
          timerKind: null,
        })
      ).version,
    ).toBe(10);

    // Only one message was under way to that phone; settling it hands over the next, each once.
    expect(claimed).toHaveLength(1);
    const sent: string[] = [];
    let at = aMoment;
    for (let next = claimed; next.length > 0; ) {
      at = plus(at, 1000);
      const settlements = next.map(({ id, fence }) => ({
        id,
        fence,
        at,
        kind: 'sent' as const,
        providerId: `SM-${id}`,
      }));
      sent.push(...settlements.map(({ id }) => id));
      next = [...(await h.store.settle({ settlements, agencyId: scene.agency.id, now: at }))];
    }
    expect(new Set(sent).size).toBe(10);
    expect(sent).toHaveLength(10);
  });

  it('never has two messages under way from one number to one phone, whoever claims', async () => {
    const scene = await Scene.open(h, {
      settings: { rate_limiting: { messages_per_minute: 100_000 } },
    });
    const siblings = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        scene.another({ whatsapp: scene.trip.whatsapp, clientName: `Traveller ${'ABCDEFGH'[i]}` }),
      ),
    );
    const claims = await Promise.all(
      siblings.map((sibling) => sibling.turn({ effects: [sibling.effect({ critical: true })] })),
    );
    expect(claims.flat()).toHaveLength(1);
  });

  it('settles, reports, claims and withdraws in any order without a deadlock', async () => {
    const scene = await Scene.open(h, {
      settings: { rate_limiting: { messages_per_minute: 100_000 } },
    });
    const trips = await Promise.all(Array.from({ length: 12 }, () => scene.another()));
    await Promise.all(
      trips.map(async (trip) => {
        const [claimed] = await trip.turn({
          effects: [trip.effect({ critical: true }), trip.effect()],
          tasks: [
            { op: 'open', kind: 'unreachable', tripId: trip.trip.id, reason: 'x', facts: {} },
          ],
        });
        if (!claimed) return;
        const waiting = (await trip.context()).ledger.map(({ id }) => id);
        await Promise.all([
          trip.sent(claimed),
          h.store.deliveryReport({
            id: claimed.id,
            providerId: 'SM',
            status: 'delivered',
            code: null,
            permanent: false,
            now: aMoment,
          }),
          trip.claim(waiting, plus(aMoment, 60_000)),
          h.desk.cancel({
            agencyId: trip.agency.id,
            tripId: trip.trip.id,
            notify: false,
            now: aMoment,
          }),
        ]);
      }),
    );
    const states = await Promise.all(
      trips.map(async (trip) => (await trip.context()).ledger.map(({ status }) => status)),
    );
    expect(states.flat().filter((status) => status === 'SENT').length).toBeGreaterThan(0);
  });

  it('changes tasks of one flight and journey while people move their incidents', async () => {
    const { agency } = await Scene.open(h);
    const family = await Promise.all(
      ['Ana Ruiz', 'Beto Ruiz', 'Carla Ruiz', 'Dino Ruiz', 'Ema Ruiz', 'Fran Ruiz'].map(
        async (clientName) => {
          const booked = await h.desk.book(
            aBooking(agency.id, {
              journeyReference: 'J-family',
              trip: { whatsapp: aPhone(), clientName },
            }),
          );
          if (booked.kind !== 'booked') throw new Error(`not booked: ${booked.kind}`);
          return new Scene(h, agency, booked.trip);
        },
      ),
    );
    // Of the flight and of the journey by turns, so that no order of the turns is that of another.
    const kinds = ['call', 'unreachable', 'critical_unsent', 'opted_out', 'cancelled'] as const;
    const eva = { id: null, name: 'eva' };
    const moveAll = async (move: { act: 'resolve' } | { act: 'claim'; steal: true }) => {
      const filter = { isDone: false, now: aMoment, limit: 10, offset: 0 };
      for (const { id } of await h.store.incidents.list(agency.id, filter))
        await h.store.incidents.move(agency.id, id, { ...move, by: eva, now: aMoment });
    };
    for (let round = 0; round < 5; round++)
      await Promise.all([
        ...family.map(async (trip, i) => {
          const tripId = trip.trip.id;
          const open = kinds.map(
            (kind) => ({ op: 'open', kind, tripId, reason: 'x', facts: {} }) as const,
          );
          const close = kinds.map(
            (kind) => ({ op: 'close', kind, tripId, reason: 'trip_edited' }) as const,
          );
          const inOrder = <T>(tasks: readonly T[]) => (i % 2 === 0 ? tasks : tasks.toReversed());
          await trip.turn({ tasks: inOrder(open) });
          await trip.turn({ tasks: inOrder(close) });
          await trip.turn({ tasks: inOrder(open) });
        }),
        ...Array.from({ length: 6 }, async (_, i) => {
          for (let k = 0; k < 4; k++)
            await moveAll(i % 3 === 0 ? { act: 'resolve' } : { act: 'claim', steal: true });
        }),
      ]);
    // An incident is done exactly where none of its tasks is left.
    expect(
      await query(
        h.url,
        `select i.kind, i.state, i.tasks_open from bauhaus.incidents i
          where (i.state = 'done') <> (i.tasks_open = 0) or i.tasks_open <> (
            select count(*) from bauhaus.tasks k where k.incident_id = i.id and k.state <> 'done')`,
      ),
    ).toEqual([]);
  });
});

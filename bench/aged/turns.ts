import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { SupabaseStore } from '#shared/adapters/supabase/store.ts';
import { day, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { aFlightFacts, aFlightStatusChanged, anEffect, aTurn } from '#shared/testing/builders.ts';
import { type Latency, latencyOf } from '../latency.ts';

/** How long the calls of turns take. */
export interface TurnLatencies {
  readonly load: Latency;
  readonly commit: Latency;
  readonly settle: Latency;
}

const warmUps = 200;
/** Turns under way at once. */
const lanes = 2;

/** Trips picked at random, with the number that their agency writes from. */
export const sampleTrips = async (
  pool: pg.Pool,
  store: SupabaseStore,
  count: number,
): Promise<readonly { readonly trip: Trip; readonly sender: string }[]> => {
  const { rows } = await pool.query<{ id: string; agency_id: string; sender: string }>(
    `select t.id, t.agency_id, a.sender
       from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
      where t.status = 'booked' order by md5(t.id::text || 'turn') limit $1`,
    [count],
  );
  const trips = [];
  for (const { id, agency_id, sender } of rows) {
    const trip = await store.trip(agency_id, id);
    if (trip) trips.push({ trip, sender });
  }
  return trips;
};

/** Runs whole turns, each with a message, two timers, two reasons and an event. */
export const measureTurns = async (
  store: SupabaseStore,
  trips: Awaited<ReturnType<typeof sampleTrips>>,
  now: Instant,
): Promise<TurnLatencies> => {
  const times = { load: [] as number[], commit: [] as number[], settle: [] as number[] };
  const timed = async <T>(into: keyof typeof times, call: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const answer = await call();
    times[into].push(performance.now() - start);
    return answer;
  };
  const turn = async ({ trip, sender }: (typeof trips)[number]): Promise<void> => {
    const event = aFlightStatusChanged(trip, aFlightFacts(), { id: randomUUID() });
    const loaded = await timed('load', () =>
      store.load({
        agent: 'notifications',
        actorId: trip.id,
        eventId: event.id,
        agencyId: trip.agencyId,
        tripId: trip.id,
        conversation: null,
        flightKey: null,
        timerKind: null,
      }),
    );
    const reason = {
      tripId: trip.id,
      decision: 'suppressed',
      subject: 'delayed',
      rule: 'below_threshold',
      detail: { minutes: 7 },
    } as const;
    const result = await timed('commit', () =>
      store.commit(
        aTurn(event, {
          now,
          expectedVersion: loaded.version,
          state: { facts: 'state '.repeat(250) },
          events: [{ ...event, id: randomUUID() }],
          timers: [
            { kind: 'ReminderDue', due: plus(now, 30 * minute) },
            { kind: 'BoardingDue', due: plus(now, 40 * day) },
          ],
          effects: [anEffect(trip, { sender }, { dueAt: now })],
          reasons: [reason, reason],
        }),
      ),
    );
    if (result.kind !== 'committed') throw new Error(`a turn was not committed: ${result.kind}`);
    const [claimed] = result.claimed;
    if (claimed)
      await timed('settle', () =>
        store.settle({
          agencyId: trip.agencyId,
          now,
          settlements: [
            {
              kind: 'sent',
              id: claimed.id,
              fence: claimed.fence,
              at: now,
              providerId: `SM${randomUUID().replaceAll('-', '')}`,
            },
          ],
        }),
      );
  };
  const run = async (some: typeof trips): Promise<void> => {
    const waiting = [...some];
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await turn(next);
      }),
    );
  };
  await run(trips.slice(0, warmUps));
  for (const list of Object.values(times)) list.length = 0;
  await run(trips.slice(warmUps));
  return {
    load: latencyOf(times.load),
    commit: latencyOf(times.commit),
    settle: latencyOf(times.settle),
  };
};

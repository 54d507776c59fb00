import { replayTrips } from '#services/notifications/domain/replay/replay-trips.ts';
import { day, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { aBookedTrip, aFlightFacts, aNewJourney } from '#shared/testing/builders.ts';
import { createBenchFlights } from './throughput/flights.ts';
import { createHarness } from './throughput/harness.ts';

/**
 * `npm run bench:preview`: what `POST /settings/preview` does for 30 days and 400 trips of 200
 * travellers, there and back, each flight with 12 readings and 8 messages: what was kept is read,
 * and decided again under two settings. All of it is to take less than five seconds.
 */
const journeys = 200;
const readings = 12;
const messages = 8;
const limitMs = 5_000;

const now = new Date().toISOString();
const harness = await createHarness(createBenchFlights(now));
const { store, pool, agencies } = harness;
const agencyId = agencies[0]?.id ?? '';

const legOf = (departure: Instant) => {
  const {
    clientName: _,
    callName: __,
    whatsapp: ___,
    language: ____,
    ...leg
  } = aBookedTrip({
    departure,
  });
  const { clientDescription: _____, metadata: ______, reference: _______, ...flight } = leg;
  return flight;
};
const fly = async (flightKey: string, departure: Instant): Promise<void> => {
  const [number, , date] = flightKey.split('/');
  await pool.query(
    `insert into bauhaus.flights (flight_key, flight_number, flight_date, facts, status,
       updated_at) values ($1, $2, $3, $4, 'departed', $5)`,
    [flightKey, number, date, JSON.stringify(aFlightFacts({ departure })), departure],
  );
  await pool.query(
    `insert into bauhaus.flight_status_history (flight_key, flight_number, flight_date, status,
       gate_origin, scheduled_out, estimated_out, estimated_in, source, recorded_at)
     select $1, $2, $3, 'scheduled', case when n % 3 = 0 then 'A1' else 'B7' end,
            $4::timestamptz, $4::timestamptz + n * interval '7 minutes',
            $4::timestamptz + interval '2 hours', 'look',
            $4::timestamptz + (n - 10) * interval '1 hour'
       from generate_series(1, $5::int) n`,
    [flightKey, number, date, departure, readings],
  );
};
const timed = async <T>(what: string, work: () => Promise<T>): Promise<[T, number]> => {
  const [start, cpu] = [performance.now(), await harness.cpu()];
  const result = await work();
  const ms = performance.now() - start;
  const used = await harness.cpu();
  const node = Math.round(used.node - cpu.node);
  const postgres = used.postgres - cpu.postgres;
  console.log(
    `${what}: ${(ms / 1000).toFixed(2)} s; processor: node ${node} ms, postgres ${postgres} ms`,
  );
  return [result, ms];
};

try {
  for (let n = 0; n < journeys; n += 1) {
    const out = plus(now, -(28 - (n % 20)) * day + (n % 24) * 20 * minute);
    const legs = [legOf(out), legOf(plus(out, 5 * day))];
    const booked = { legs, now: plus(out, -10 * day), passengers: aNewJourney('').passengers };
    await store.bookJourney(aNewJourney(agencyId, booked));
    for (const { flightKey, departure } of legs) await fly(flightKey, departure);
  }
  await pool.query(
    `insert into bauhaus.notifications_log (agency_id, trip_id, effect_key, idempotency_hash,
       notification_type, episode, sender, recipient, content, told, critical, even_if_opted_out,
       delivery_status, due_at, sent_at, event_id, correlation_id, created_at, updated_at)
     select t.agency_id, t.id, t.id || '/' || n, left(md5(t.id::text || n), 16), 'delayed', n,
            '+99900000001', t.whatsapp, '{"kind": "text", "text": "…"}',
            jsonb_build_object('leg', 1, 'departure', t.departure_date), false, false, 'SENT',
            t.departure_date, t.departure_date, gen_random_uuid(), gen_random_uuid(),
            t.departure_date, t.departure_date
       from bauhaus.trips t, generate_series(1, $1::int) n where t.agency_id = $2`,
    [messages, agencyId],
  );
  const window = { since: plus(now, -30 * day), until: now, limit: 400 };
  const [{ trips }, readMs] = await timed('read', () => store.replayMaterial(agencyId, window));
  const contacts = Map.groupBy(trips, ({ context }) => context.trip.contactId);
  const replayed = async (settings: Readonly<Record<string, unknown>>): Promise<number> =>
    [...contacts.values()].reduce((sum, own) => sum + replayTrips(own, settings, now).length, 0);
  const [before, beforeMs] = await timed('decided as it is', () => replayed({}));
  const other = { quiet_hours: { start: '21:00', end: '07:00' } };
  const [after, afterMs] = await timed('decided as it would be', () => replayed(other));
  const allMs = readMs + beforeMs + afterMs;
  console.log(`${trips.length} trips, ${before} and ${after} messages: ${Math.round(allMs)} ms`);
  if (allMs > limitMs) process.exitCode = 1;
} finally {
  await harness.close();
}

/**
 * `npm run bench:flight`: what a change of a flight costs by the number of its trips: the
 * tracker's turn with an event for each of them, what of it are events and what trips, and a look
 * without news.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import type { SupabaseOptions } from '#shared/adapters/supabase/rpc.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TurnCommit } from '#shared/ports/actor-store.ts';
import { aFlightFacts, aFlightStatusChanged, aTurn } from '#shared/testing/builders.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { latencyOf } from './latency.ts';
import { fillTrips } from './lookups/trips.ts';

const sizes = [1, 30, 300, 1_000];
const rounds = 45;
const warmUps = 5;
const jwtSecret = 'a secret of the bench, of more than 32 characters';

/** What of a turn is committed: an event for each trip, and what is known of the flight. */
interface Parts {
  readonly events: boolean;
  readonly trips: 'none' | 'same' | 'new';
}

const line = (text: string): void => void process.stdout.write(`${text}\n`);

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  // Readable for Postgres' own user, under which the cluster runs where this user is root.
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres') });
  const client = new pg.Client({ connectionString: postgres.url });
  const pool = createRpcPool({ url: postgres.url, max: 4 });
  try {
    await migrate({ url: postgres.url });
    await client.connect();
    await fillTrips(client, 20_000);
    let bytes = 0;
    const rpcFetch = createRpcFetch({ pool, jwtSecret });
    const access: SupabaseOptions = {
      url: 'http://in-process.localhost',
      apiKey: 'in-process',
      jwtSecret,
      fetch: (input, init) => {
        bytes = String(init?.body).length;
        return rpcFetch(input, init);
      },
    };
    const store = createSupabaseStore({ ...access, sealing: testSealing(access) });
    for (const size of sizes) {
      const flightKey = `BA${size}/LHR-CPH/2027-03-03`;
      const { rows: travellers } = await client.query<{ id: string; agencyId: string }>(
        `update bauhaus.trips set flight_key = $1, status = 'booked'
          where id in (select id from bauhaus.trips where flight_key like '%2026%' limit $2)
         returning id, agency_id as "agencyId"`,
        [flightKey, size],
      );
      let version = 0;
      const turnOf = ({ events, trips: news }: Parts, round: number): TurnCommit => {
        const now = new Date().toISOString();
        const gate = news === 'new' ? `A${round}` : 'A1';
        const facts = aFlightFacts({ version, observedAt: now, gate });
        const tell = (trip: { id: string; agencyId: string }): AnyEvent =>
          aFlightStatusChanged({ ...trip, flightKey }, facts, { id: randomUUID(), time: now });
        return aTurn(tell({ id: randomUUID(), agencyId: randomUUID() }), {
          agent: 'flight-tracker',
          actorId: flightKey,
          agencyId: null,
          now,
          expectedVersion: version,
          events: events ? travellers.map(tell) : [],
          records:
            news === 'none'
              ? []
              : [
                  {
                    kind: 'flight',
                    flightKey,
                    facts,
                    status: 'scheduled',
                    nextCheckAt: null,
                    raw: null,
                    changed: news === 'new',
                    alertId: null,
                  },
                ],
        });
      };
      const measure = async (name: string, parts: Parts): Promise<void> => {
        const times: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const turn = turnOf(parts, round);
          const start = performance.now();
          const result = await store.commit(turn);
          times.push(performance.now() - start);
          if (result.kind !== 'committed') throw new Error(`not committed: ${result.kind}`);
          version = result.version;
        }
        const { p50, p95 } = latencyOf(times.slice(warmUps));
        const kilobytes = Math.round(bytes / 1_000);
        line(`  ${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${kilobytes} kB sent`);
      };
      line(`${size} trips on a flight`);
      await measure('a change', { events: true, trips: 'new' });
      await measure('its events alone', { events: true, trips: 'none' });
      await measure('its trips alone', { events: false, trips: 'new' });
      await measure('a look that finds nothing new', { events: false, trips: 'same' });
    }
  } finally {
    await client.end();
    await pool.end();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

await main();

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { aFlightFacts, anAgency } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { createSupabaseStore } from '../store.ts';

/**
 * The calls that read more than before; an index one level deeper costs a block for each lookup.
 */
const grown = (
  was: Readonly<Record<string, number>>,
  is: Readonly<Record<string, number>>,
  calls: readonly string[],
): readonly string[] =>
  calls
    .filter((name) => !((is[name] ?? Number.NaN) <= (was[name] ?? Number.NaN) * 1.5))
    .map((name) => `${name}: ${was[name]} blocks, then ${is[name]}`);

/** Several, so that to Postgres a trip's agency tells as much of it as it does in life. */
const largeAgencies = 10;
const tripsOfEach = 50;
const flightOf = (n: number): string => `BA${1_000 + n}/LHR-CPH/2027-03-03`;
const Explained = z.tuple([
  z.object({
    Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }),
  }),
]);

/** Types of arguments that are no documents. */
const typeOf: Readonly<Record<string, string>> = {
  at: 'timestamptz',
  ids: 'uuid[]',
  keys: 'text[]',
};

/**
 * Blocks of indexes and tables that a call reads, nested calls included; the call is rolled back.
 */
const blocksOf = async (
  url: string,
  agencyId: string,
  name: string,
  args: Record<string, unknown>,
): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const list = Object.keys(args).map(
    (key, n) => `"${key}" => $${n + 1}::${typeOf[key] ?? 'jsonb'}`,
  );
  const values = Object.entries(args).map(([key, value]) =>
    typeOf[key] ? value : JSON.stringify(value),
  );
  const claims = JSON.stringify({ role: 'agent', agency_id: agencyId });
  const call = async () => {
    await client.query('begin');
    await client.query(
      "select set_config('role', 'agent', true), set_config('request.jwt.claims', $1, true)",
      [claims],
    );
    const { rows } = await client.query(
      `explain (analyze, buffers, format json) select api.${name}(${list.join(', ')})`,
      values,
    );
    await client.query('rollback');
    const [{ Plan }] = Explained.parse(rows[0]?.['QUERY PLAN']);
    return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
  };
  // The first reads the catalogue too.
  await call();
  const blocks = await call();
  await client.end();
  return blocks;
};

describe('a turn for a traveller of a large agency', () => {
  let h: PostgresStore;
  let admin: pg.Client;
  const larges = Array.from({ length: largeAgencies }, () => anAgency());
  beforeAll(async () => {
    h = await postgresStore();
    admin = new pg.Client({ connectionString: h.url });
    await admin.connect();
    for (const agency of larges) await h.addAgency(agency);
    const sold = Array.from({ length: largeAgencies * tripsOfEach }, (_, n) => n);
    const sell = async () => {
      for (let n = sold.pop(); n !== undefined; n = sold.pop()) {
        const agency = larges[n % largeAgencies];
        if (!agency) throw new Error('no such agency');
        const trip = { whatsapp: `+999${100_000_000 + n}`, flightKey: flightOf(n) };
        const scene = await Scene.open(h, { agency, trip });
        await scene.turn({ effects: [scene.effect({ dueAt: '2030-01-01T00:00:00.000Z' })] });
      }
    };
    await Promise.all(Array.from({ length: 16 }, sell));
    await admin.query(
      `insert into bauhaus.flights
         (flight_key, flight_number, flight_date, facts, status, updated_at)
       select distinct flight_key, flight_number, departure_date::date,
              $1::jsonb, 'scheduled', now() from bauhaus.trips`,
      [JSON.stringify(aFlightFacts())],
    );
  }, 60_000);
  afterAll(async () => {
    await admin.end();
    await h.close();
  });

  /** What loading, committing and settling one turn of a new traveller of this agency read. */
  const turnOf = async (agency: AgencySeed): Promise<Record<string, number>> => {
    const read: Record<string, number> = {};
    const explaining: typeof globalThis.fetch = async (input, init) => {
      const name = String(input).split('/').at(-1) ?? '';
      if (['load_turn', 'commit_turn', 'settle_effects'].includes(name))
        read[name] = await blocksOf(
          h.url,
          agency.id,
          name,
          z.record(z.string(), z.unknown()).parse(JSON.parse(String(init?.body))),
        );
      return h.fetch(input, init);
    };
    const store = createSupabaseStore({
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret: testJwtSecret,
      fetch: explaining,
      sealing: h.sealing,
    });
    const scene = await Scene.open(
      { ...h, store, desk: store },
      { agency, trip: { flightKey: flightOf(0) } },
    );
    await scene.sent(await scene.claimed());
    await scene.context();
    return read;
  };

  it.each([
    // Before ANALYZE (the first minute of a database) the index that the other two use is chance.
    { when: 'before', calls: ['settle_effects'] },
    { when: 'after', calls: ['commit_turn', 'load_turn', 'settle_effects'] },
  ])(
    'reads no more than for one of a small agency, $when Postgres knows its tables: $calls',
    async ({ when, calls }) => {
      if (when === 'after') await admin.query('analyze');
      const small = anAgency();
      await h.addAgency(small);
      const [large] = larges;
      if (!large) throw new Error('no large agency');
      const ofSmall = await turnOf(small);
      const ofLarge = await turnOf(large);
      expect(grown(ofSmall, ofLarge, calls)).toEqual([]);
    },
  );

  it('reads no more when all went under way or was withdrawn after planning', async () => {
    const [agency] = larges;
    if (!agency) throw new Error('no large agency');
    await admin.query('vacuum analyze');
    const calm = await turnOf(agency);
    await admin.query(
      `update bauhaus.notifications_log set delivery_status = 'SENDING'
        where delivery_status = 'PENDING'`,
    );
    await admin.query("update bauhaus.trips set status = 'withdrawn'");
    const busy = await turnOf(agency);
    expect(grown(calm, busy, ['commit_turn', 'load_turn', 'settle_effects'])).toEqual([]);
  });

  it('finds its waiting message without reading all, where none waited at planning', async () => {
    const [agency] = larges;
    if (!agency) throw new Error('no large agency');
    const asked = async () => ({
      waiting_effects: await blocksOf(h.url, agency.id, 'waiting_effects', {
        ids: [randomUUID()],
        keys: ['unheard of'],
      }),
    });
    await admin.query(
      "update bauhaus.notifications_log set delivery_status = 'FAILED', next_attempt_at = null",
    );
    await admin.query('vacuum analyze');
    const calm = await asked();
    await admin.query(
      "update bauhaus.notifications_log set delivery_status = 'PENDING', next_attempt_at = now()",
    );
    expect(grown(calm, await asked(), ['waiting_effects'])).toEqual([]);
  });
});

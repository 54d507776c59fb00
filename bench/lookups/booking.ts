import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { benchContact, benchJourney, benchLeg } from '../journey.ts';
import { type Latency, latencyOf } from '../latency.ts';

const jwtSecret = 'a secret of the bench, of more than 32 characters';
const passengers = ['Ana Ruiz', 'Beto Paz', 'Caro Gil', 'Dora Sol', 'Tito Ruiz'];
/** Calls before measuring, in which plans are made. */
const warmUps = 20;

/** How long a journey of five passengers and four legs takes to be booked, in a call of its own. */
export const measureBooking = async (
  url: string,
  count: number,
): Promise<readonly { readonly name: string; readonly latency: Latency }[]> => {
  const pool = createRpcPool({ url, max: 1 });
  const access = {
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool, jwtSecret }),
  };
  const store = createSupabaseStore({ ...access, sealing: testSealing(access) });
  const { rows } = await pool.query<{ id: string }>('select id from bauhaus.agencies order by id');
  const now = new Date().toISOString();
  const legs = ['BA820', 'BA821', 'BA822', 'BA823'].map((designator, n) =>
    benchLeg(designator, plus(now, (30 + 3 * n) * day), n % 2 === 0 ? 'out' : 'back'),
  );
  let booked = 0;
  const measure = async (phoneCount: number): Promise<Latency> => {
    const times: number[] = [];
    for (let n = 0; n < warmUps + count; n += 1) {
      const phones = Array.from(
        { length: phoneCount },
        (_, nth) => `+999${100_000_000 + booked * 10 + nth}`,
      );
      booked += 1;
      const contacts = phones.map((phone, nth) =>
        benchContact(
          passengers[nth] ?? '',
          phone,
          [...passengers.keys()].filter((position) => position % phoneCount === nth),
        ),
      );
      const agency = rows[n % rows.length]?.id ?? '';
      const request = benchJourney(agency, `B${booked}`, { passengers, legs, contacts }, now);
      const start = performance.now();
      const { kind } = await store.bookJourney(request);
      if (n >= warmUps) times.push(performance.now() - start);
      if (kind !== 'booked') throw new Error(`a journey was not booked: ${kind}`);
    }
    return latencyOf(times);
  };
  try {
    return [
      { name: 'book_journey, 5 passengers × 4 legs on one phone', latency: await measure(1) },
      { name: 'book_journey, 5 passengers × 4 legs on five phones', latency: await measure(5) },
    ];
  } finally {
    await pool.end();
  }
};

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { aFlightFacts, aMoment, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

let h: PostgresStore;
let admin: pg.Client;
beforeAll(async () => {
  h = await postgresStore();
  admin = new pg.Client({ connectionString: h.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await h.close();
});

describe('a look at a flight', () => {
  /** The turn of a look; answers when the row of the trip was last written. */
  const looked = async (
    { trip }: Scene,
    look: { readonly version: number; readonly gate: string; readonly nextCheckAt: Instant },
  ): Promise<string> => {
    const { version, gate, nextCheckAt } = look;
    const result = await h.store.commit(
      aTurn(aTripBooked(trip, { id: randomUUID() }), {
        agent: 'flight-tracker',
        actorId: trip.flightKey,
        agencyId: null,
        expectedVersion: version,
        records: [
          {
            kind: 'flight',
            flightKey: trip.flightKey,
            facts: aFlightFacts({ gate }),
            status: 'scheduled',
            nextCheckAt,
            raw: null,
            changed: false,
            alertId: null,
          },
        ],
      }),
    );
    expect(result.kind).toBe('committed');
    const { rows } = await admin.query('select xmin::text from bauhaus.trips where id = $1', [
      trip.id,
    ]);
    return rows[0]?.xmin;
  };

  it('writes its trips where something is new, else nothing but its next time', async () => {
    const scene = await Scene.open(h);
    const soon = plus(aMoment, minute);
    const later = plus(aMoment, hour);
    const first = await looked(scene, { version: 0, gate: 'A1', nextCheckAt: soon });
    expect(await looked(scene, { version: 1, gate: 'A1', nextCheckAt: later })).toBe(first);
    const read = () => h.desk.trip(scene.agency.id, scene.trip.id);
    expect(await read()).toMatchObject({ gate: 'A1', nextCheckAt: later });
    expect(await looked(scene, { version: 2, gate: 'B7', nextCheckAt: later })).not.toBe(first);
    expect(await read()).toMatchObject({ gate: 'B7' });
  });
});

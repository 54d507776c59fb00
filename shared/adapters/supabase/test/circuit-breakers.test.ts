import pg from 'pg';
import { closedBreaker } from '#shared/domain/circuit-breaker.ts';
import { aMoment, anAgency } from '#shared/testing/builders.ts';
import { describeCircuitBreakers } from '#shared/testing/contract/circuit-breakers.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { createCircuitBreakers } from '../circuit-breakers.ts';
import { createRpc } from '../rpc.ts';

describe('circuit breakers in Postgres', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());

  describeCircuitBreakers('Postgres through supabase-js', async () => {
    const admin = new pg.Client({ connectionString: h.url });
    await admin.connect();
    await admin.query('delete from bauhaus.circuit_breakers');
    await admin.end();
    return { stored: h.store.breakers, close: async () => {} };
  });

  it('cannot be changed with an agency’s token, which would stop all others', async () => {
    const agency = anAgency();
    await h.addAgency(agency);
    const rpc = createRpc({
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret: testJwtSecret,
      fetch: h.fetch,
    });
    const asAgency = createCircuitBreakers((name, args, _, answer) =>
      rpc(name, args, agency.id, answer),
    );
    await expect(asAgency.all()).rejects.toThrow('42501');
    await expect(
      asAgency.swap({ service: 'twilio', expectedVersion: 0, state: closedBreaker, now: aMoment }),
    ).rejects.toThrow('42501');
  });
});

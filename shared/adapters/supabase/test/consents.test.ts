import pg from 'pg';
import { Scene } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';

describe('a consent', () => {
  it('can be added by an agency, and neither changed nor removed', async () => {
    const h = await emptiedStore();
    const { agency } = await Scene.open(h);
    const client = new pg.Client({ connectionString: h.url });
    await client.connect();
    const asAgency = async (statement: string) => {
      await client.query('begin');
      await client.query("select set_config('role', 'agent', true)");
      await client.query("select set_config('request.jwt.claims', $1, true)", [
        JSON.stringify({ role: 'agent', agency_id: agency.id }),
      ]);
      const outcome = await client.query(statement).then(
        ({ rowCount }) => rowCount,
        (error: unknown) => Reflect.get(Object(error), 'code'),
      );
      await client.query('rollback');
      return outcome;
    };
    expect(await asAgency('select from bauhaus.contact_consents')).toBe(1);
    expect(
      await asAgency(
        `insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
         select agency_id, contact_id, consent, inserted_at from bauhaus.contact_consents`,
      ),
    ).toBe(1);
    expect(await asAgency(`update bauhaus.contact_consents set consent = '{}'`)).toBe('42501');
    expect(await asAgency('delete from bauhaus.contact_consents')).toBe('42501');
    await client.end();
  });
});

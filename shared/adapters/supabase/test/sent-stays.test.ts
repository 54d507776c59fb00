import pg from 'pg';
import { aMoment } from '#shared/testing/builders.ts';
import { later, minute, Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('the ledger', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());

  const asAgent = async <T>(agencyId: string, work: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: h.url });
    await client.connect();
    try {
      await client.query("select set_config('request.jwt.claims', $1, false)", [
        JSON.stringify({ role: 'agent', agency_id: agencyId }),
      ]);
      await client.query('set role agent');
      return await work(client);
    } finally {
      await client.end();
    }
  };

  it('has a row for each attempt of a message, with its outcome', async () => {
    const scene = await Scene.open(h);
    const first = await scene.claimed({ critical: true });
    await scene.retry(first, aMoment, later(minute));
    const [second] = await scene.claim([first.id], later(minute));
    if (!second) throw new Error('expected the message to be claimed again');
    await scene.sent(second, later(minute), 'SM1');
    const { rows } = await asAgent(scene.agency.id, (client) =>
      client.query(
        `select outcome, error_code, provider_id from bauhaus.message_attempts
          where message_id = $1 order by fence`,
        [first.id],
      ),
    );
    expect(rows).toEqual([
      { outcome: 'retry', error_code: '20429', provider_id: null },
      { outcome: 'sent', error_code: null, provider_id: 'SM1' },
    ]);
  });

  it.each([
    'content = \'{"kind":"text","text":"never said"}\'',
    "recipient = '+5491155550199'",
    'told = \'{"x":1}\'',
    "sent_at = sent_at - interval '1 day'",
    "provider_id = 'SMother'",
  ])('lets no agent rewrite what was sent: %s', async (change) => {
    const scene = await Scene.open(h);
    const effect = await scene.claimed({ critical: true });
    await scene.sent(effect);
    await asAgent(scene.agency.id, async (client) => {
      await expect(
        client.query(`update bauhaus.notifications_log set ${change} where id = $1`, [effect.id]),
      ).rejects.toMatchObject({ code: '42501' });
    });
  });

  it.each([
    "update bauhaus.message_attempts set outcome = 'sent'",
    'delete from bauhaus.message_attempts',
  ])('lets no agent rewrite its attempts: %s', async (statement) => {
    const scene = await Scene.open(h);
    await asAgent(scene.agency.id, async (client) => {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    });
  });
});

import { anApi, mistakes } from './harness.ts';

const ceilings = { messagesPerMinute: 1_000, modelUsdPerMonth: 500 };

afterEach(async () => (await anApi()).setCeilings(null));

describe('an agency', () => {
  it('sets no limit of its own above what the platform allows', async () => {
    const { south, setCeilings } = await anApi();
    await setCeilings(ceilings);
    const refused = await south.ask('PUT', '/settings/rate_limiting', {
      messages_per_minute: 100_000,
      model_usd_per_month: 100_000,
    });
    expect(refused.status).toBe(422);
    expect(mistakes(refused)).toEqual([
      '#/messages_per_minute above_ceiling',
      '#/model_usd_per_month above_ceiling',
    ]);
    const patched = await south.ask('PATCH', '/settings/rate_limiting', {
      model_usd_per_month: 501,
    });
    expect(patched.status).toBe(422);
  });

  it('sets them up to it', async () => {
    const { south, setCeilings } = await anApi();
    await setCeilings(ceilings);
    const set = { messages_per_minute: 1_000, model_usd_per_month: 500 };
    expect((await south.ask('PUT', '/settings/rate_limiting', set)).status).toBe(200);
  });

  it('sees what is in force where the platform allows less than it has set', async () => {
    const { south, setCeilings } = await anApi();
    const set = { messages_per_minute: 900, model_usd_per_month: 400 };
    await south.ask('PUT', '/settings/rate_limiting', set);
    await setCeilings({ messagesPerMinute: 100, modelUsdPerMonth: 50 });
    const inForce = { messages_per_minute: 100, model_usd_per_month: 50 };
    expect((await south.ask('GET', '/settings/rate_limiting')).json).toMatchObject({
      effective: inForce,
      stored: set,
    });
    expect((await south.ask('GET', '/settings')).json).toMatchObject({
      effective: { rate_limiting: inForce },
    });
    // A field that is not asked for is not in the way.
    const patched = await south.ask('PATCH', '/settings/rate_limiting', {
      messages_per_minute: 10,
    });
    expect([patched.status, patched.json['effective']]).toEqual([
      200,
      { messages_per_minute: 10, model_usd_per_month: 50 },
    ]);
  });
});

import { anApi, mistakes } from './harness.ts';

const ceilings = { messagesPerMinute: 1_000, modelUsdPerMonth: 500 };

describe('an agency', () => {
  it('sets no limit of its own above what the platform allows', async () => {
    const { south } = await anApi({ ceilings });
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
    const { south } = await anApi({ ceilings });
    const set = { messages_per_minute: 1_000, model_usd_per_month: 500 };
    expect((await south.ask('PUT', '/settings/rate_limiting', set)).status).toBe(200);
  });
});

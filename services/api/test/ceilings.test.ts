import { day } from '#shared/domain/instant.ts';
import { someCeilings } from '#shared/testing/builders.ts';
import { anApi, bookTrip, mistakes } from './harness.ts';
import { booking } from './requests.ts';

const ceilings = someCeilings();

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
    await setCeilings(someCeilings({ messagesPerMinute: 100, modelUsdPerMonth: 50 }));
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
      { messages_per_minute: 10, model_usd_per_month: 50, notices_per_day: 1000 },
    ]);
  });
});

describe('what the operator bounds', () => {
  const another = (n: number) => ({
    whatsapp: `+54 9 11 5555 010${n}`,
    flightNumber: `BA82${n}`,
    reference: `LOC-${n}`,
  });

  it('refuses a trip too many by name, writes nothing, and frees itself within a day', async () => {
    const { south, north, setCeilings, advance } = await anApi();
    await setCeilings(someCeilings({ tripsPerDay: 2 }));
    await bookTrip(south, another(1));
    await bookTrip(south, another(2));
    const refused = await south.ask('POST', '/trips', booking(another(3)));
    expect([refused.status, refused.json, refused.headers.get('retry-after')]).toMatchObject([
      429,
      { type: '/docs#over-ceiling', ceiling: 'trips_per_day', limit: 2 },
      '3600',
    ]);
    expect((await south.ask('GET', '/contacts?name=ana')).json['items']).toHaveLength(2);
    // A repetition writes nothing, and another agency has a ceiling of its own.
    expect((await south.ask('POST', '/trips', booking(another(2)))).status).toBe(200);
    await bookTrip(north);
    advance(day);
    await bookTrip(south, another(3));
  });

  it('counts a flight where an edit follows another one too, and no flight twice', async () => {
    const { south, setCeilings } = await anApi();
    await setCeilings(someCeilings({ flightsPerDay: 2 }));
    const trip = await bookTrip(south, another(1));
    const edit = (flightNumber: string) => south.ask('PATCH', `/trips/${trip}`, { flightNumber });
    const statuses = [];
    for (const flight of ['BA822', 'BA821', 'BA823']) statuses.push((await edit(flight)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await south.ask('GET', `/trips/${trip}`)).json).toMatchObject({
      flightNumber: 'BA821',
      revision: 3,
    });
  });

  it('is for one agency what the operator says, and never more than for all', async () => {
    const { south, operate, setCeilings } = await anApi();
    await setCeilings(someCeilings({ tripsPerDay: 2 }));
    const limits = async (tripsPerDay: number | null) =>
      operate('PATCH', `/operator/agencies/${south.id}`, { limits: { tripsPerDay } });
    expect((await limits(1)).json).toMatchObject({
      limits: { tripsPerDay: 1, flightsPerDay: null, storageMb: null },
    });
    await bookTrip(south, another(1));
    const refused = await south.ask('POST', '/trips', booking(another(2)));
    expect(refused.json['limit']).toBe(1);
    await limits(5);
    await bookTrip(south, another(2));
    const atAll = await south.ask('POST', '/trips', booking(another(3)));
    expect(atAll.json['limit']).toBe(2);
  });
});

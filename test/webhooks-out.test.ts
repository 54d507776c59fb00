import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { type Api, anApi, bookTrip, mistakes } from '#services/api/test/harness.ts';
import { createDeliver } from '#services/deliveries/deliver.ts';
import { createWebhookPoster } from '#shared/adapters/webhooks/poster.ts';
import { systemClock } from '#shared/composition/system.ts';
import { day, hour, minute, second } from '#shared/domain/instant.ts';
import { definitionOf } from '#shared/events/catalogue.ts';
import { publicEvents } from '#shared/events/public-events.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { receiveWebhooks } from '../docs/examples/receive-webhook.ts';

/** A system of an agency: what it got, and what it answers next (200 by default). */
const aSystem = async () => {
  const got: { id: string; headers: Record<string, string>; body: string }[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      got.push({ id: headers['webhook-id'] ?? '', headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/events`, got, answers, close };
};

const poster = createWebhookPoster({ networks: ['127.0.0.1'] });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const system of open.splice(0)) await system.close();
});

/** An API with a webhook of an agency, and what delivers to it. */
const aWebhook = async (events: readonly string[] = ['trip.booked']) => {
  const api = await anApi({ webhookTargets: poster });
  const system = await aSystem();
  open.push(system);
  const log = new RecordingLog();
  const { store, dependencies, south } = api;
  const deliver = createDeliver({
    deliveries: store.webhookDeliveries,
    poster,
    clock: dependencies.clock,
    wallClock: systemClock,
    ids: { chance: () => 0 },
    log,
  });
  /** Tries all that is due now. */
  const run = async (): Promise<void> => {
    const due = await store.webhookDeliveries.due(dependencies.clock.now(), 1_000);
    const agencies = Map.groupBy(due, ({ agencyId }) => agencyId);
    for (const [agencyId, all] of agencies)
      await deliver(agencyId, { ids: all.map(({ id }) => id) });
  };
  const input = { name: 'back office', url: system.url, events };
  const { json, status } = await south.ask('POST', '/webhooks', input);
  if (status !== 201) throw new Error('no webhook');
  const path = `/webhooks/${json['id']}`;
  const secret = String(json['secret']);
  const deliveries = async () => {
    const { items } = (await south.ask('GET', `${path}/deliveries`)).json;
    return items as readonly Record<string, unknown>[]; // by its schema
  };
  const read = async () => {
    const { items } = (await south.ask('GET', '/webhooks')).json;
    return (items as readonly Record<string, unknown>[])[0];
  };
  return { ...api, system, deliver, run, path, secret, deliveries, read, log, id: json['id'] };
};

/** Another traveller's booking. */
const another = (n: number) => ({
  clientName: `Eva ${'x'.repeat(n + 1)}`,
  whatsapp: `+54 9 11 5555 01${String(n + 10)}`,
  reference: `R${n}`,
});

/** Tries what is due, and moves the clock, until so long has passed. */
const runFor = async (
  { run, advance }: { run(): Promise<void>; advance: Api['advance'] },
  ms: number,
  step = hour,
): Promise<void> => {
  for (let passed = 0; passed < ms; passed += step) {
    await run();
    advance(step);
  }
  await run();
};

describe('a webhook of an agency', () => {
  it('gets the events that it asked for, signed, with ids and facts alone', async () => {
    const { south, north, system, run, secret, deliveries } = await aWebhook();
    const tripId = await bookTrip(south);
    await bookTrip(north);
    await south.ask('DELETE', `/trips/${tripId}`);
    await run();
    expect(system.got).toHaveLength(1);
    const [{ headers, body, id } = { headers: {}, body: '', id: '' }] = system.got;
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: 'trip.booked',
      timestamp: expect.stringMatching(/Z$/),
      data: expect.objectContaining({ tripId, flightKey: expect.any(String) }),
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(body).not.toMatch(/Ana|\+54|whatsapp/i);
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        eventId: id,
        type: 'trip.booked',
        state: 'delivered',
        nextTryAt: null,
        tries: [expect.objectContaining({ status: 200, error: null })],
      }),
    ]);
  });

  it('hears of nothing that was rolled back, and once where three workers try', async () => {
    const { south, system, run, deliveries } = await aWebhook();
    expect((await south.ask('POST', '/trips', { clientName: 'X' })).status).toBe(422);
    expect(await deliveries()).toEqual([]);
    await bookTrip(south);
    await Promise.all([run(), run(), run()]);
    expect(system.got).toHaveLength(1);
  });

  it('is tried again with the same id until it takes the event', async () => {
    const { south, system, run, advance, deliveries, read, secret } = await aWebhook();
    system.answers.push(500, 404);
    await bookTrip(south);
    await run();
    expect(await read()).toMatchObject({ failingSince: expect.any(String), isOn: true });
    await run();
    expect(system.got).toHaveLength(1);
    advance(5 * second);
    await run();
    advance(minute);
    await run();
    expect(new Set(system.got.map(({ id }) => id)).size).toBe(1);
    expect(
      system.got.map(({ body, headers }) => new Webhook(secret).verify(body, headers)),
    ).toHaveLength(3);
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: 'delivered' });
    expect(delivery?.['tries']).toEqual(
      [500, 404, 200].map((status) => expect.objectContaining({ status })),
    );
    expect(await read()).toMatchObject({ failingSince: null });
  });

  it('is tried again after a worker has died with it in hand', async () => {
    const { south, system, run, advance, store, dependencies, deliveries } = await aWebhook();
    await bookTrip(south);
    const now = dependencies.clock.now();
    const ids = (await store.webhookDeliveries.due(now, 10)).map(({ id }) => id);
    const [claimed] = await store.webhookDeliveries.claim(south.id, { ids }, now);
    await run();
    expect(system.got).toEqual([]);
    advance(minute);
    await run();
    expect(system.got).toHaveLength(1);
    // The dead one wakes up late: its word counts for nothing.
    const late = await store.webhookDeliveries.settle(south.id, {
      id: claimed?.id ?? '',
      leaseUntil: claimed?.leaseUntil ?? '',
      attempt: { at: now, ms: 1, status: 500, error: 'http' },
      nextTryAt: null,
      isGone: false,
      now: dependencies.clock.now(),
    });
    expect(late).toBe(false);
    expect(await deliveries()).toEqual([expect.objectContaining({ state: 'delivered' })]);
  });

  it('that takes nothing for three days is switched off, and its agency told', async () => {
    const hook = await aWebhook(['trip.booked', 'trip.cancelled']);
    const { south, system, deliveries, read, path, run } = hook;
    system.answers.push(...Array.from({ length: 100 }, () => 500));
    await bookTrip(south);
    await runFor(hook, 2 * day);
    expect(await read()).toMatchObject({ isOn: true });
    await bookTrip(south, another(1));
    await runFor(hook, day + hour);
    expect(await read()).toMatchObject({ isOn: false, offBecause: 'failing' });
    expect((await deliveries()).map(({ state }) => state)).toEqual(['dropped', 'failed']);
    const tasks = (await south.ask('GET', '/tasks?state=open')).json['items'];
    expect(tasks).toEqual([
      expect.objectContaining({ state: 'open', severity: 'normal', reason: 'failing' }),
    ]);
    const incidents = (await south.ask('GET', '/incidents')).json['items'];
    expect(incidents).toEqual([
      expect.objectContaining({ kind: 'agency', kinds: ['webhook_off'] }),
    ]);
    // Turned on again it begins anew, and the task closes itself.
    const refused = await south.ask('POST', `${path}/test`);
    expect([refused.status, refused.json['type']]).toEqual([409, '/docs#webhook-off']);
    system.answers.length = 0;
    expect((await south.ask('PATCH', path, { isOn: true })).json).toMatchObject({ isOn: true });
    expect((await south.ask('GET', '/tasks?state=open')).json['items']).toEqual([]);
    const before = system.got.length;
    await bookTrip(south, { ...another(2), departure: '2027-03-09T16:20' });
    await run();
    expect(system.got).toHaveLength(before + 1);
  });

  it('that says that it is gone is switched off at once', async () => {
    const { south, system, run, read } = await aWebhook();
    system.answers.push(410);
    await bookTrip(south);
    await run();
    expect(await read()).toMatchObject({ isOn: false, offBecause: 'gone' });
  });

  it('gets ten at a time; one that fails gets one, and those that wait lose no try', async () => {
    const { south, store, dependencies, advance, system, run, deliveries } = await aWebhook();
    for (let n = 0; n < 12; n += 1) await bookTrip(south, another(n));
    const claim = async () => {
      const now = dependencies.clock.now();
      const ids = (await store.webhookDeliveries.due(now, 100)).map(({ id }) => id);
      return store.webhookDeliveries.claim(south.id, { ids }, now);
    };
    expect(await claim()).toHaveLength(10);
    // Whoever claimed them died. The next ten fail, and so it is ailing.
    advance(minute);
    system.answers.push(...Array.from({ length: 10 }, () => 500));
    await run();
    expect(system.got).toHaveLength(10);
    advance(10 * second);
    expect(await claim()).toHaveLength(1);
    const tries = (await deliveries()).map((each) => Object(each['tries']).length);
    expect(tries.toSorted()).toEqual([0, 0, ...Array.from({ length: 10 }, () => 1)]);
  });

  it('is resent what it had, and tried out', async () => {
    const { south, system, run, deliveries, path, advance } = await aWebhook();
    await bookTrip(south);
    await run();
    const [delivery] = await deliveries();
    advance(31 * minute);
    const resent = await south.ask('POST', `${path}/deliveries/${delivery?.['id']}/resend`);
    expect([resent.status, resent.json['state']]).toEqual([202, 'pending']);
    expect((await south.ask('POST', `${path}/test`)).status).toBe(202);
    await run();
    expect(system.got.map(({ body }) => Reflect.get(JSON.parse(body), 'type'))).toEqual(
      expect.arrayContaining(['trip.booked', 'trip.booked', 'webhook.test']),
    );
    expect(system.got[1]?.id === system.got[0]?.id || system.got[2]?.id === system.got[0]?.id).toBe(
      true,
    );
  });

  it('has its secret replaced with an overlap, and shown once', async () => {
    const { south, system, run, path, secret, advance } = await aWebhook();
    const rotated = await south.ask('POST', `${path}/rotate`, { graceHours: 24 });
    const next = String(rotated.json['secret']);
    expect(next).toMatch(/^whsec_/);
    expect(next).not.toBe(secret);
    await bookTrip(south);
    await run();
    advance(25 * hour);
    await bookTrip(south, another(1));
    await run();
    const [during, after] = system.got;
    if (!during || !after) throw new Error('nothing came');
    for (const each of [secret, next])
      expect(new Webhook(each).verify(during.body, during.headers)).toBeDefined();
    expect(new Webhook(next).verify(after.body, after.headers)).toBeDefined();
    expect(() => new Webhook(secret).verify(after.body, after.headers)).toThrow();
    expect((await south.ask('GET', '/webhooks')).text).not.toContain('whsec_');
  });

  it('waits while its agency is suspended', async () => {
    const { south, operate, system, run, advance } = await aWebhook();
    await bookTrip(south);
    await operate('PATCH', `/operator/agencies/${south.id}`, { suspendedBecause: 'unpaid' });
    await run();
    expect(system.got).toEqual([]);
    await operate('PATCH', `/operator/agencies/${south.id}`, { suspendedBecause: null });
    advance(hour);
    await run();
    expect(system.got).toHaveLength(1);
  });

  it('keeps address and secret sealed, and its agency’s own', async () => {
    const { tablesWith, secret, system, north, path, deliveries, south, id } = await aWebhook();
    expect(await tablesWith(secret)).toEqual([]);
    expect(await tablesWith(system.url)).toEqual([]);
    await bookTrip(south);
    const [delivery] = await deliveries();
    expect((await north.ask('GET', '/webhooks')).json).toEqual({ items: [] });
    for (const [method, rest, body] of [
      ['PATCH', '', { isOn: false }],
      ['DELETE', '', undefined],
      ['POST', '/rotate', {}],
      ['POST', '/test', undefined],
      ['GET', '/deliveries', undefined],
      ['POST', `/deliveries/${delivery?.['id']}/resend`, undefined],
    ] as const)
      expect((await north.ask(method, path + rest, body)).status).toBe(404);
    expect((await south.ask('DELETE', path)).status).toBe(204);
    expect((await south.ask('GET', `/webhooks/${id}/deliveries`)).status).toBe(404);
  });

  it('is refused where it leads inside, names nothing, or asks for unknown events', async () => {
    const { south } = await anApi({ webhookTargets: createWebhookPoster({ networks: [] }) });
    const ask = async (input: object) =>
      mistakes(
        await south.ask('POST', '/webhooks', { name: 'x', events: ['trip.booked'], ...input }),
      );
    expect(await ask({ url: 'https://169.254.169.254/latest' })).toEqual(['#/url private_address']);
    expect(await ask({ url: 'https://[::1]/' })).toEqual(['#/url private_address']);
    expect(await ask({ url: 'http://8.8.8.8/' })).toEqual(['#/url not_https']);
    expect(await ask({ url: 'https://a:b@8.8.8.8/' })).toEqual(['#/url not_plain']);
    expect(await ask({ url: 'https://8.8.8.8/', events: ['trip.bookingReceived'] })).toEqual([
      '#/events/0 invalid_value',
    ]);
    for (let n = 0; n < 20; n += 1) expect(await ask({ url: 'https://8.8.8.8/' })).toEqual([]);
    const last = await south.ask('POST', '/webhooks', {
      name: 'x',
      url: 'https://8.8.8.8/',
      events: ['trip.booked'],
    });
    expect([last.status, last.json['type']]).toEqual([409, '/docs#too-many-webhooks']);
  });
});

describe('the page about webhooks', () => {
  const page = readFileSync('docs/webhooks.md', 'utf8');

  it('shows a receiver that takes what is signed, each once, and refuses the rest', async () => {
    const shown = readFileSync('docs/examples/receive-webhook.ts', 'utf8').trim();
    expect(page).toContain(`\n\`\`\`ts\n${shown}\n\`\`\`\n`);
    const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`;
    const taken: string[] = [];
    const server = receiveWebhooks(secret, ({ type, data }) => taken.push(`${type} ${data['n']}`));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push({
      close: () =>
        new Promise((done) => {
          server.close(() => done());
          server.closeAllConnections();
        }),
    });
    const { port } = server.address() as AddressInfo; // a TCP server has one
    const send = async (body: string, signedBy = secret, at = new Date()) => {
      const answer = await poster.post({
        url: `http://127.0.0.1:${port}/`,
        body,
        headers: {
          'webhook-id': 'one',
          'webhook-timestamp': String(Math.floor(at.getTime() / second)),
          'webhook-signature': new Webhook(signedBy).sign('one', at, body),
        },
      });
      return answer.status;
    };
    const body = JSON.stringify({ type: 'trip.booked', timestamp: '', data: { n: 1 } });
    expect(await send(body)).toBe(204);
    expect(await send(body)).toBe(204);
    const another = `whsec_${Buffer.from('another secret').toString('base64')}`;
    expect(await send(body, another)).toBe(401);
    expect(await send(body, secret, new Date(Date.now() - hour))).toBe(401);
    expect(taken).toEqual(['trip.booked 1']);
  });

  it.each(Object.entries(publicEvents))('lists %s with what %s says of it', (name, event) => {
    const { description = '' } = definitionOf(event) ?? {};
    const link = `[${event}](events.md#${event.toLowerCase()})`;
    expect(page).toContain(`| \`${name}\` | ${description} | ${link} |`);
  });
});

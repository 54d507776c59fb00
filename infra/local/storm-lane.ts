import { createHash } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { type Checks, expectThat, until } from './checks.ts';
import type { Emulator } from './emulators.ts';
import { openMinistackDeployment } from './ministack-deployment.ts';
import { bookOverBus, sentTypes } from './trips.ts';
import type { World } from './world.ts';

const messages = 2_000;
const stoppedMs = 60_000;
/** As many as Twilio has open at once to one receiver, roughly. */
const concurrent = 50;

const sidOf = (index: number): string =>
  `SM${createHash('md5').update(`storm ${index}`).digest('hex')}`;

/** Copies a message that was sent, so that the ledger holds as many as a storm sends. */
const copySentMessages = (world: World, tripId: string) =>
  world.rows<{ id: string; provider_id: string }>(
    `insert into bauhaus.notifications_log overriding system value
     select (jsonb_populate_record(n, jsonb_build_object(
       'id', gen_random_uuid(), 'seq', 1000000 + i, 'effect_key', n.effect_key || '#' || i,
       'idempotency_hash', left(md5(i::text), 16), 'episode', i,
       'provider_id', ($2::text[])[i], 'provider_status', 'sent'))).*
       from bauhaus.notifications_log n, generate_series(1, $3) i
      where n.id = (select id from bauhaus.notifications_log
                     where trip_id = $1 and delivery_status = 'SENT' limit 1)
     returning id, provider_id`,
    tripId,
    Array.from({ length: messages }, (_, index) => sidOf(index)),
    messages,
  );

/** Turns the function of webhooks off or on, as a deployment that went wrong would. */
const setWebhooksFunction = async ({ url }: Emulator, enabled: boolean): Promise<number> => {
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request',
    'content-type': 'application/json',
  };
  const path = `${url}/2015-03-31/event-source-mappings`;
  const list: unknown = await (await fetch(`${path}/`, { headers })).json();
  const mappings: unknown = Reflect.get(Object(list), 'EventSourceMappings');
  const own = (Array.isArray(mappings) ? mappings : []).filter((mapping: unknown) =>
    String(Reflect.get(Object(mapping), 'FunctionArn')).endsWith('-webhooks'),
  );
  for (const mapping of own)
    await fetch(`${path}/${String(Reflect.get(Object(mapping), 'UUID'))}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ Enabled: enabled }),
    });
  return own.length;
};

/** Runs work over all items, some at a time; returns how long each took, in ms, ascending. */
const timed = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<readonly number[]> => {
  const waiting = [...items];
  const took: number[] = [];
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const startedAt = performance.now();
      await work(item);
      took.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
  return took.sort((a, b) => a - b);
};

/**
 * A storm: two thousand messages are reported as delivered while the function that takes reports is
 * off for a minute. Every report is answered at once, none is lost.
 */
export const stormLane = async (
  checks: Checks,
  emulator: Emulator,
  world: World,
  cache: string,
): Promise<void> => {
  const { check } = checks;
  const { cloud, start } = openMinistackDeployment(emulator, world, cache, {
    functionTimeoutSeconds: 10,
    retryBaseSeconds: 1,
  });
  let ledger: readonly { readonly id: string; readonly provider_id: string }[] = [];
  const delivered = async (): Promise<number> => {
    const [row] = await world.rows<{ count: number }>(
      `select count(*)::int as count from bauhaus.notifications_log
        where id = any ($1) and provider_status = 'delivered'`,
      ledger.map(({ id }) => id),
    );
    return row?.count ?? 0;
  };

  await check('the deployment is there, with a trip and two thousand messages', async () => {
    await start();
    const { trip } = await bookOverBus(world, cloud);
    await until('it is settled', async () => (await sentTypes(world, trip)).length > 0);
    ledger = await copySentMessages(world, trip.id);
    expectThat(ledger.length === messages, `${ledger.length} messages were made`);
  });

  await check('every report is answered while the function that takes them is off', async () => {
    expectThat(ledger.length === messages, 'there are no messages, as an earlier check failed');
    expectThat(
      (await setWebhooksFunction(emulator, false)) === 2,
      'its two mappings are not there',
    );
    const offAt = Date.now();
    const took = await timed(ledger, async ({ id, provider_id: sid }) => {
      const url = `${world.publicServer.url}/webhooks/twilio/status/${id}`;
      const form = { MessageSid: sid, MessageStatus: 'delivered', AccountSid: world.accountSid };
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': getExpectedTwilioSignature(world.authToken, url, form),
        },
        body: new URLSearchParams(form).toString(),
      });
      expectThat(response.status === 204, `a report was answered with ${response.status}`);
    });
    const p95 = Math.round(took[Math.floor(took.length * 0.95)] ?? 0);
    process.stdout.write(`          ${took.length} answered, p95 ${p95} ms\n`);
    await new Promise((done) => setTimeout(done, Math.max(0, offAt + stoppedMs - Date.now())));
    expectThat((await delivered()) === 0, 'some were taken: the check proves nothing');
  });

  await check('none is lost once the function is back', async () => {
    await setWebhooksFunction(emulator, true);
    const startedAt = Date.now();
    await until('all are delivered', async () => (await delivered()) === messages, 300);
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
    process.stdout.write(`          ${messages} taken in ${seconds} s\n`);
    expectThat(
      (await cloud.messageCounts('callbacks-dead-letters')).visible === 0,
      'some were given up',
    );
  });
};

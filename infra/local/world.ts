import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { createAeroApiSimulator } from '#local/simulators/aeroapi/simulator.ts';
import { serve } from '#local/simulators/serve.ts';
import { ourContents } from '#local/simulators/twilio/our-contents.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { hashApiKey } from '#services/api/api-key.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';

type Fetch = (request: Request) => Promise<Response> | Response;

/** An HTTP server on a loopback port whose handler a test may replace. */
export interface LoopbackServer {
  readonly url: string;
  /** Replaces the handler. */
  use(handler: Fetch): void;
  close(): Promise<void>;
}

const openServer = (initialHandler: Fetch): Promise<LoopbackServer> =>
  new Promise((resolve, reject) => {
    let handler = initialHandler;
    const server = createAdaptorServer({ fetch: (request) => handler(request) });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}`,
        use: (next) => {
          handler = next;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
  });

const clock: Clock = { now: () => instant(Date.now()) };
const accountSid = `AC${'5'.repeat(32)}`;
const authToken = 'the-auth-token-of-the-simulated-account';
const sender = '+5491155550000';
const jwtSecret = 'a-secret-for-this-machine-alone-0123456789';

/**
 * Starts the surroundings of a deployment on this machine: Postgres with the data API on an HTTP
 * port, the simulators of WhatsApp and AeroAPI, one agency, and a public address whose handler is
 * to be set to the deployed API (`publicServer.use`).
 */
export const openWorld = async (cache: string) => {
  const dataDir = join(cache, 'postgres');
  await rm(dataDir, { recursive: true, force: true });
  const postgres = await startEmbeddedPostgres({
    dataDir,
    settings: ['fsync=off', 'full_page_writes=off'],
  });
  await migrate({ url: postgres.url });
  const agency = {
    id: randomUUID(),
    name: 'Viajes del Sur',
    sender,
    emergencyPhone: null,
    settings: { quiet_hours: { start: '00:00', end: '00:00' } },
  };
  const apiKey = `bt_${randomUUID()}`;
  await provisionAgency(postgres.url, { ...agency, keyHash: hashApiKey(apiKey) });
  const rpcPool = createRpcPool({ url: postgres.url, max: 10 });
  const rpc = createRpcFetch({ pool: rpcPool, jwtSecret });
  const answerRpc: Fetch = async (request) => {
    const response = await rpc(request);
    // That response is read within the process and cannot be passed to an HTTP server.
    return new Response(await response.text(), {
      status: response.status,
      headers: response.headers,
    });
  };
  const database = await openServer(answerRpc);
  const publicServer = await openServer(() => new Response('not yet', { status: 503 }));

  const aero = createAeroApiSimulator({ clock });
  const twilio = createTwilioSimulator({
    clock,
    accountSid,
    authToken,
    webhookUrl: `${publicServer.url}/webhooks/twilio`,
  });
  twilio.preload(ourContents());
  const aeroServed = await serve(aero.app, 0);
  const twilioServed = await serve(twilio.app, 0);
  const client = new pg.Pool({ connectionString: postgres.url, max: 4 });
  // When Postgres stops it closes connections that the pool still holds; unhandled, that throws.
  client.on('error', () => undefined);

  return {
    agency: { ...agency, apiKey },
    aero,
    twilio,
    accountSid,
    authToken,
    publicServer,
    /** Serves more on a port of its own. */
    serve: openServer,
    database: { ...database, answer: answerRpc },
    /** The values of each secret, by service and variable. */
    credentials: {
      supabase: {
        SUPABASE_URL: database.url,
        SUPABASE_KEY: 'local',
        SUPABASE_JWT_SECRET: jwtSecret,
      },
      twilio: {
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_AUTH_TOKEN: authToken,
        TWILIO_WHATSAPP_FROM: sender,
        TWILIO_BASE_URL: twilioServed.url,
      },
      aeroapi: { AEROAPI_KEY: 'local', AEROAPI_BASE_URL: aeroServed.url },
      webhooks: { AEROAPI_WEBHOOK_TOKEN: 'an-unguessable-token' },
    },
    /** Reads the database as its administrator. */
    rows: async <R extends pg.QueryResultRow>(sql: string, ...values: unknown[]): Promise<R[]> =>
      (await client.query<R>(sql, values)).rows,
    /** The messages that a traveller was sent, oldest first. */
    messagesTo: (phone: string) =>
      twilio
        .messages()
        .filter(({ to, direction }) => direction === 'outbound-api' && to.endsWith(phone)),
    async close() {
      twilio.close();
      aero.stop();
      await Promise.all([
        database.close(),
        publicServer.close(),
        aeroServed.close(),
        twilioServed.close(),
      ]);
      await Promise.all([client.end(), rpcPool.end()]);
      await postgres.stop();
    },
  };
};
/** The surroundings of a deployment. */
export type World = Awaited<ReturnType<typeof openWorld>>;

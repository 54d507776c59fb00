import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { type Engine, startEngine } from '#local/engine/engine.ts';
import { installEngine, subscribe } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import { engineWork } from '#local/engine/tasks.ts';
import { startHttpServer } from '#local/http-server.ts';
import { composeApi } from '#services/api/compose.ts';
import { connections } from '#services/connections/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { createPlatform } from '#shared/composition/platform.ts';
import { systemClock, systemIds } from '#shared/composition/system.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Log } from '#shared/ports/log.ts';
import type { MessageSender, OutgoingMessage } from '#shared/ports/message-sender.ts';
import { noMeter } from '#shared/ports/meter.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { testSealing } from '#shared/testing/sealing.ts';

/** An agency of the bench; each has its own number, as WhatsApp allows 80 messages/s for one. */
export interface BenchAgency {
  readonly id: string;
  readonly sender: string;
}

/** The system under load, with its measurements. */
export interface Harness {
  readonly pool: pg.Pool;
  readonly desk: TripDesk & JourneyDesk;
  readonly store: SupabaseStore;
  readonly sender: MessageSender;
  readonly agencies: readonly BenchAgency[];
  /** By phone: when (performance.now) the latest request went to the provider's client. */
  readonly issuedAt: ReadonlyMap<string, number>;
  counts(): {
    readonly sent: number;
    readonly calls: Readonly<Record<string, number>>;
    readonly turns: Readonly<Record<string, number>>;
    /** The maxima of simultaneous requests to the provider and of simultaneous turns. */
    readonly maxRequests: number;
    readonly maxTurns: number;
  };
  resetCounts(): void;
  /** Processor time used so far, in milliseconds. */
  cpu(): Promise<{ readonly node: number; readonly postgres: number; readonly provider: number }>;
  emit(events: readonly AnyEvent[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

const agencyCount = 50;
const accountSid = `AC${'7'.repeat(32)}`;
/** +999 is assigned to no country, so these numbers belong to nobody. */
const senderOf = (n: number): string => `+9990000${String(n).padStart(5, '0')}`;

const startProvider = async (
  authToken: string,
): Promise<{ readonly url: string; readonly process: ChildProcess }> => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'whatsapp-process.ts'), accountSid, authToken],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  process.once('exit', () => child.kill('SIGTERM'));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', () => reject(new Error('the provider did not start')));
  });
  return { url, process: child };
};

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;
const statOf = async (pid: number): Promise<readonly string[]> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).replace(/^.*\) /s, '').split(' ');
/** Processor time in ms of a process and the children it has waited for. */
const cpuOf = async (pid: number): Promise<number> => {
  const fields = await statOf(pid);
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs;
};
const cpuWithChildren = async (parent: number): Promise<number> => {
  let sum = await cpuOf(parent);
  for (const name of await readdir('/proc').catch(() => [])) {
    if (/^\d+$/.test(name) && Number((await statOf(Number(name)))[1]) === parent)
      sum += await cpuOf(Number(name));
  }
  return sum;
};

/** Builds the system on a Postgres of its own, with durability on, over the given flights. */
export const createHarness = async (flights: FlightData): Promise<Harness> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: directory });
  await migrate({ url: postgres.url });
  const issuedAt = new Map<string, number>();
  const calls: Record<string, number> = {};
  const turns: Record<string, number> = {};
  let sent = 0;
  let requestCount = 0;
  let maxRequests = 0;
  let turnCount = 0;
  let maxTurns = 0;
  let engine: Engine | null = null;

  const ignore = () => undefined;
  const printWarning: Log['warn'] = (message, fields) =>
    void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
  const log: Log = {
    debug: ignore,
    info: (message, fields) => {
      const agent = fields?.agent;
      if (message === 'turn' && typeof agent === 'string') turns[agent] = (turns[agent] ?? 0) + 1;
    },
    warn: printWarning,
    error: printWarning,
  };
  const pool = enginePool(postgres.url, log, 8);
  await installEngine(pool);
  await subscribe(pool, ['flight-tracker', 'notifications']);

  const agencies: BenchAgency[] = [];
  for (let n = 0; n < agencyCount; n += 1) {
    const agency = { id: randomUUID(), sender: senderOf(n) };
    await provisionAgency(postgres.url, {
      ...agency,
      name: `Bench ${n}`,
      emergencyPhone: null,
      settings: {
        rate_limiting: { messages_per_minute: 100_000 },
        quiet_hours: { start: '00:00', end: '00:00' },
      },
    });
    agencies.push(agency);
  }

  const authToken = randomBytes(16).toString('hex');
  const provider = await startProvider(authToken);
  const httpServer = await startHttpServer('127.0.0.1', 0);
  const publicBaseUrl = `http://127.0.0.1:${httpServer.port}`;
  const jwtSecret = randomBytes(32).toString('hex');
  const rpcPool = createRpcPool({ url: postgres.url, max: 8 });
  const rpcFetch = createRpcFetch({ pool: rpcPool, jwtSecret });
  const countingFetch: typeof fetch = async (input, init) => {
    const name = String(input instanceof Request ? input.url : input).split('/rpc/')[1] ?? '?';
    calls[name] = (calls[name] ?? 0) + 1;
    return rpcFetch(input, init);
  };
  const access = {
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: countingFetch,
  };
  const sealing = testSealing(access);
  const store = createSupabaseStore({ ...access, sealing });
  const platform = createPlatform({
    clock: systemClock,
    ids: systemIds,
    log,
    meter: noMeter,
    store,
    documents: createMemoryDocumentStore(),
    documentLinks: null,
    access: {
      aeroApi: null,
      alertToken: null,
      operatorKeyHash: null,
      operatorUsers: [],
      webhookNetworks: [],
      twilio: {
        accountSid,
        authToken,
        baseUrl: provider.url,
        publicBaseUrl,
        tokens: [authToken],
        others: [],
        voiceNumbers: {},
      },
      languageModel: null,
      links: { secret: 'unused', publicBaseUrl },
    },
  });
  const whatsapp = composeWhatsApp(platform);
  const sender: MessageSender = {
    ...whatsapp.sender,
    send: async (message: OutgoingMessage) => {
      issuedAt.set(message.to, performance.now());
      requestCount += 1;
      maxRequests = Math.max(maxRequests, requestCount);
      const outcome = await whatsapp.sender.send(message);
      requestCount -= 1;
      if (outcome.kind === 'accepted') sent += 1;
      return outcome;
    },
  };

  const agents = [
    anyAgent(createFlightTracker({ flights })),
    anyAgent(createNotifications({ templates: whatsapp.templates })),
    anyAgent(connections),
  ];
  const kernel = createKernel({
    store,
    sender,
    bus: { transactional: true, publish: async () => undefined },
    timers: { set: async () => undefined, clear: async () => undefined },
    clock: systemClock,
    ids: systemIds,
    log,
    agents,
  });
  httpServer.use(
    composeApi(platform, {
      identity: { verify: async () => null, issue: null },
      staffMail: null,
      push: null,
      flights: null,
      replayTrips: () => [],
    }).fetch,
  );

  return {
    pool,
    desk: store,
    store,
    sender,
    agencies,
    issuedAt,
    counts: () => ({ sent, calls: { ...calls }, turns: { ...turns }, maxRequests, maxTurns }),
    resetCounts: () => {
      sent = 0;
      maxRequests = 0;
      maxTurns = 0;
      for (const name of Object.keys(calls)) delete calls[name];
      for (const name of Object.keys(turns)) delete turns[name];
    },
    cpu: async () => {
      const { user, system } = process.cpuUsage();
      return {
        node: (user + system) / 1_000,
        postgres: await cpuWithChildren(postgres.pid),
        provider: await cpuOf(provider.process.pid ?? 0),
      };
    },
    emit: async (events) => {
      // In one statement, as the tracker's commit does for the followers of a flight.
      await pool.query(
        `insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
         select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e,
                (e ->> 'time')::timestamptz
           from jsonb_array_elements($1::jsonb) e`,
        [JSON.stringify(events)],
      );
    },
    start: async () => {
      const work = engineWork(kernel, agents, async () => null);
      const receive: typeof work.receive = async (...turn) => {
        turnCount += 1;
        maxTurns = Math.max(maxTurns, turnCount);
        try {
          return await work.receive(...turn);
        } finally {
          turnCount -= 1;
        }
      };
      engine = await startEngine({
        pool,
        work: { ...work, receive },
        sealing,
        ids: systemIds,
        log,
        speed: 1,
      });
    },
    stop: async () => {
      await engine?.stop();
      engine = null;
    },
    close: async () => {
      await engine?.stop();
      provider.process.kill('SIGTERM');
      await httpServer.close();
      closeConnections();
      await Promise.all([pool.end(), rpcPool.end()]);
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

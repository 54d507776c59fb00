import { randomBytes, randomUUID } from 'node:crypto';
import { startEngine } from '#local/engine/engine.ts';
import { installEngine, reschedule, subscribe } from '#local/engine/install.ts';
import { startClock } from '#local/engine/persisted-clock.ts';
import { enginePool } from '#local/engine/pool.ts';
import { engineWork } from '#local/engine/tasks.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { Log } from '#shared/ports/log.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { createBenchFlights } from '../throughput/flights.ts';
import { openProvider } from './provider.ts';
import type { WorkerSettings } from './workload.ts';

const ignore = () => undefined;
const printWarning: Log['warn'] = (message, fields) =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
const log: Log = { debug: ignore, info: ignore, warn: printWarning, error: printWarning };
const ids = { random: randomUUID, chance: Math.random };
const turnConnections = 16;

/** Opens the store on a database; `close` ends its connections. */
export const openStore = (
  databaseUrl: string,
): { readonly store: SupabaseStore; readonly sealing: Sealing; close(): Promise<void> } => {
  const jwtSecret = randomBytes(32).toString('hex');
  const pool = createRpcPool({ url: databaseUrl, max: turnConnections });
  const access = {
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool, jwtSecret }),
  };
  const sealing = testSealing(access);
  return {
    store: createSupabaseStore({ ...access, sealing }),
    sealing,
    close: () => pool.end(),
  };
};

/** Runs the workload on this system as `npm start` composes it, without its HTTP edge. */
export const runOurs = async (settings: WorkerSettings): Promise<void> => {
  const pool = enginePool(settings.databaseUrl, log);
  await installEngine(pool);
  await subscribe(pool, ['flight-tracker', 'notifications']);
  const clock = await startClock(pool, { speed: settings.speed, log });
  if (clock.hasJumped) await reschedule(pool);
  const { templates, sender } = await openProvider(settings, clock);
  const { store, sealing } = openStore(settings.databaseUrl);
  const agents = [
    anyAgent(createFlightTracker({ flights: createBenchFlights(settings.departure) })),
    anyAgent(createNotifications({ templates })),
  ];
  const kernel = createKernel({
    store,
    sender,
    bus: { transactional: true, publish: async () => undefined },
    timers: { set: async () => undefined, clear: async () => undefined },
    clock,
    ids,
    log,
    agents,
  });
  await startEngine({
    pool,
    work: engineWork(kernel, agents, async () => null),
    sealing,
    ids,
    log,
    speed: settings.speed,
  });
};

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createApi } from '#services/api/app.ts';
import type { DependencyHealth } from '#services/api/dependencies.ts';
import { createIntake } from '#services/api/intake.ts';
import { standardLimits } from '#services/api/limits.ts';
import { createConcierge } from '#services/concierge/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { createBreakers } from '#shared/actor/breakers.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { createDiskDocumentStore } from '#shared/adapters/disk/document-store.ts';
import { openLanguageModel } from '#shared/adapters/openai/open-language-model.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { isAuthentic, parseInbound, parseStatus } from '#shared/adapters/twilio/webhooks.ts';
import type { Configuration } from '#shared/config.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Places } from '#shared/ports/places.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { installEngine, reschedule, subscribe } from './engine/install.ts';
import { startClock } from './engine/persisted-clock.ts';
import { enginePool } from './engine/pool.ts';
import { startRetentionJob } from './engine/retention-job.ts';
import { engineWork } from './engine/tasks.ts';
import { createEventsEndpoint } from './events-endpoint.ts';
import { withExpectedFlights } from './expected-flights.ts';
import { type Flights, openFlights } from './flights.ts';
import type { Handler } from './http-server.ts';
import { persistedSecret } from './persisted-secret.ts';
import { createPhonePage } from './phone/phone-page.ts';
import { phonePeople } from './phone-people.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { openWhatsApp, type WhatsApp } from './whatsapp.ts';

/** What the whole system on one machine is made of, besides its configuration. */
export interface SystemOptions {
  readonly configuration: Configuration;
  /** A migrated database; its user may do everything there. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly localUrl: string;
  readonly speed: number;
  readonly log: Log;
}

/** The whole system, ready to run. */
export interface System {
  readonly handle: Handler;
  readonly desk: TripDesk;
  readonly places: Places;
  readonly flights: Flights;
  readonly whatsapp: WhatsApp;
  readonly clock: VirtualClock;
  /** Begins to do what is due. The webhooks must be reachable by then. */
  run(): Promise<Engine>;
  /** Finishes what is under way and lets go of everything, the engine included. */
  stop(): Promise<void>;
}

/** Connections for turns and requests; Postgres does the same work with fewer of them on a small machine. */
const turnConnections = 16;
const ids: Ids = { random: randomUUID, chance: Math.random };

/** Puts the system together: ports to adapters, agents to the kernel, the kernel to the engine, and the HTTP edge in front. */
export const composeSystem = async (options: SystemOptions): Promise<System> => {
  const { configuration, databaseUrl, dataDir, localUrl, speed, log } = options;
  const pool = enginePool(databaseUrl, log);
  await installEngine(pool);
  const clock = await startClock(pool, { speed, log });

  // Tokens never leave this process: a secret of its own is as good as any.
  const jwtSecret = randomBytes(32).toString('hex');
  const turns = createRpcPool({ url: databaseUrl, max: turnConnections });
  const store = createSupabaseStore({
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool: turns, jwtSecret }),
  });

  const breakers = createBreakers({ stored: store.breakers, clock, log });

  // The simulator posts its webhooks over this machine only, wherever the internet may reach us.
  const publicBaseUrl = configuration.twilio ? (configuration.publicBaseUrl ?? localUrl) : localUrl;
  const whatsapp = await openWhatsApp({
    configuration,
    publicBaseUrl,
    dataDir,
    breaker: breakers.of('twilio'),
    clock,
    log,
  });
  const flights = await openFlights({
    configuration,
    localUrl,
    dataDir,
    clock,
    log,
    speed,
    snapshots: store,
    breaker: breakers.of('aeroapi'),
    pool,
  });
  const desk = flights.expected ? withExpectedFlights(store, flights.expected) : store;

  const linkSecret =
    configuration.linkSecret ??
    (await persistedSecret(join(dataDir, 'link-secret'), () => randomBytes(32).toString('hex')));
  const documents = createDiskDocumentStore({
    folder: join(dataDir, 'documents'),
    secret: linkSecret,
    publicBaseUrl,
  });
  const { model, embedder } = openLanguageModel({
    configuration: configuration.languageModel,
    spend: store.modelSpend,
    breaker: breakers.of('openai'),
    clock,
    log,
  });
  const agents = [
    createFlightTracker({ flights: flights.data, alerts: flights.alerts }),
    createNotifications({ templates: whatsapp.templates }),
    createItinerary({ places: store.places, model, embedder }),
    createConcierge({
      trips: store,
      documents,
      media: whatsapp.media,
      model,
      places: store.places,
      itineraryLinks: { secret: linkSecret, publicBaseUrl },
    }),
  ];
  await subscribe(
    pool,
    agents.map((agent) => agent.name),
  );
  if (clock.jumped) await reschedule(pool);
  let engine: Engine | null = null;
  const kernel = createKernel({
    store,
    sender: whatsapp.sender,
    // The commit itself has made the jobs, those of timers included (engine/schema.sql).
    bus: { transactional: true, publish: async () => undefined },
    timers: {
      set: async ({ due }) => engine?.lookIn(clock.realMsUntil(due)),
      clear: async () => undefined,
    },
    clock,
    ids,
    log,
    agents,
  });
  const intake = createIntake({ desk, clock, log });

  const simulated = (real: boolean): DependencyHealth => ({ state: real ? 'up' : 'simulated' });
  const api = createApi({
    desk,
    clock,
    ids,
    log,
    twilio: {
      publicBaseUrl,
      isAuthentic: (request) => isAuthentic({ ...request, tokens: whatsapp.tokens }),
      parseInbound,
      parseStatus,
    },
    places: store.places,
    itineraries: store,
    linkSecret,
    conversations: store,
    documents,
    documentLinks: documents,
    deliveryReport: store.deliveryReport,
    limits: standardLimits,
    alerts: { token: flights.webhookToken, parse: parseAlertPush },
    health: async () => ({
      database: await desk.ping().then(
        (): DependencyHealth => ({ state: 'up' }),
        (): DependencyHealth => ({ state: 'down', detail: 'does not answer' }),
      ),
      engine: { state: engine === null ? 'down' : 'up' },
      flights: simulated(configuration.aeroApi !== null),
      whatsapp: simulated(configuration.twilio !== null),
    }),
    breakers: breakers.states,
  });
  api.route(
    '/',
    createEventsEndpoint({
      desk,
      publish: async (event) => {
        await engine?.publish(event);
      },
    }),
  );
  const phone = whatsapp.simulator
    ? createPhonePage({
        twilio: whatsapp.simulator,
        clock,
        speed,
        people: phonePeople(pool, clock),
      })
    : null;
  const retention = startRetentionJob({ store, clock, log });

  return {
    desk,
    places: store.places,
    flights,
    whatsapp,
    clock,
    handle: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/')
        return new Response(null, {
          status: 302,
          headers: { location: phone ? '/phone' : '/docs' },
        });
      return phone && /^\/phone(\/|$)/.test(pathname) ? phone.fetch(request) : api.fetch(request);
    },
    run: async () => {
      engine = await startEngine({
        pool,
        work: engineWork(kernel, agents, intake),
        ids,
        log,
        speed,
      });
      flights.run();
      return engine;
    },
    stop: async () => {
      await retention.stop();
      await engine?.stop();
      await whatsapp.close();
      await flights.close();
      await clock.stop();
      await Promise.all([turns.end(), pool.end()]);
    },
  };
};

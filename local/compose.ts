import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';
import { askBy } from '#services/api/ask-which-agency.ts';
import { composeApi } from '#services/api/compose.ts';
import type { DependencyHealth } from '#services/api/dependencies.ts';
import { createImportIntake, importStores } from '#services/api/import/import-intake.ts';
import { createIntake } from '#services/api/intake.ts';
import type { Route } from '#services/api/route.ts';
import { changeStreamRoutes } from '#services/api/routes/change-stream.ts';
import { failingNumberRoutes, sandboxRoutes } from '#services/api/routes/sandbox.ts';
import { composeConcierge } from '#services/concierge/compose.ts';
import { connections } from '#services/connections/agent.ts';
import { composeDeliver } from '#services/deliveries/compose.ts';
import { composeDutyDesk } from '#services/duty-desk/compose.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { composeItinerary } from '#services/itinerary/compose.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { replayTrips } from '#services/notifications/domain/replay/replay-trips.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { createDiskDocumentStore } from '#shared/adapters/disk/document-store.ts';
import { createJwksIdentity } from '#shared/adapters/identity/jwks-identity.ts';
import { requarantine } from '#shared/adapters/postgres/requarantine.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createKeyStore } from '#shared/adapters/sealing/key-store.ts';
import { createSealing, type Sealing } from '#shared/adapters/sealing/sealing.ts';
import { createRpc } from '#shared/adapters/supabase/rpc.ts';
import { sealClearRows } from '#shared/adapters/supabase/seal-rows.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { clientAddress, trustedProxies } from '#shared/client-address.ts';
import { composeFlights } from '#shared/composition/flights.ts';
import { createPlatform } from '#shared/composition/platform.ts';
import { noStaffPush } from '#shared/composition/staff.ts';
import { composeStaffPush } from '#shared/composition/staff-push.ts';
import { systemIds } from '#shared/composition/system.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import type { Configuration } from '#shared/config.ts';
import { sendMonthlyReports } from '#shared/monthly-report/send.ts';
import type { Identity } from '#shared/ports/identity.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Members } from '#shared/ports/members.ts';
import { noMeter } from '#shared/ports/meter.ts';
import type { Places } from '#shared/ports/places.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { createConsolePages } from './console-pages.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { endFailedBookings } from './engine/failed-bookings.ts';
import { installEngine, reschedule, subscribe } from './engine/install.ts';
import { startClock } from './engine/persisted-clock.ts';
import { enginePool } from './engine/pool.ts';
import { startRetentionJob } from './engine/retention-job.ts';
import { engineWork } from './engine/tasks.ts';
import { waitingQueues } from './engine/waiting-queues.ts';
import { eventsEndpoint } from './events-endpoint.ts';
import { withExpectedFlights } from './expected-flights.ts';
import { type FlightService, openFlightService } from './flights.ts';
import type { Handler } from './http-server.ts';
import { openKeyFile } from './key-file.ts';
import { localOperator, openLocalIdentity } from './local-identity.ts';
import { guardLocalPages } from './local-pages.ts';
import { type MailService, openMailService } from './mail.ts';
import { createMailboxPage } from './mailbox/mailbox-page.ts';
import { persistedSecret } from './persisted-secret.ts';
import { createPhonePage } from './phone/phone-page.ts';
import { phoneFlights, phonePeople } from './phone-people.ts';
import type { OperatorIssuer } from './sign-in-link.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { openWhatsAppService, type WhatsAppService } from './whatsapp.ts';

/** The settings of the whole system on one machine. */
export interface SystemOptions {
  readonly configuration: Configuration;
  /** A migrated database, with a user that owns it. */
  readonly databaseUrl: string;
  /** The same database, with a user that can become the roles of requests. */
  readonly requestsUrl: string;
  readonly dataDir: string;
  /** The URL of this server on this machine. */
  readonly localUrl: string;
  /** How many times faster than real time the agents' time runs. */
  readonly speed: number;
  readonly log: Log;
}

/** The whole system, ready to run. */
export interface System {
  readonly handle: Handler;
  /** Opens the phone page and the mailbox over the network. */
  readonly phoneToken: string;
  readonly desk: TripDesk & JourneyDesk;
  readonly members: Members;
  readonly identity: Identity & Partial<OperatorIssuer>;
  readonly places: Places;
  readonly flights: FlightService;
  readonly whatsapp: WhatsAppService;
  readonly mail: MailService;
  readonly clock: VirtualClock;
  /** Starts the engine; `handle` must be served by then, since webhooks may come at once. */
  run(): Promise<Engine>;
  /** Finishes the work in flight and closes everything, the engine included. */
  stop(): Promise<void>;
}

/** The peer that the HTTP server gives to the API with each request; null for calls from inside. */
const peerOf = (bindings: unknown): string | null =>
  z.object({ peer: z.string() }).safeParse(bindings).data?.peer ?? null;

/** The routes of what is simulated here, and only of that. */
const sandboxRoutesOf = (
  { sandbox }: Pick<FlightService, 'sandbox'>,
  { failingNumbers }: Pick<WhatsAppService, 'failingNumbers'>,
): readonly Route[] => [
  ...(sandbox ? sandboxRoutes(sandbox) : []),
  ...(failingNumbers.length > 0 ? failingNumberRoutes(failingNumbers) : []),
];

/** Database connections for turns and requests; more do not make a small machine faster. */
const turnConnections = 16;

/** Before anything asks for rows by sealed numbers, which find no clear ones. */
const sealEarlierRows = async (pool: pg.Pool, sealing: Sealing): Promise<void> => {
  const client = await pool.connect();
  try {
    await sealClearRows(client, sealing);
  } finally {
    client.release();
  }
};

/** Composes the system: adapters behind ports, agents in the kernel, the engine, and HTTP. */
export const composeSystem = async (options: SystemOptions): Promise<System> => {
  const { configuration, databaseUrl, requestsUrl, dataDir, localUrl, speed, log } = options;
  const pool = enginePool(databaseUrl, log);
  // Before anything is written: a lost key must end the start.
  const keyring = await openKeyFile(join(dataDir, 'sealing-key'), pool);
  await installEngine(pool);
  const clock = await startClock(pool, { speed, log });

  // Its tokens never leave this process.
  const jwtSecret = randomBytes(32).toString('hex');
  const turns = createRpcPool({ url: requestsUrl, max: turnConnections });
  const access = {
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool: turns, jwtSecret }),
  };
  const sealing = createSealing({ store: createKeyStore(createRpc(access)), keyring });
  await sealEarlierRows(pool, sealing);
  const data = createSupabaseStore({
    ...access,
    sealing,
    reportDamage: (damage) => log.error('what is stored cannot be opened', damage),
  });

  // The simulator can post its webhooks to this machine only, whatever the public URL is.
  const publicBaseUrl = configuration.twilio ? (configuration.publicBaseUrl ?? localUrl) : localUrl;
  const services = { configuration, dataDir, clock };
  const whatsapp = await openWhatsAppService({ ...services, publicBaseUrl });
  const flights = await openFlightService({ ...services, localUrl, speed, pool });
  const mail = await openMailService(services);
  const linkSecret =
    configuration.linkSecret ??
    (await persistedSecret(join(dataDir, 'link-secret'), () => randomBytes(32).toString('hex')));
  const pushSecret =
    configuration.pushSecret ??
    (await persistedSecret(join(dataDir, 'push-secret'), () => randomBytes(32).toString('hex')));
  const links = { secret: linkSecret, publicBaseUrl };
  const documents = createDiskDocumentStore({
    folder: join(dataDir, 'documents'),
    clock,
    sealing,
    ...links,
  });
  const platform = createPlatform({
    clock,
    ids: systemIds,
    log,
    meter: noMeter,
    store: flights.expected ? withExpectedFlights(data, flights.expected) : data,
    documents,
    documentLinks: documents,
    access: {
      aeroApi: flights.access.aeroApi,
      alertToken: flights.access.alertToken,
      twilio: whatsapp.access.twilio,
      languageModel: configuration.languageModel,
      operatorKeyHash: configuration.operatorKeyHash,
      operatorUsers: [
        ...(configuration.signIn ? [] : [localOperator]),
        ...configuration.operatorUsers,
      ],
      webhookNetworks: configuration.webhookNetworks,
      links,
    },
  });
  const { store, ids } = platform;
  const { sender, templates, mayCall } = composeWhatsApp(platform);
  const push = composeStaffPush(platform, {
    secret: pushSecret,
    mailFrom: configuration.mail.from,
  });
  const looks = composeFlights(platform);
  const agents = [
    anyAgent(createFlightTracker(looks)),
    anyAgent(createNotifications({ templates })),
    anyAgent(connections),
    anyAgent(composeItinerary(platform)),
    anyAgent(composeConcierge(platform)),
    anyAgent(
      composeDutyDesk(platform, {
        templates,
        mayCall,
        mail: mail.mail,
        push: push?.staff ?? noStaffPush,
      }),
    ),
  ];
  await subscribe(
    pool,
    agents.map((agent) => agent.name),
  );
  if (clock.hasJumped) await reschedule(pool);
  let engine: Engine | null = null;
  const kernel = createKernel({
    store,
    sender,
    // Commits make the jobs of events and timers (engine/schema.sql).
    bus: { transactional: true, publish: async () => undefined },
    timers: {
      set: async ({ due }) => engine?.pollAfter(clock.realMsUntil(due)),
      clear: async () => undefined,
    },
    clock,
    ids,
    log,
    agents,
  });
  const intake = createIntake({ desk: store, clock, log });
  const deliver = composeDeliver(platform);
  const workOnImport = createImportIntake({
    ...platform,
    ...importStores(store),
    flights: looks.flights,
  });

  const healthOf = (isReal: boolean): DependencyHealth => ({ state: isReal ? 'up' : 'simulated' });
  const proxies = trustedProxies(configuration.trustedProxies);
  const { signIn } = configuration;
  const identity: System['identity'] = signIn
    ? createJwksIdentity(signIn.url)
    : await openLocalIdentity(join(dataDir, 'identity-key'));
  const consoleUrl = `${publicBaseUrl}/console`;
  const api = composeApi(platform, {
    ask: askBy(sender, platform),
    identity,
    staffMail: mail.mail,
    push,
    replayTrips,
    templateStates: templates,
    queues: () => waitingQueues(pool, clock.now(), speed),
    putBack: async (agent) => (await requarantine({ url: databaseUrl, agent })).length,
    flights: looks.flights,
    health: () => ({
      engine: { state: engine === null ? 'down' : 'up' },
      flights: healthOf(configuration.aeroApi !== null),
      whatsapp: healthOf(configuration.twilio !== null),
    }),
    addressOf: (c) => {
      const peer = peerOf(c.env);
      return peer && clientAddress(peer, c.req.header('x-forwarded-for') ?? null, proxies);
    },
    moreRoutes: [
      ...sandboxRoutesOf(flights, whatsapp),
      ...changeStreamRoutes({
        changes: store.changes,
        desk: store,
        sessions: store.sessions,
        clock,
        pause: (ms) => setTimeout(ms, undefined, { ref: false }),
      }),
      eventsEndpoint({
        publish: async (event) => {
          await engine?.publish(event);
        },
      }),
    ],
  });
  const phonePage = whatsapp.simulator
    ? createPhonePage({
        twilio: whatsapp.simulator,
        clock,
        speed,
        people: phonePeople(pool, clock, sealing),
        failingNumbers: whatsapp.failingNumbers,
        world: flights.sandbox && {
          sandbox: flights.sandbox,
          flightsOf: phoneFlights(pool, clock, sealing),
        },
      })
    : null;
  // Whoever reads it is every traveller: over the network only with the token that was printed.
  const phoneToken = await persistedSecret(join(dataDir, 'phone-page-token'), () =>
    randomBytes(24).toString('base64url'),
  );
  const phone = phonePage && guardLocalPages(phonePage, phoneToken);
  const consolePages = createConsolePages({ identity: signIn, phonePage: phone && '/phone' });
  const mailbox =
    mail.mailbox &&
    guardLocalPages(createMailboxPage({ mails: mail.mailbox, clock }), phoneToken, '/mailbox');
  const retention = startRetentionJob({
    store,
    documents,
    mostMonths: configuration.mostRetentionMonths,
    clock,
    log,
    endBookings: () => endFailedBookings(pool),
  });

  return {
    desk: store,
    members: store.members,
    identity,
    places: store.places,
    flights,
    whatsapp,
    mail,
    clock,
    phoneToken,
    handle: (request, peer) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/')
        return new Response(null, {
          status: 302,
          headers: { location: phone ? '/phone' : '/docs' },
        });
      if (/^\/console(\/|$)/.test(pathname)) return consolePages(request, peer);
      if (mailbox && /^\/mailbox(\/|$)/.test(pathname)) return mailbox(request, peer);
      return phone && /^\/phone(\/|$)/.test(pathname)
        ? phone(request, peer)
        : api.fetch(request, { peer });
    },
    run: async () => {
      engine = await startEngine({
        pool,
        work: engineWork(kernel, agents, intake, {
          deliver: (agencyId, id) => deliver(agencyId, { ids: [id] }),
          workOnImport,
        }),
        sealing,
        ids,
        log,
        speed,
        timetable: [
          {
            name: 'monthly-reports',
            times: '* * * * *',
            run: async () => {
              await sendMonthlyReports({ store, mail: mail.mail, consoleUrl, clock, log });
            },
          },
        ],
      });
      flights.run();
      return engine;
    },
    stop: async () => {
      await retention.stop();
      await engine?.stop();
      await whatsapp.close();
      await mail.close();
      await flights.close();
      await clock.stop();
      await Promise.all([turns.end(), pool.end()]);
    },
  };
};

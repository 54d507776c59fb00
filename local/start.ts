import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { provideCeilings } from '#shared/adapters/postgres/provision.ts';
import { trustedProxies } from '#shared/client-address.ts';
import { type Configuration, readConfiguration } from '#shared/config.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { keepAddress } from './address.ts';
import { banner } from './banner.ts';
import { composeSystem, type System } from './compose.ts';
import { keepConsoleLink } from './console-link.ts';
import { consoleLog } from './console-log.ts';
import { prepareDataDir } from './data-dir.ts';
import { type DemoAgency, provideDemoAgency, suspendDemoAgency } from './demo.ts';
import { fileDemoDocuments } from './demo-documents.ts';
import { bookDemoJourneys, roundToFiveMinutes } from './demo-journeys.ts';
import { provideDemoPlaces } from './demo-places.ts';
import { writeDemoWords } from './demo-words.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { acquireSingletonLock } from './engine/singleton-lock.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { startHttpServer } from './http-server.ts';
import { openRequestsLogin } from './requests-login.ts';
import { demoOwnerLink, operatorLink } from './sign-in-link.ts';
import { isRealTime } from './virtual-clock.ts';

/** What must be closed at the end, in the opposite order. */
const resources: { readonly name: string; close(): Promise<void> }[] = [];
const closeAtEnd = <T>(name: string, resource: T, close: (resource: T) => Promise<void>): T => {
  resources.push({ name, close: () => close(resource) });
  return resource;
};
/** After a failure. */
const closeTimeoutMs = 10_000;
const closeAll = async (): Promise<void> => {
  for (let resource = resources.pop(); resource; resource = resources.pop()) {
    const { name } = resource;
    await resource
      .close()
      .catch((error: unknown) =>
        process.stderr.write(`${name} did not stop cleanly: ${firstLine(error)}\n`),
      );
  }
};

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n', 1)[0] ?? error.name) : String(error);
const showProgress = (line: string): void => void process.stdout.write(`  ${line}\n`);

const environment = (): Configuration => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfiguration(process.env);
};

const isThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Refuses a speed other than 1 with real services, which run in real time. */
const checkSpeed = (flags: Flags, configuration: Configuration): void => {
  const realServices = [
    configuration.twilio && !configuration.twilio.baseUrl ? 'Twilio' : null,
    configuration.aeroApi && !isThisMachine(configuration.aeroApi.baseUrl) ? 'AeroAPI' : null,
    configuration.mail.smtpUrl && !isThisMachine(configuration.mail.smtpUrl) ? 'mail' : null,
  ].filter((name) => name !== null);
  if (flags.speed !== 1 && realServices.length > 0)
    throw new ConfigurationError(
      '--speed works with simulators only: ' +
        `${realServices.join(' and ')} would still run in real time`,
    );
};

const openDatabase = async (
  configuration: Configuration,
  dataDir: string,
): Promise<{ readonly url: string; readonly label: string; readonly isOurs: boolean }> => {
  if (configuration.databaseUrl !== null) {
    const { host, pathname } = new URL(configuration.databaseUrl);
    return { url: configuration.databaseUrl, label: `${host}${pathname}`, isOurs: false };
  }
  const home = join(dataDir, 'postgres');
  showProgress(
    existsSync(join(home, 'password'))
      ? 'Starting Postgres …'
      : 'Setting up Postgres for the first time …',
  );
  try {
    const postgres = closeAtEnd(
      'Postgres',
      await startEmbeddedPostgres({ dataDir: home }),
      (server) => server.stop(),
    );
    return { url: postgres.url, label: `embedded Postgres in ${home}`, isOurs: true };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('another process'))
      throw new ConfigurationError(error.message, { cause: error });
    throw error;
  }
};

/** The demo agency, where no message reaches a real phone. A stand-in for Twilio is for tests. */
const openDemoAgency = async (
  configuration: Configuration,
  dataDir: string,
  databaseUrl: string,
): Promise<DemoAgency | null> => {
  const { twilio } = configuration;
  if (twilio === null || twilio.baseUrl !== null)
    return provideDemoAgency({ dataDir, databaseUrl, sender: twilio?.from ?? null });
  await suspendDemoAgency(databaseUrl);
  return null;
};

/** Books the demo journeys and files their documents; returns how many journeys were booked. */
const startDemo = async (
  system: System,
  agency: DemoAgency | null,
  isEnabled: boolean,
): Promise<number> => {
  const { flights, whatsapp, desk, clock } = system;
  const { expected, sandbox } = flights;
  // Invented phone numbers and flights must never reach a real service.
  if (
    !isEnabled ||
    agency === null ||
    whatsapp.simulator === null ||
    expected === null ||
    sandbox === null
  )
    return 0;
  await provideDemoPlaces(system.places, agency.id);
  const { booked, withDocuments } = await bookDemoJourneys({
    desk,
    flights: expected,
    sandbox,
    clock,
    agencyId: agency.id,
  });
  await fileDemoDocuments({
    handle: system.handle,
    apiKey: agency.apiKey,
    trips: withDocuments,
    now: clock.now(),
  });
  return booked;
};

/** Starts everything; `ended` resolves with the reason when the system cannot continue. */
const start = async (flags: Flags): Promise<{ readonly ended: Promise<string> }> => {
  const startedAt = performance.now();
  const configuration = environment();
  checkSpeed(flags, configuration);
  const log = consoleLog(configuration.logLevel ?? 'WARN');
  const dataDir = await prepareDataDir(configuration.dataDir);
  const server = closeAtEnd(
    'the HTTP server',
    await startHttpServer(
      configuration.host,
      flags.port ?? configuration.port,
      trustedProxies(configuration.trustedProxies).trusts,
    ),
    (http) => http.close(),
  );
  const host = ['127.0.0.1', '0.0.0.0', '::'].includes(configuration.host)
    ? 'localhost'
    : configuration.host;
  const url = `http://${host}:${server.port}`;
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(configuration.host);

  const database = await openDatabase(configuration, dataDir);
  const lock = closeAtEnd('the lock', await acquireSingletonLock(database.url), (held) =>
    held.release(),
  );
  showProgress('Bringing the database up to date …');
  await migrate({ url: database.url });
  await provideCeilings(database.url, configuration.ceilings);
  const agency = await openDemoAgency(configuration, dataDir, database.url);
  // The users of a database of one's own are its operator's to make.
  const requestsUrl = database.isOurs ? await openRequestsLogin(database.url) : database.url;
  showProgress('Starting the agents …');
  const system = closeAtEnd(
    'the engine',
    await composeSystem({
      configuration,
      databaseUrl: database.url,
      requestsUrl,
      dataDir,
      localUrl: `http://127.0.0.1:${server.port}`,
      speed: flags.speed,
      log,
    }),
    (running) => running.stop(),
  );
  server.use(system.handle);
  // Before the agents work on it, which would make the bookings wait.
  const signIn = agency && (await demoOwnerLink({ ...system, url }, agency.id));
  const demoJourneys = await startDemo(system, agency, flags.demo);
  const engine = await system.run();
  if (agency && demoJourneys > 0 && system.whatsapp.simulator)
    writeDemoWords(system.whatsapp.simulator, agency.sender);
  await keepAddress(dataDir, url);
  const consoleLink = signIn === null ? null : await keepConsoleLink(dataDir, signIn);
  const operator = await operatorLink({ ...system, url });

  const { clock } = system;
  const departure = roundToFiveMinutes(plus(clock.now(), 5 * hour));
  const departureDate = localDate(departure, 'Europe/Madrid');
  const departureTime = localClock(departure, 'Europe/Madrid');
  const { languageModel } = configuration;
  const shownToken = isLocal ? '' : `?token=${system.phoneToken}`;
  const smtp = configuration.mail.smtpUrl;
  process.stdout.write(
    banner(
      {
        url,
        phoneUrl: `${url}/phone${shownToken}`,
        mailboxUrl: system.mail.mailbox && `${url}/mailbox${shownToken}`,
        agency,
        consoleLink,
        operatorLink:
          operator === null ? null : await keepConsoleLink(dataDir, operator, 'operator-link'),
        services: {
          database: database.label,
          flights: configuration.aeroApi ? configuration.aeroApi.baseUrl : null,
          whatsapp: configuration.twilio
            ? (configuration.twilio.baseUrl ?? `Twilio, from ${configuration.twilio.from}`)
            : null,
          mail: smtp && new URL(smtp).host,
          model: languageModel && `${languageModel.model}, ${languageModel.baseUrl ?? 'OpenAI'}`,
        },
        time: { now: clock.now(), speed: flags.speed, isReal: isRealTime(clock.line) },
        exampleDeparture: `${departureDate}T${departureTime}`,
        demoJourneys,
        startedInMs: performance.now() - startedAt,
        notes: isLocal ? [] : [`listening on ${configuration.host}: the network can reach this`],
      },
      process.stdout.isTTY === true,
    ),
  );
  return {
    ended: Promise.race([
      lock.lost.then(() => 'the database was lost'),
      engine.ended.then(() => 'the engine ended'),
    ]),
  };
};

let isStopping = false;

/** Closes everything at the first signal and exits at once at the second. */
const stopOnSignals = (): void => {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    isStopping = true;
    process.stdout.write('\n  Stopping … (once more to stop at once)\n');
    closeAll().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
};

const fail = async (error: unknown): Promise<never> => {
  const text =
    error instanceof ConfigurationError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`\n${text}\n`);
  // What failed may never close; work that is cut off continues from the database.
  setTimeout(() => process.exit(1), closeTimeoutMs);
  await closeAll();
  process.exit(1);
};

const main = async (): Promise<void> => {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  stopOnSignals();
  const { ended } = await start(flags);
  const reason = await ended;
  if (!isStopping) throw new ConfigurationError(`${reason}: start again, it goes on from here`);
};

main().catch(fail);

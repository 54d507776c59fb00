import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { type Configuration, readConfiguration } from '#shared/config.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { banner } from './banner.ts';
import { composeSystem, type System } from './compose.ts';
import { consoleLog } from './console-log.ts';
import { prepareDataDir } from './data-dir.ts';
import { bookDemoTrips, type DemoAgency, provideDemoAgency, roundToFiveMinutes } from './demo.ts';
import { fileDemoDocuments } from './demo-documents.ts';
import { provideDemoPlaces } from './demo-places.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { acquireSingletonLock } from './engine/singleton-lock.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { startHttpServer } from './http-server.ts';
import { isRealTime } from './virtual-clock.ts';

/** Things that were opened, to be closed in the opposite order. */
const closers: { readonly name: string; close(): Promise<void> }[] = [];
const opened = <T>(name: string, thing: T, close: (thing: T) => Promise<void>): T => {
  closers.push({ name, close: () => close(thing) });
  return thing;
};
/** After a failure. */
const closesWithinMs = 10_000;
const closeAll = async (): Promise<void> => {
  for (let next = closers.pop(); next; next = closers.pop()) {
    const { name } = next;
    await next
      .close()
      .catch((error: unknown) =>
        process.stderr.write(`${name} did not stop cleanly: ${inOneLine(error)}\n`),
      );
  }
};

const inOneLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n', 1)[0] ?? error.name) : String(error);
const progress = (line: string): void => void process.stdout.write(`  ${line}\n`);

const environment = (): Configuration => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfiguration(process.env);
};

const isThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Simulators may run at any speed; the world does not. */
const checkSpeed = (flags: Flags, configuration: Configuration): void => {
  const real = [
    configuration.twilio && !configuration.twilio.baseUrl ? 'Twilio' : null,
    configuration.aeroApi && !isThisMachine(configuration.aeroApi.baseUrl) ? 'AeroAPI' : null,
  ].filter((name) => name !== null);
  if (flags.speed !== 1 && real.length > 0)
    throw new ConfigurationError(
      `--speed works with simulators only: ${real.join(' and ')} would still live in real time`,
    );
};

const openDatabase = async (
  configuration: Configuration,
  dataDir: string,
): Promise<{ readonly url: string; readonly shown: string }> => {
  if (configuration.databaseUrl !== null) {
    const { host, pathname } = new URL(configuration.databaseUrl);
    return { url: configuration.databaseUrl, shown: `${host}${pathname}` };
  }
  const home = join(dataDir, 'postgres');
  progress(
    existsSync(join(home, 'password'))
      ? 'Starting Postgres …'
      : 'Setting up Postgres for the first time …',
  );
  try {
    const postgres = opened('Postgres', await startEmbeddedPostgres({ dataDir: home }), (server) =>
      server.stop(),
    );
    return { url: postgres.url, shown: `embedded Postgres in ${home}` };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('another process'))
      throw new ConfigurationError(error.message, { cause: error });
    throw error;
  }
};

/** Answers how many trips were booked. */
const startDemo = async (system: System, agency: DemoAgency, wanted: boolean): Promise<number> => {
  const { flights, whatsapp, desk, clock } = system;
  // Invented numbers are never written to in earnest, and invented flights never looked up.
  if (!wanted || whatsapp.simulator === null || flights.expected === null) return 0;
  await provideDemoPlaces(system.places, agency.id);
  const trips = await bookDemoTrips({
    desk,
    flights: flights.expected,
    clock,
    agencyId: agency.id,
  });
  await fileDemoDocuments({
    handle: system.handle,
    apiKey: agency.apiKey,
    trips,
    now: clock.now(),
  });
  return trips.length;
};

/** Starts everything; what it answers settles when the system cannot go on. */
const start = async (flags: Flags): Promise<{ readonly ended: Promise<string> }> => {
  const startedAt = performance.now();
  const configuration = environment();
  checkSpeed(flags, configuration);
  const log = consoleLog(configuration.logLevel ?? 'WARN');
  const dataDir = await prepareDataDir(configuration.dataDir);
  const door = opened(
    'the HTTP server',
    await startHttpServer(configuration.host, flags.port ?? configuration.port),
    (d) => d.close(),
  );
  const host = ['127.0.0.1', '0.0.0.0', '::'].includes(configuration.host)
    ? 'localhost'
    : configuration.host;
  const shownUrl = `http://${host}:${door.port}`;

  const database = await openDatabase(configuration, dataDir);
  const singleton = opened('the lock', await acquireSingletonLock(database.url), (lock) =>
    lock.release(),
  );
  progress('Bringing the database up to date …');
  await migrate({ url: database.url });
  const agency = await provideDemoAgency({
    dataDir,
    databaseUrl: database.url,
    sender: configuration.twilio?.from ?? null,
  });
  progress('Starting the agents …');
  const system = opened(
    'the engine',
    await composeSystem({
      configuration,
      databaseUrl: database.url,
      dataDir,
      localUrl: `http://127.0.0.1:${door.port}`,
      speed: flags.speed,
      log,
    }),
    (s) => s.stop(),
  );
  door.use(system.handle);
  const engine = await system.run();
  const demoTrips = await startDemo(system, agency, flags.demo);

  const { clock } = system;
  const departure = roundToFiveMinutes(plus(clock.now(), 5 * hour));
  process.stdout.write(
    banner(
      {
        url: shownUrl,
        agency,
        services: {
          database: database.shown,
          flights: configuration.aeroApi ? configuration.aeroApi.baseUrl : null,
          whatsapp: configuration.twilio
            ? (configuration.twilio.baseUrl ?? `Twilio, from ${configuration.twilio.from}`)
            : null,
          model:
            configuration.languageModel &&
            `${configuration.languageModel.model}, ${configuration.languageModel.baseUrl ?? 'OpenAI'}`,
        },
        time: { now: clock.now(), speed: flags.speed, isReal: isRealTime(clock.line) },
        exampleDeparture: `${localDate(departure, 'Europe/Madrid')}T${localClock(departure, 'Europe/Madrid')}`,
        demoTrips,
        startedInMs: performance.now() - startedAt,
        notes:
          configuration.host === '127.0.0.1'
            ? []
            : [`listening on ${configuration.host}: the network can reach this`],
      },
      process.stdout.isTTY === true,
    ),
  );
  return {
    ended: Promise.race([
      singleton.lost.then(() => 'the database was lost'),
      engine.ended.then(() => 'the engine ended'),
    ]),
  };
};

let stopping = false;

/** Ends the process as it should end; a second signal ends it at once. */
const stopOnSignals = (): void => {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping = true;
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
  // What failed may never close; whatever is cut off goes on from the database.
  setTimeout(() => process.exit(1), closesWithinMs);
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
  if (!stopping) throw new ConfigurationError(`${reason}: start again, it goes on from here`);
};

main().catch(fail);

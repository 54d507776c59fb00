import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hour, type Instant } from '#shared/domain/instant.ts';
import { followAgentsTime } from './agents-time.ts';
import { type Database, findDatabase } from './database.ts';
import { mountSmallDisk } from './disk.ts';
import { type FlightServer, startFlightServer } from './flight-server.ts';
import type { Random } from './random.ts';
import { type Service, startService } from './service.ts';
import { type RecordingProvider, startRecordingProvider } from './twilio.ts';

/** The real system in a directory of its own, and the simulated services around it. */
export interface Testbed {
  readonly dataDir: string;
  readonly service: Service;
  readonly database: Database;
  readonly flightServer: FlightServer;
  readonly provider: RecordingProvider;
  readonly departure: Instant;
  readonly apiKey: string;
  readonly webhookToken: string;
  /** Why there is no disk to fill; null: there is one. */
  readonly diskSkipped: string | null;
  /** Stops the service and removes everything. */
  close(): Promise<void>;
}

const webhookToken = 'a-token-of-the-chaos-run';
const diskMegabytes = 2_048;
/** The share of requests that get a fault, some of them after the message was accepted. */
const faultShare = 0.03;
const latencyMs = 20;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });

/** Lifts the agency's rate and quiet hours, which would only make the run longer. */
const liftLimits = async (url: string, apiKey: string): Promise<void> => {
  const settings = {
    rate_limiting: { messages_per_minute: 100_000 },
    quiet_hours: { start: '00:00', end: '00:00' },
  };
  for (const [key, value] of Object.entries(settings)) {
    const response = await fetch(`${url}/settings/${key}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    if (!response.ok) throw new Error(`the setting ${key} was refused with ${response.status}`);
  }
};

/** Sets everything up and waits until the service is ready for the first time. */
export const createTestbed = async (options: {
  readonly speed: number;
  readonly random: Random;
  readonly maxMessages: number;
  readonly disk: boolean;
}): Promise<Testbed> => {
  const { speed, random, maxMessages } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-chaos-'));
  await chmod(dataDir, 0o755);
  const disk = options.disk ? mountSmallDisk(dataDir, diskMegabytes) : { skipped: 'not requested' };
  const database = findDatabase(dataDir);
  const clock = followAgentsTime(database, speed);
  const departure = new Date(Math.ceil(Date.now() / hour) * hour + 44 * hour).toISOString();
  const flightServer = await startFlightServer(departure);
  const provider = await startRecordingProvider({
    clock,
    random,
    faultShare: () => faultShare,
    latencyMs,
    maxMessages,
  });
  const service = startService({
    port: await freePort(),
    speed,
    env: {
      PLATFORM_MESSAGES_PER_MINUTE: '100000',
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      DATA_DIR: dataDir,
      TWILIO_ACCOUNT_SID: provider.accountSid,
      TWILIO_AUTH_TOKEN: provider.authToken,
      TWILIO_WHATSAPP_FROM: '+5491155550000',
      TWILIO_BASE_URL: provider.url,
      AEROAPI_KEY: 'chaos',
      AEROAPI_BASE_URL: flightServer.url,
      AEROAPI_WEBHOOK_TOKEN: webhookToken,
    },
  });
  const close = async (): Promise<void> => {
    process.removeListener('exit', cleanUpOnExit);
    clock.stop();
    await service.stop();
    const postgres = await database.pid();
    if (postgres !== null) process.kill(postgres, 'SIGKILL');
    await provider.close();
    await flightServer.close();
    if ('unmount' in disk) disk.unmount();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  const cleanUpOnExit = (): void => {
    service.kill();
    if ('unmount' in disk) disk.unmount();
  };
  process.once('exit', cleanUpOnExit);
  try {
    // A service that exits on its first start would be restarted for ever.
    await Promise.race([
      service.ready(),
      service
        .nextUnexpectedExit()
        .then(({ lastLine }) =>
          Promise.reject(new Error(`the service does not start: ${lastLine}\n${service.tail()}`)),
        ),
    ]);
    const apiKey = (await readFile(join(dataDir, 'demo-api-key'), 'utf8')).trim();
    await liftLimits(service.url, apiKey);
    return {
      dataDir,
      service,
      database,
      flightServer,
      provider,
      departure,
      apiKey,
      webhookToken,
      diskSkipped: 'skipped' in disk ? disk.skipped : null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

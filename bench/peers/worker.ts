import { runBoss } from './boss.ts';
import { runGraphile } from './graphile.ts';
import { runOurs } from './ours.ts';
import type { WorkerSettings } from './workload.ts';

// Runs one contender in a process of its own, which the bench kills. Connections come from the
// environment, the contender's settings from the arguments.
const requireEnv = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
const settings: WorkerSettings = {
  databaseUrl: requireEnv('BENCH_DATABASE_URL'),
  twilioUrl: requireEnv('BENCH_TWILIO_URL'),
  accountSid: requireEnv('BENCH_ACCOUNT_SID'),
  authToken: requireEnv('BENCH_AUTH_TOKEN'),
  speed: Number(requireEnv('BENCH_SPEED')),
  departure: requireEnv('BENCH_DEPARTURE'),
};
const [kind, first = '', second = '', third = ''] = process.argv.slice(2);
switch (kind) {
  case 'graphile':
    await runGraphile(settings, {
      hasNamedQueues: first === 'named',
      localQueueSize: Number(second),
      concurrency: Number(third),
    });
    break;
  case 'boss':
    await runBoss(settings, {
      batchSize: Number(first),
      workers: Number(second),
      isBurst: third === 'burst',
    });
    break;
  default:
    await runOurs(settings);
}
process.stdout.write('ready\n');

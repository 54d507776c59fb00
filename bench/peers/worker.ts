import { runBoss } from './boss.ts';
import { runGraphile } from './graphile.ts';
import { runOurs } from './ours.ts';
import type { WorkerSettings } from './workload.ts';

// One contender at work in a process of its own, to be killed. Its surroundings come by the environment, its settings as arguments.
const read = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
const settings: WorkerSettings = {
  databaseUrl: read('BENCH_DATABASE_URL'),
  twilioUrl: read('BENCH_TWILIO_URL'),
  accountSid: read('BENCH_ACCOUNT_SID'),
  authToken: read('BENCH_AUTH_TOKEN'),
  speed: Number(read('BENCH_SPEED')),
  departure: read('BENCH_DEPARTURE'),
};
const [kind, first = '', second = '', third = ''] = process.argv.slice(2);
switch (kind) {
  case 'graphile':
    await runGraphile(settings, {
      namedQueues: first === 'named',
      localQueue: Number(second),
      concurrency: Number(third),
    });
    break;
  case 'boss':
    await runBoss(settings, {
      batchSize: Number(first),
      workers: Number(second),
      burst: third === 'burst',
    });
    break;
  default:
    await runOurs(settings);
}
process.stdout.write('ready\n');

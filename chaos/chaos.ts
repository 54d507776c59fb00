import { parseArgs } from 'node:util';
import { printChaos } from './print.ts';
import { runChaos } from './run.ts';

const usage = `npm run chaos -- [--kills N] [--trips N] [--seed S] [--speed X] [--no-disk] [--json]

  --kills N   kills of the service with -9 (50); restarts of Postgres, cut connections and a full
              disk come on top
  --trips N   travellers, each of whom must get five messages (2000)
  --seed S    decides the disturbances and their times (the time of day)
  --speed X   the speed of the agents' time (30)
  --no-disk   do not fill a disk, even where a small one can be made (Linux, as root)
  --json      print the report as JSON`;

const parseWholeNumber = (name: string, text: string, min: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  process.stderr.write(`--${name} should be a whole number from ${min}\n`);
  process.exit(2);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      trips: { type: 'string', default: '2000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      speed: { type: 'string', default: '30' },
      disk: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const report = await runChaos({
    kills: parseWholeNumber('kills', values.kills, 1),
    trips: parseWholeNumber('trips', values.trips, 1),
    seed: parseWholeNumber('seed', values.seed, 0),
    speed: parseWholeNumber('speed', values.speed, 1),
    disk: values.disk,
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : printChaos(report));
  process.exitCode =
    report.lost.length + report.duplicates.length + report.inconsistencies.length === 0 &&
    report.stoppedCleanly
      ? 0
      : 1;
};

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main();

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { type Contender, contenders } from './peers/contenders.ts';
import {
  type Faults,
  measureFaults,
  measureSpeed,
  type Sizes,
  type Speed,
} from './peers/measure.ts';

interface Row {
  readonly contender: Contender;
  /** One for each round, the slowest first. */
  readonly speeds: readonly Speed[];
  readonly faults: Faults;
}

/** A contender this many times slower than the fastest is measured in one round only. */
const maxSlowdown = 4;
const perSecond = (speeds: readonly Speed[]): number => middle(speeds)?.perSecond ?? Number.NaN;
const middle = (speeds: readonly Speed[]): Speed | undefined =>
  speeds[Math.floor(speeds.length / 2)];
const rangeOf = (values: readonly number[]): string =>
  [...new Set(values.map((value) => value.toFixed(0)))].join(' to ');

const ms = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : 'never');
const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

const print = (rows: readonly Row[], sizes: Sizes): string => {
  const peers = rows.slice(1).map(({ speeds }) => perSecond(speeds));
  const fastest = Math.max(...peers);
  const ourSpeed = perSecond(rows[0]?.speeds ?? []);
  return [
    tableRow([
      '',
      'messages/s',
      'of rounds',
      'p50',
      'p95',
      'p99',
      'transactions a message',
      'duplicates',
      'never sent',
      'sent only by hand',
    ]),
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n',
    ...rows.map(({ contender, speeds, faults }) => {
      const { unsent, unsentAfterRescue } = faults;
      const speed = middle(speeds);
      return tableRow([
        contender.name,
        perSecond(speeds).toFixed(0),
        rangeOf([speeds[0], speeds.at(-1)].map((round) => round?.perSecond ?? Number.NaN)),
        ms(speed?.p50 ?? Number.NaN),
        ms(speed?.p95 ?? Number.NaN),
        ms(speed?.p99 ?? Number.NaN),
        (speed?.transactionsPerMessage ?? Number.NaN).toFixed(1),
        String(faults.duplicates),
        String(unsentAfterRescue ?? unsent),
        String(unsent - (unsentAfterRescue ?? unsent)),
      ]);
    }),
    `\n${sizes.sustained} messages as fast as they go, ${sizes.latency} at 50 a second, `,
    `${sizes.faults} under ${sizes.kills} kills with -9 and a share of lost replies;\n`,
    peers.length > 0 && ourSpeed > 0
      ? `the fastest peer is ${(fastest / ourSpeed).toFixed(2)} × as fast as we are. Settings:\n`
      : 'Settings:\n',
    ...rows.map(({ contender }) => `  ${contender.name}: ${contender.settings}\n`),
    '  Bauhaus Travel does more for each message: the tracker’s turn, facts and history of the\n',
    '  flight, the reasons, a task, the ledger. One agency’s commits wait for its rate row, and\n',
    '  one number sustains 80/s by rule, so there are 50 agencies with a number each, without\n',
    '  limits.\n',
    '  The peers look up whether a message was sent, send it, and record it, as their\n',
    '  documentation asks of a job that may run twice.\n',
    '  Each round measures all contenders in turn, so that a slow minute of the machine affects\n',
    '  all; the table shows the median round.\n',
    '  One Postgres (durable, embedded), one worker process each, the provider (20 ms an answer)\n',
    '  and the driver in another process.\n',
    '  A killed graphile-worker leaves its jobs locked for four hours: "by hand" is\n',
    '  force_unlock_workers.\n',
  ].join('');
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const sizes: Sizes = values.quick
    ? { rounds: 1, sustained: 500, latency: 150, faults: 200, kills: 3, seed: Number(values.seed) }
    : {
        rounds: 3,
        sustained: 3_000,
        latency: 500,
        faults: 600,
        kills: 8,
        seed: Number(values.seed),
      };
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-peers-'));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({
    dataDir: directory,
    settings: ['max_connections=80'],
  });
  const selected = contenders.filter(
    ({ name }) => values.only === undefined || name.includes(values.only),
  );
  const speeds = new Map<Contender, Speed[]>(selected.map((contender) => [contender, []]));
  const rows: Row[] = [];
  try {
    for (let round = 1; round <= sizes.rounds; round += 1) {
      const fastest = Math.max(...[...speeds.values()].flat().map((speed) => speed.perSecond));
      for (const [n, contender] of selected.entries()) {
        const rounds = speeds.get(contender) ?? [];
        if (perSecond(rounds) * maxSlowdown < fastest) continue;
        progress(`${contender.name}: speed, round ${round} of ${sizes.rounds} …`);
        const speed = await measureSpeed(contender, postgres.url, `speed_${n}_${round}`, sizes);
        rounds.push(speed);
        rounds.sort((a, b) => a.perSecond - b.perSecond);
        progress(`  ${speed.perSecond.toFixed(0)}/s, p95 ${ms(speed.p95)}`);
      }
    }
    for (const [n, contender] of selected.entries()) {
      progress(`${contender.name}: kills and lost replies …`);
      const faults = await measureFaults(contender, postgres.url, `faults_${n}`, sizes);
      progress(`  ${faults.duplicates} duplicates, ${faults.unsent} not sent by itself`);
      rows.push({ contender, speeds: speeds.get(contender) ?? [], faults });
    }
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
  const report = rows.map(({ contender, speeds, faults }) => ({
    name: contender.name,
    settings: contender.settings,
    speeds,
    faults,
  }));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ sizes, contenders: report }, null, 2)}\n`
      : print(rows, sizes),
  );
};

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main();

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { type Contender, contenders } from './peers/contenders.ts';
import { type Faults, measureFaults, measureSpeed, type Sizes, type Speed } from './peers/measure.ts';

interface Row {
  readonly contender: Contender;
  readonly speed: Speed;
  readonly faults: Faults;
}

const ms = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : 'never');
const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |\n`;

const print = (rows: readonly Row[], sizes: Sizes): string => {
  const peers = rows.slice(1).map(({ speed }) => speed.perSecond);
  const fastest = Math.max(...peers);
  const ourSpeed = rows[0]?.speed.perSecond ?? Number.NaN;
  return [
    cells(['', 'messages/s', 'p50', 'p95', 'p99', 'transactions a message', 'duplicates', 'never sent', 'sent only by hand']),
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|\n',
    ...rows.map(({ contender, speed, faults }) => {
      const { unsent, unsentAfterRescue } = faults;
      return cells([
        contender.name,
        speed.perSecond.toFixed(0),
        ms(speed.p50),
        ms(speed.p95),
        ms(speed.p99),
        speed.transactionsPerMessage.toFixed(1),
        String(faults.duplicates),
        String(unsentAfterRescue ?? unsent),
        String(unsent - (unsentAfterRescue ?? unsent)),
      ]);
    }),
    `\n${sizes.sustained} messages as fast as they go, ${sizes.latency} at 50 a second, ${sizes.faults} under ${sizes.kills} kills with -9 and a share of lost replies;\n`,
    peers.length > 0 && ourSpeed > 0
      ? `the fastest peer is ${(fastest / ourSpeed).toFixed(2)} × as fast as we are. Settings:\n`
      : 'Settings:\n',
    ...rows.map(({ contender }) => `  ${contender.name}: ${contender.settings}\n`),
    '  Ours does more for each message: the tracker’s turn, facts and history of the flight, the reasons, a task, the ledger. One agency’s commits\n',
    '  wait for its rate row and one number sustains 80/s by rule, so there are 50 agencies with a number each and their limits lifted.\n',
    '  The peers look up whether a message was sent, send it, and write it down, as their documentation asks of a job that may run twice.\n',
    '  One Postgres (durable, embedded), one worker process each, the provider (20 ms an answer) and the driver in another process.\n',
    '  A killed graphile-worker leaves its jobs locked for four hours: "by hand" is force_unlock_workers.\n',
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
    ? { sustained: 500, latency: 150, faults: 200, kills: 3, seed: Number(values.seed) }
    : { sustained: 3_000, latency: 500, faults: 600, kills: 8, seed: Number(values.seed) };
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-peers-'));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: directory, settings: ['max_connections=80'] });
  const rows: Row[] = [];
  try {
    for (const [n, contender] of contenders.entries()) {
      if (values.only !== undefined && !contender.name.includes(values.only)) continue;
      say(`${contender.name}: speed …`);
      const speed = await measureSpeed(contender, postgres.url, `speed_${n}`, sizes);
      say(`  ${speed.perSecond.toFixed(0)}/s, p95 ${ms(speed.p95)}; kills and lost replies …`);
      const faults = await measureFaults(contender, postgres.url, `faults_${n}`, sizes);
      say(`  ${faults.duplicates} duplicates, ${faults.unsent} not sent by itself`);
      rows.push({ contender, speed, faults });
    }
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
  const report = rows.map(({ contender, speed, faults }) => ({ name: contender.name, settings: contender.settings, speed, faults }));
  process.stdout.write(values.json ? `${JSON.stringify({ sizes, contenders: report }, null, 2)}\n` : print(rows, sizes));
};

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main();

import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { between, hour, minute, plus } from '#shared/domain/instant.ts';
import { flightTimeline, recordsAt } from '#shared/testing/flight-timelines.ts';
import { advancedFlights, corpus } from './polling/corpus.ts';
import { plot } from './polling/plot.ts';
import {
  fixed,
  ours,
  type Policy,
  type PolicyRun,
  predecessor,
  pushLatencyMs,
} from './polling/policies.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    flights: { type: 'string', default: '600' },
    detail: { type: 'boolean', default: false },
  },
});

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => a + b, 0) / Math.max(1, numbers.length);
const round = (n: number): number => Math.round(n * 100) / 100;

interface Row {
  readonly policy: string;
  readonly lookups: number;
  readonly dollars: number;
  readonly medianMinutes: number;
  readonly p95Minutes: number;
}

const timelines = corpus(Number(options.flights));
const measure = async (policy: Policy): Promise<{ row: Row; runs: PolicyRun[] }> => {
  const runs: PolicyRun[] = [];
  for (const timeline of timelines) runs.push(await policy.run(timeline));
  const delays = runs.flatMap((r) => r.delays.map((d) => d.ms / minute)).sort((a, b) => a - b);
  const lookups = mean(runs.map((r) => r.lookups));
  const row = {
    policy: policy.name,
    lookups: round(lookups),
    dollars: round(lookups * 0.005 + mean(runs.map((r) => r.pushes)) * 0.02),
    medianMinutes: round(quantile(delays, 0.5)),
    p95Minutes: round(quantile(delays, 0.95)),
  };
  return { row, runs };
};

const policies = [
  predecessor(0),
  ours({ hasPushes: false }),
  ours({ hasPushes: true }),
  predecessor(5),
  fixed(15, 24),
  ...[10, 20, 30, 45, 60, 90].map((m) => fixed(m, 24)),
  ...[10, 15, 20, 30].map((m) => fixed(m, 6)),
];
const results = [];
for (const policy of policies) results.push(await measure(policy));
const rows = results.map(({ row }) => row);
const [predecessorRow, oursRow, oursWithPushesRow] = rows;
if (!predecessorRow || !oursRow || !oursWithPushesRow)
  throw new Error('the three policies that are compared are missing');

/** Uneventful flights of 2 h 30. */
const quietTimelines = Array.from({ length: 200 }, (_, i) =>
  flightTimeline(`quiet ${i}`, 'none'),
).filter((t) => t.destinationIata === 'BRC');
const quietLookups: number[] = [];
for (const timeline of quietTimelines)
  quietLookups.push((await ours({ hasPushes: false }).run(timeline)).lookups);

/** How long before its new departure each advance was read, at the latest. */
const advanceMargins: number[] = [];
for (const timeline of advancedFlights(8)) {
  const departure = recordsAt(timeline.flights, timeline.departure)[0]?.actual_out;
  for (const { kind, at, ms } of (await ours({ hasPushes: false }).run(timeline)).delays)
    if (departure && kind === 'earlier')
      advanceMargins.push(between(plus(at, ms), departure) / hour);
}
const pushedLookups = results[2]?.runs.map((r) => r.lookups) ?? [];

const targets = [
  {
    name: 'an uneventful 2 h 30 flight costs at most 16 lookups',
    value: Math.max(...quietLookups),
    limit: 16,
  },
  {
    name: 'mean lookups, against the predecessor',
    value: round(oursRow.lookups / predecessorRow.lookups),
    limit: 1.5,
  },
  {
    name: 'median delay, against the predecessor',
    value: round(oursRow.medianMinutes / predecessorRow.medianMinutes),
    limit: 0.5,
  },
  {
    name: 'p95 delay, against the predecessor',
    value: round(oursRow.p95Minutes / predecessorRow.p95Minutes),
    limit: 0.5,
  },
  {
    name: `of ${advanceMargins.length} advances of 1 to 15 h, read within 6 h of leaving`,
    value: advanceMargins.filter((margin) => margin < 6).length,
    limit: 0,
  },
  { name: 'with pushes, mean lookups per trip', value: round(mean(pushedLookups)), limit: 6 },
  {
    name: 'with pushes, p95 delay in seconds',
    value: round(oursWithPushesRow.p95Minutes * 60),
    limit: 60,
  },
].map((target) => ({ ...target, isMet: target.value <= target.limit }));

const dominators = rows.filter(
  (row) =>
    row !== oursWithPushesRow &&
    row !== oursRow &&
    row.lookups <= oursRow.lookups &&
    row.p95Minutes <= oursRow.p95Minutes &&
    row.medianMinutes <= oursRow.medianMinutes,
);

const svg = plot(
  rows.map((r) => ({
    name: r.policy,
    lookups: r.lookups,
    p95Minutes: r.p95Minutes,
    medianMinutes: r.medianMinutes,
    isHighlighted: r.policy.startsWith('ours'),
  })),
);
mkdirSync('bench/out', { recursive: true });
writeFileSync('bench/out/polling.svg', svg);
writeFileSync('docs/polling.svg', svg);

if (options.json)
  process.stdout.write(
    `${JSON.stringify({ flights: timelines.length, rows, targets }, null, 2)}\n`,
  );
else {
  const changeCount = results[0]?.runs.flatMap((r) => r.delays).length;
  process.stdout.write(
    [
      `${timelines.length} flights,`,
      `${changeCount} changes that a traveller would be told;`,
      `a push takes ${pushLatencyMs / 1000} s.\n`,
    ].join(' '),
  );
  console.table(rows);
  if (options.detail) {
    for (const { row, runs } of results.slice(0, 3)) {
      const kinds = Map.groupBy(
        runs.flatMap((r) => r.delays),
        (d) => d.kind,
      );
      console.table(
        [...kinds].map(([kind, delays]) => {
          const sorted = delays.map((d) => d.ms / minute).sort((a, b) => a - b);
          return {
            policy: row.policy,
            kind,
            n: sorted.length,
            median: round(quantile(sorted, 0.5)),
            p95: round(quantile(sorted, 0.95)),
            max: round(sorted.at(-1) ?? 0),
          };
        }),
      );
    }
    console.log(
      'max lookups with pushes',
      Math.max(...pushedLookups),
      'ours max',
      Math.max(...(results[1]?.runs.map((r) => r.lookups) ?? [])),
    );
  }
  process.stdout.write(
    dominators.length === 0
      ? 'No other policy here has both fewer lookups and less delay than ours.\n'
      : `Better than ours: ${dominators.map((d) => d.policy).join(', ')}\n`,
  );
  for (const { name, value, limit, isMet } of targets)
    process.stdout.write(`${isMet ? 'met   ' : 'MISSED'}  ${name}: ${value} (at most ${limit})\n`);
  process.stdout.write(
    `Latest advance: ${round(Math.min(...advanceMargins))} h before it leaves.\n`,
  );
  process.stdout.write('Plot: bench/out/polling.svg\n');
}
if (targets.some(({ isMet }) => !isMet)) process.exitCode = 1;

import type { ChaosReport } from './run.ts';

const percentile = (values: readonly number[], p: number): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  return value === undefined ? '–' : `${value} ms`;
};
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const withoutNulls = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null);
const maxListed = 20;

/** The report as Markdown: recovery times of each disturbance and by kind, and the verdict. */
export const printChaos = (report: ChaosReport): string => {
  const { recoveries, lost, duplicates, inconsistencies, messages } = report;
  const recoveryRows = recoveries.map((r, n) =>
    row([
      `${n + 1}`,
      `${(r.atMs / 1_000).toFixed(1)} s`,
      r.disturbance,
      `${r.readyMs ?? 'went on'}`,
      `${r.nextMessageMs ?? '–'}`,
    ]),
  );
  const byKind = Map.groupBy(recoveries, ({ disturbance }) => disturbance);
  const kindRows = [...byKind].map(([kind, ofKind]) => {
    const ready = withoutNulls(ofKind.map(({ readyMs }) => readyMs));
    const next = withoutNulls(ofKind.map(({ nextMessageMs }) => nextMessageMs));
    return row([
      kind,
      `${ofKind.length}`,
      percentile(ready, 0.5),
      percentile(ready, 0.95),
      percentile(ready, 1),
      percentile(next, 0.5),
      percentile(next, 1),
    ]);
  });
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0
      ? ''
      : `\n${title}:\n${items
          .slice(0, maxListed)
          .map((item) => `  ${item}\n`)
          .join(
            '',
          )}${items.length > maxListed ? `  … and ${items.length - maxListed} more\n` : ''}`;
  return [
    '\n| # | at | disturbance | ready again (ms) | next message (ms) |\n',
    '|--:|--:|---|--:|--:|\n',
    ...recoveryRows,
    '\n| disturbance | times | ready p50 | p95 | max | next message p50 | max |\n',
    '|---|--:|--:|--:|--:|--:|--:|\n',
    ...kindRows,
    report.diskSkipped === null
      ? ''
      : `\nSKIPPED: the disk was not filled (${report.diskSkipped}).\n`,
    list('lost', lost),
    list('duplicates', duplicates),
    list('inconsistencies', inconsistencies),
    `\n${report.kills} kills over ${report.trips} trips in ${report.seconds} s `,
    `(seed ${report.seed}, the agents' time ${report.speed} × as fast); `,
    `${report.unexpectedExits.length} times the service ended by itself and was started again; `,
    `${report.providerFaults} requests to the provider were answered wrongly or not at all.\n`,
    `${messages.accepted} of ${messages.expected} messages accepted: ${lost.length} lost, `,
    `${duplicates.length} duplicates, ${inconsistencies.length} inconsistencies; `,
    `stopped ${report.stoppedCleanly ? 'cleanly' : 'UNCLEANLY'}.\n`,
  ].join('');
};

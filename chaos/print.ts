import type { ChaosReport } from './run.ts';

const percentile = (all: readonly number[], p: number): string => {
  const sorted = [...all].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  return value === undefined ? '–' : `${value} ms`;
};
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const numbers = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null);
const shown = 20;

/** The report as text: recovery times of each disturbance, by kind, and the verdict. */
export const printChaos = (report: ChaosReport): string => {
  const { recoveries, lost, twice, wrong, messages } = report;
  const each = recoveries.map((r, n) =>
    row([
      `${n + 1}`,
      `${(r.atMs / 1_000).toFixed(1)} s`,
      r.what,
      `${r.readyMs ?? 'went on'}`,
      `${r.nextMessageMs ?? '–'}`,
    ]),
  );
  const kinds = [...Map.groupBy(recoveries, ({ what }) => what)].map(([what, all]) => {
    const ready = numbers(all.map(({ readyMs }) => readyMs));
    const next = numbers(all.map(({ nextMessageMs }) => nextMessageMs));
    return row([
      what,
      `${all.length}`,
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
          .slice(0, shown)
          .map((item) => `  ${item}\n`)
          .join('')}${items.length > shown ? `  … and ${items.length - shown} more\n` : ''}`;
  return [
    '\n| # | at | what | ready again (ms) | next message (ms) |\n|--:|--:|---|--:|--:|\n',
    ...each,
    '\n| what | times | ready p50 | p95 | max | next message p50 | max |\n|---|--:|--:|--:|--:|--:|--:|\n',
    ...kinds,
    report.diskSkipped === null
      ? ''
      : `\nSKIPPED: the disk was not filled (${report.diskSkipped}).\n`,
    list('lost', lost),
    list('twice', twice),
    list('wrong', wrong),
    `\n${report.kills} kills over ${report.trips} trips in ${report.seconds} s (seed ${report.seed}, the agents' time ${report.speed} × as fast); `,
    `${report.endings.length} times the service ended by itself and was started again; ${report.lostReplies} requests to the provider were answered wrongly or not at all.\n`,
    `${messages.accepted} of ${messages.wanted} messages accepted: ${lost.length} lost, ${twice.length} twice, ${wrong.length} otherwise wrong; stopped ${report.stoppedCleanly ? 'cleanly' : 'UNCLEANLY'}.\n`,
  ].join('');
};

import { parseArgs } from 'node:util';
import { shortfalls } from './batch.ts';
import { sentTwiceHidden } from './invariants.ts';
import { run } from './run.ts';
import { safeguards } from './safeguards.ts';
import { shrink } from './shrink.ts';
import { formatStory } from './story.ts';
import { runInThreads } from './threads.ts';

const usage = [
  'usage: npm run simulate -- [--seeds N] [--from S] [--json]',
  '[--without SAFEGUARD] [--only FAULT …] [--calm]',
].join(' ');

const parseWholeNumber = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${name} must be a whole number\n${usage}`);
  return value;
};

/** `npm run simulate`: runs many seeds, or replays one story, and prints the broken promises. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      without: { type: 'string' },
      only: { type: 'string', multiple: true },
      calm: { type: 'boolean', default: false },
    },
  });
  const seeds = parseWholeNumber(values.seeds, 'seeds');
  const from = parseWholeNumber(values.from, 'from');
  const without = safeguards.find((safeguard) => safeguard === values.without) ?? null;
  if (values.without !== undefined && without === null)
    throw new Error(`--without must be one of: ${safeguards.join(', ')}`);
  const options = without === null ? {} : { without };

  if (values.only !== undefined || values.calm) {
    const outcome = await run(String(from), {
      ...options,
      only: new Set(values.only ?? []),
      keepStory: true,
    });
    const report = { ...outcome, counts: Object.fromEntries(outcome.counts) };
    process.stdout.write(
      `${values.json ? JSON.stringify(report, null, 2) : formatStory(outcome, without)}\n`,
    );
    process.exitCode = outcome.violation === null ? 0 : 1;
    return;
  }

  const startedAt = performance.now();
  const onProgress = (done: number, failures: number): void => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${done} of ${seeds} seeds, ${failures} failed `);
  };
  const summary = await runInThreads(from, seeds, { without, onProgress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const seconds = (performance.now() - startedAt) / 1000;
  const missingWork = without === null ? shortfalls(summary) : [];
  const [first] = [...summary.failures].sort((a, b) => Number(a.seed) - Number(b.seed));
  const story = first ? await shrink(await run(first.seed, options), options) : null;
  process.exitCode = first === undefined && missingWork.length === 0 ? 0 : 1;
  if (values.json) {
    const report = {
      ...summary,
      seconds,
      shortfalls: missingWork,
      story: story && {
        seed: story.outcome.seed,
        violation: story.outcome.violation,
        only: story.outcome.fired.map((f) => f.key),
      },
    };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const { counts, faults } = summary;
  const faultCount = Object.values(faults).reduce((a, b) => a + b, 0);
  const lines = [
    [
      `${summary.seeds} seeds from ${from} in ${seconds.toFixed(1)} s:`,
      `${counts['commit committed'] ?? 0} turns,`,
      `${counts['accepted'] ?? 0} messages accepted,`,
      `${counts['looks'] ?? 0} looks,`,
      `${counts['crashes'] ?? 0} crashes,`,
      `${faultCount} faults and inputs`,
    ].join(' '),
    `sent twice because the provider hid an accepted message: ${counts[sentTwiceHidden] ?? 0}`,
    ...missingWork.map((shortfall) => `too little work: ${shortfall}`),
    ...summary.failures.slice(0, 20).map((f) => `seed ${f.seed}: ${f.invariant}: ${f.detail}`),
    summary.failures.length === 0
      ? 'every promise held'
      : `${summary.failures.length} seeds broke a promise`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (story) process.stdout.write(`\n${formatStory(story.outcome, without)}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

import { parseArgs } from 'node:util';
import { shortfalls } from './batch.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { tellStory } from './story.ts';
import { safeguards } from './switches.ts';
import { runInThreads } from './threads.ts';

const usage =
  'usage: npm run simulate -- [--seeds N] [--from S] [--json] [--without SAFEGUARD] [--only FAULT …] [--calm]';

const number = (text: string, name: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${name} must be a whole number\n${usage}`);
  return value;
};

/** `npm run simulate`: lives many seeds, or one story again, and says what promise was broken and how. */
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
  const seeds = number(values.seeds, 'seeds');
  const from = number(values.from, 'from');
  const without = safeguards.find((safeguard) => safeguard === values.without) ?? null;
  if (values.without !== undefined && without === null)
    throw new Error(`--without must be one of: ${safeguards.join(', ')}`);
  const off = without === null ? {} : { without };

  if (values.only !== undefined || values.calm) {
    const outcome = await run(String(from), {
      ...off,
      only: new Set(values.only ?? []),
      tells: true,
    });
    process.stdout.write(
      `${values.json ? JSON.stringify({ ...outcome, counts: Object.fromEntries(outcome.counts) }, null, 2) : tellStory(outcome, without)}\n`,
    );
    process.exitCode = outcome.violation === null ? 0 : 1;
    return;
  }

  const began = performance.now();
  const onProgress = (done: number, failures: number): void => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${done} of ${seeds} seeds, ${failures} failed `);
  };
  const summary = await runInThreads(from, seeds, { without, onProgress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const seconds = (performance.now() - began) / 1000;
  const short = without === null ? shortfalls(summary) : [];
  const [first] = [...summary.failures].sort((a, b) => Number(a.seed) - Number(b.seed));
  const story = first ? await shrink(await run(first.seed, off), off) : null;
  process.exitCode = first === undefined && short.length === 0 ? 0 : 1;
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ ...summary, seconds, shortfalls: short, story: story && { seed: story.outcome.seed, violation: story.outcome.violation, only: story.outcome.fired.map((f) => f.key) } }, null, 2)}\n`,
    );
    return;
  }
  const { counts, faults } = summary;
  const struck = Object.values(faults).reduce((a, b) => a + b, 0);
  const lines = [
    `${summary.seeds} seeds from ${from} in ${seconds.toFixed(1)} s: ${counts['commit committed'] ?? 0} turns, ${counts['accepted'] ?? 0} messages accepted, ${counts['looks'] ?? 0} looks, ${counts['crashes'] ?? 0} crashes, ${struck} faults and inputs`,
    `told twice because the provider hid an accepted message: ${counts['told twice because the provider hid it'] ?? 0}`,
    ...short.map((what) => `too little work: ${what}`),
    ...summary.failures.slice(0, 20).map((f) => `seed ${f.seed}: ${f.invariant}: ${f.detail}`),
    `${summary.failures.length === 0 ? 'every promise held' : `${summary.failures.length} seeds broke a promise`}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (story) process.stdout.write(`\n${tellStory(story.outcome, without)}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

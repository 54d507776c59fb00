import { readUtterances } from './evaluation/evaluation-file.ts';
import { faults } from './evaluation/judge.ts';
import type { Outcome, Utterance } from './evaluation/utterance.ts';
import { hear } from './evaluation/world.ts';

const usage = 'usage: npm run -s eval:concierge -- [FILE] [--json]';
const ownFile = 'services/concierge/evals/utterances.jsonl';

/** Expected skills by what they were routed to. */
const confusion = (
  rows: readonly { readonly expected: string; readonly got: string }[],
): string => {
  const names = [...new Set(rows.flatMap(({ expected, got }) => [expected, got]))].sort();
  const short = names.map((_, i) => String(i + 1).padStart(3));
  const count = (expected: string, got: string) =>
    rows.filter((row) => row.expected === expected && row.got === got).length;
  const lines = names.map(
    (expected, i) =>
      `${short[i]} ${expected.padEnd(28)}${names.map((got) => (count(expected, got) === 0 ? '   ·' : String(count(expected, got)).padStart(4))).join('')}`,
  );
  return [
    `expected \\ routed to${' '.repeat(12)}${short.map((n) => n.padStart(4)).join('')}`,
    ...lines,
  ].join('\n');
};

/** A line whose world cannot be made is one line lost, and not the file. */
const heard = async (utterance: Utterance): Promise<Outcome> => {
  try {
    return await hear(utterance);
  } catch (error) {
    process.stderr.write(
      `${utterance.id}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return { id: utterance.id, skill: 'none', reply: '', media: [] };
  }
};

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  const asJson = args.includes('--json');
  const files = args.filter((arg) => arg !== '--json');
  const [file = ownFile] = files;
  if (files.length > 1) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const utterances = readUtterances(file);
  const rows: { expected: string; got: string }[] = [];
  const wrong: string[] = [];
  for (const utterance of utterances) {
    const outcome = await heard(utterance);
    if (asJson) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    const found = faults(utterance, outcome);
    const accepted = [utterance.expect.skill, ...(utterance.expect.or ?? [])].filter(
      (skill) => skill !== undefined,
    );
    rows.push({
      expected: accepted.includes(outcome.skill) ? outcome.skill : (accepted[0] ?? '(any)'),
      got: outcome.skill,
    });
    if (found.length > 0)
      wrong.push(
        `${utterance.id} [${utterance.language}] ${JSON.stringify(utterance.text)}\n    ${found.join('\n    ')}`,
      );
  }
  const right = utterances.length - wrong.length;
  if (!asJson) {
    const share = utterances.length === 0 ? 100 : (100 * right) / utterances.length;
    process.stdout.write(
      `${confusion(rows)}\n\n${wrong.length > 0 ? `${wrong.join('\n')}\n\n` : ''}${right} of ${utterances.length} as expected (${share.toFixed(1)} %)\n`,
    );
    process.exitCode = wrong.length > 0 ? 1 : 0;
  }
};

await main();

import { evaluate } from './evaluation/evaluate.ts';
import { readUtterances } from './evaluation/evaluation-file.ts';
import { judge } from './evaluation/judge.ts';
import type { Outcome, Utterance } from './evaluation/utterance.ts';

const usage = 'usage: npm run -s eval:concierge -- [FILE] [--json]';
const defaultFile = 'services/concierge/evals/utterances.jsonl';

interface Routing {
  readonly expected: string;
  readonly actual: string;
}

/** The confusion matrix: expected skills by the skills that the utterances were routed to. */
const confusionMatrix = (rows: readonly Routing[]): string => {
  const names = [...new Set(rows.flatMap(({ expected, actual }) => [expected, actual]))].sort();
  const numbers = names.map((_, index) => String(index + 1).padStart(3));
  const cell = (expected: string, actual: string): string => {
    const count = rows.filter((row) => row.expected === expected && row.actual === actual).length;
    return count === 0 ? '   ·' : String(count).padStart(4);
  };
  const lines = names.map((expected, index) => {
    const cells = names.map((actual) => cell(expected, actual)).join('');
    return `${numbers[index]} ${expected.padEnd(28)}${cells}`;
  });
  const header = numbers.map((number) => number.padStart(4)).join('');
  return [`expected \\ routed to${' '.repeat(12)}${header}`, ...lines].join('\n');
};

/** A line whose context cannot be set up fails alone, and the rest of the file is evaluated. */
const outcomeOf = async (utterance: Utterance): Promise<Outcome> => {
  try {
    return await evaluate(utterance);
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
  const [file = defaultFile] = files;
  if (files.length > 1) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const utterances = readUtterances(file);
  const rows: Routing[] = [];
  const failures: string[] = [];
  for (const utterance of utterances) {
    const outcome = await outcomeOf(utterance);
    if (asJson) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    const findings = judge(utterance, outcome);
    const accepted = [utterance.expect.skill, ...(utterance.expect.or ?? [])].filter(
      (skill) => skill !== undefined,
    );
    rows.push({
      expected: accepted.includes(outcome.skill) ? outcome.skill : (accepted[0] ?? '(any)'),
      actual: outcome.skill,
    });
    const title = `${utterance.id} [${utterance.language}] ${JSON.stringify(utterance.text)}`;
    if (findings.length > 0) failures.push([title, ...findings].join('\n    '));
  }
  const passed = utterances.length - failures.length;
  if (!asJson) {
    const percent = utterances.length === 0 ? 100 : (100 * passed) / utterances.length;
    const details = failures.length > 0 ? `${failures.join('\n')}\n\n` : '';
    const summary = `${passed} of ${utterances.length} as expected (${percent.toFixed(1)} %)`;
    process.stdout.write(`${confusionMatrix(rows)}\n\n${details}${summary}\n`);
    process.exitCode = failures.length > 0 ? 1 : 0;
  }
};

await main();

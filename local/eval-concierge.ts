import { evaluate } from './evaluation/evaluate.ts';
import { type EvaluationLine, isBad, readUtterances } from './evaluation/evaluation-file.ts';
import { judge } from './evaluation/judge.ts';
import { type JudgedLine, report } from './evaluation/report.ts';
import { noOutcome } from './evaluation/utterance.ts';

const usage = 'usage: npm run -s eval:concierge -- [FILE] [--json]';
const defaultFile = 'services/concierge/evals/conversations.jsonl';

/** A line that is malformed or cannot be set up fails alone, and the rest is evaluated. */
const judged = async (line: EvaluationLine): Promise<JudgedLine> => {
  const failed = (problem: string): JudgedLine => {
    process.stderr.write(`${line.id}: ${problem}\n`);
    const outcome = noOutcome(line.id);
    return { utterance: isBad(line) ? null : line, outcome, findings: [problem] };
  };
  if (isBad(line)) return failed(line.problem);
  try {
    const outcome = await evaluate(line);
    return { utterance: line, outcome, findings: judge(line, outcome) };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
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
  const lines: JudgedLine[] = [];
  for (const line of readUtterances(file)) {
    const result = await judged(line);
    if (asJson) process.stdout.write(`${JSON.stringify(result.outcome)}\n`);
    lines.push(result);
  }
  if (asJson) return;
  process.stdout.write(`${report(lines)}\n`);
  process.exitCode = lines.some(({ findings }) => findings.length > 0) ? 1 : 0;
};

await main();

import { readFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { z } from 'zod';
import { judge } from './replay/judge.ts';
import { report } from './replay/report.ts';
import { runScenario } from './replay/run.ts';
import { Scenario } from './replay/scenario.ts';
import { drawTimeline } from './replay/timeline.ts';

const usage = 'usage: npm run -s replay -- FILE [--json | --check]';

const drawVerdict = ({ name }: Scenario, findings: readonly string[]): string =>
  findings.length === 0
    ? `${styleText('green', '✓')} ${name}: all as expected`
    : [
        `${styleText('red', '✗')} ${name}: ${findings.length} not as expected`,
        ...findings.map((finding) => `  ${finding}`),
      ].join('\n');

/** Runs a scenario file in virtual time and prints its outcome, or how it differs from `expect`. */
const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (!file || (values.json && values.check)) throw new Error(usage);
  const scenario = Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
  const run = await runScenario(scenario);
  const outcome = report(scenario, run);
  const findings = values.check ? judge(scenario, outcome) : [];
  const text = values.check
    ? drawVerdict(scenario, findings)
    : values.json
      ? JSON.stringify(outcome, null, 2)
      : drawTimeline(scenario, outcome, run);
  process.stdout.write(`${text}\n`);
  if (findings.length > 0) process.exitCode = 1;
};

const describeError = (error: unknown): string => {
  if (error instanceof z.ZodError) return `the file is not a scenario:\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
};

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});

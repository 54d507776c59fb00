import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { report } from './replay/report.ts';
import { runScenario } from './replay/run.ts';
import { Scenario } from './replay/scenario.ts';
import { drawTimeline } from './replay/timeline.ts';

/** `npm run -s replay -- FILE [--json]`: lives a scenario file in virtual time and prints what came of it. */
const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [file] = positionals;
  if (!file) throw new Error('usage: npm run -s replay -- FILE [--json]');
  const scenario = Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
  const lived = await runScenario(scenario);
  const outcome = report(scenario, lived);
  process.stdout.write(
    `${values.json ? JSON.stringify(outcome, null, 2) : drawTimeline(scenario, outcome, lived)}\n`,
  );
};

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof z.ZodError ? `the file is not a scenario:\n${z.prettifyError(error)}` : error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});

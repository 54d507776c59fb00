import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';

const folder = path.resolve('..', 'shared', 'scenarios');
const judge = path.join(folder, 'check.mjs');
const files = existsSync(judge) ? readdirSync(folder).filter((f) => f.endsWith('.json')) : [];
if (files.length === 0) process.stderr.write(`skipped: the published scenarios are not in ${folder}\n`);

/** Its traveller asks a question: answered once the concierge answers questions. */
const notYet = new Set(['reminder-newest.json']);

const live = async (file: string) => {
  const scenario = Scenario.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  return report(scenario, await runScenario(scenario));
};

(files.length > 0 ? describe : describe.skip)('the published scenarios', () => {
  const out = mkdtempSync(path.join(tmpdir(), 'replay-'));
  afterAll(() => rmSync(out, { recursive: true }));

  it.each(files.filter((f) => !notYet.has(f)))('%s', async (file) => {
    const result = path.join(out, file);
    writeFileSync(result, JSON.stringify(await live(file)));
    const verdict = spawnSync(process.execPath, [judge, path.join(folder, file), result], { encoding: 'utf8' });
    expect(verdict.stdout.trim().split('\n').at(-1)).toBe(`${path.basename(file, '.json')}: ok`);
  });

  it('replays to the same bytes', async () => {
    expect(JSON.stringify(await live('gate-change.json'))).toBe(JSON.stringify(await live('gate-change.json')));
  });
});

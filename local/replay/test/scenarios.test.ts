import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';

const published = path.resolve('..', 'shared', 'scenarios');
const ours = path.join('local', 'replay', 'test', 'scenarios');
const judge = path.join(published, 'check.mjs');
const judged = existsSync(judge);
if (!judged)
  process.stderr.write(
    `skipped: the published scenarios and their judge are not in ${published}\n`,
  );
const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((f) => f.endsWith('.json'))
        .map((f) => path.join(folder, f))
    : [];

const live = async (file: string) => {
  const scenario = Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
  return report(scenario, await runScenario(scenario));
};

(judged ? describe : describe.skip).each([
  ['the published scenarios', published],
  ['our own scenarios', ours],
])('%s', (_name, folder) => {
  const out = mkdtempSync(path.join(tmpdir(), 'replay-'));
  afterAll(() => rmSync(out, { recursive: true }));

  it.each(judged ? filesIn(folder) : ['(absent)'])('%s', async (file) => {
    const result = path.join(out, path.basename(file));
    writeFileSync(result, JSON.stringify(await live(file)));
    const verdict = spawnSync(process.execPath, [judge, file, result], { encoding: 'utf8' });
    expect(verdict.stdout.trim().split('\n').at(-1)).toMatch(/: ok$/);
  });
});

it('a scenario replays to the same bytes', async () => {
  const [file] = filesIn(ours);
  if (!file) throw new Error(`no scenarios in ${ours}`);
  expect(JSON.stringify(await live(file))).toBe(JSON.stringify(await live(file)));
});

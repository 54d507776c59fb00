import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judge } from '../judge.ts';
import type { Outcome } from '../outcome.ts';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';
import { spoils } from './spoils.ts';

const ours = path.join('local', 'replay', 'test', 'scenarios');
const published = path.resolve('..', 'shared', 'scenarios');
const publishedJudge = path.join(published, 'check.mjs');
const isPublished = existsSync(publishedJudge);
if (!isPublished)
  process.stderr.write(
    `skipped: the published scenarios and their judge are not in ${published}\n`,
  );

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.join(folder, file));
const ourFiles = filesIn(ours);
const publishedFiles = isPublished ? filesIn(published) : [];

const read = (file: string): Scenario => Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
const replay = async (scenario: Scenario): Promise<Outcome> =>
  report(scenario, await runScenario(scenario));

const replayed = async (file: string) => {
  const scenario = read(file);
  return { scenario, outcome: await replay(scenario) };
};

describe('our own scenarios', () => {
  it.each(ourFiles)('%s', async (file) => {
    const { scenario, outcome } = await replayed(file);
    expect(judge(scenario, outcome)).toEqual([]);
  });

  it.each(ourFiles)('%s expects something, and has the name of its file', (file) => {
    const { name, expect: expectations } = read(file);
    expect(name).toBe(path.basename(file, '.json'));
    expect(Object.keys(Object(expectations))).not.toEqual([]);
  });

  it('replay to the same bytes', async () => {
    const [file = ''] = ourFiles;
    const { scenario, outcome } = await replayed(file);
    expect(JSON.stringify(await replay(scenario))).toBe(JSON.stringify(outcome));
  });
});

/** Each file is spoiled in every so many ways only, in its turn: thousands of outcomes would take long. */
const spread = 12;

const folder = mkdtempSync(path.join(tmpdir(), 'replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly file: string;
  readonly outcome: unknown;
  /** What our own judge says. */
  readonly accepted: boolean;
}

/** Whether the published judge accepts each outcome of a scenario file, all judged in one process. */
const publishedVerdicts = (cases: readonly Case[]): readonly boolean[] => {
  const pairs = cases.map(({ file, outcome }, index) => {
    const outcomeFile = path.join(folder, `${index}.json`);
    writeFileSync(outcomeFile, JSON.stringify(outcome));
    return [file, outcomeFile];
  });
  const runner = path.join('local', 'replay', 'test', 'published-verdicts.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [runner, publishedJudge], {
    input: JSON.stringify(pairs),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const exitCodes: readonly unknown[] = JSON.parse(stdout);
  return exitCodes.map((code) => code === 0);
};

(isPublished ? describe : describe.skip)('the published scenarios', () => {
  it.each(isPublished ? publishedFiles : ['(absent)'])('%s', async (file) => {
    const { scenario, outcome } = await replayed(file);
    expect(judge(scenario, outcome)).toEqual([]);
  });

  it('and ours are judged alike by both judges, spoiled ones too', async () => {
    const cases: Case[] = [];
    for (const [index, file] of [...publishedFiles, ...ourFiles].entries()) {
      const { scenario, outcome } = await replayed(file);
      const variants = Object.entries(spoils).filter((_, k) => k % spread === index % spread);
      for (const [name, spoil] of [['unspoiled', () => outcome] as const, ...variants]) {
        const variant = spoil(outcome, index);
        const accepted = judge(scenario, variant).length === 0;
        cases.push({ name, file, outcome: variant, accepted });
      }
    }
    const verdicts = publishedVerdicts(cases);
    const named = (accepted: readonly boolean[]) =>
      cases.map(({ name, file }, index) => `${file}, ${name}: ${accepted[index] ? 'ok' : 'no'}`);
    expect(named(cases.map(({ accepted }) => accepted))).toEqual(named(verdicts));
    expect(cases.filter(({ name, accepted }) => name === 'unspoiled' && !accepted)).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judge } from '../judge.ts';
import type { Outcome } from '../outcome.ts';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';
import { type Spoil, spoils } from './spoils.ts';

const ours = path.join('local', 'replay', 'test', 'scenarios');
const published = path.resolve('..', 'shared', 'scenarios-2');
const publishedJudge = path.join(published, 'check.mjs');
const isPublished = existsSync(publishedJudge);
if (!isPublished)
  process.stderr.write(
    `skipped: the published scenarios and their judge are not in ${published}\n`,
  );

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.join(folder, file))
    .toSorted();
const ourFiles = filesIn(ours);
const publishedFiles = isPublished
  ? ['judgement', 'people'].flatMap((folder) => filesIn(path.join(published, folder)))
  : [];

const read = (file: string): Scenario => Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
const replay = async (scenario: Scenario): Promise<Outcome> =>
  report(scenario, await runScenario(scenario));

const replayFile = async (file: string) => {
  const scenario = read(file);
  return { scenario, outcome: await replay(scenario) };
};
const replays = new Map<string, ReturnType<typeof replayFile>>();
/** Each file is replayed once, however many judge it. */
const replayOnce = (file: string): ReturnType<typeof replayFile> => {
  const result = replays.get(file) ?? replayFile(file);
  replays.set(file, result);
  return result;
};

describe('our own scenarios', () => {
  it.each(ourFiles)('%s', async (file) => {
    const { scenario, outcome } = await replayOnce(file);
    expect(judge(scenario, outcome)).toEqual([]);
    expect(scenario.expect).not.toEqual({});
  });

  it('each have a row in the table of rules, and begin their story with its rule', () => {
    const table = readFileSync(path.join(ours, 'README.md'), 'utf8');
    const rows = [...table.matchAll(/^\| (.+) \| \[(.+)\]\((.+)\) \|$/gm)].map(
      ([, rule = '', name = '', link = '']) => ({ rule, name, link }),
    );
    expect(rows.map(({ link }) => path.join(ours, link)).toSorted()).toEqual(ourFiles);
    const mismatches = rows.filter(({ rule, name, link }) => {
      const scenario = read(path.join(ours, link));
      const isNamed = scenario.name === name && link === `${name}.json`;
      return !isNamed || !scenario.story.startsWith(`${rule} `);
    });
    expect(mismatches).toEqual([]);
  });

  it('replay to the same bytes', async () => {
    const [file = ''] = ourFiles;
    const { scenario, outcome } = await replayOnce(file);
    expect(JSON.stringify(await replay(scenario))).toBe(JSON.stringify(outcome));
  });
});

/** How many refused and accepted outcomes of each spoil the published judge sees. */
const samples = 2;

const folder = mkdtempSync(path.join(tmpdir(), 'replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly file: string;
  readonly outcome: unknown;
  /** The verdict of our own judge. */
  readonly accepted: boolean;
}

/** Whether the published judge accepts each outcome; all are judged in one process. */
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
    const { scenario, outcome } = await replayOnce(file);
    expect(judge(scenario, outcome)).toEqual([]);
  });

  it('and ours are judged alike by both judges, spoiled ones too', async () => {
    const results = await Promise.all(
      [...publishedFiles, ...ourFiles].map(async (file) => ({ file, ...(await replayOnce(file)) })),
    );
    const variants = (name: string, spoil: Spoil): readonly Case[] =>
      // Who works at an agency is unknown to the published judge.
      results
        .filter(({ scenario }) => scenario.agency.staff.length === 0)
        .map(({ file, scenario, outcome }, index) => {
          const variant = spoil(outcome, index);
          const accepted = judge(scenario, variant).length === 0;
          return { name, file, outcome: variant, accepted };
        });
    const spoiled = Object.entries(spoils).flatMap(([name, spoil]) => {
      const all = variants(name, spoil);
      const refused = all.filter(({ accepted }) => !accepted);
      if (refused.length === 0) throw new Error(`our judge never refuses it that ${name}`);
      return [...refused.slice(0, samples), ...all.filter((c) => c.accepted).slice(0, samples)];
    });
    const cases = [...variants('unspoiled', (outcome) => outcome), ...spoiled];
    const verdicts = publishedVerdicts(cases);
    const named = (accepted: readonly boolean[]) =>
      cases.map(({ name, file }, index) => `${file}, ${name}: ${accepted[index] ? 'ok' : 'no'}`);
    expect(named(cases.map(({ accepted }) => accepted))).toEqual(named(verdicts));
  });
});

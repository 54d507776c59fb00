import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { check, type Diagnostics, type VulnerableDiagnostics } from 'recheck';
import { growthOverFourfold, mostLinearGrowth } from '#shared/testing/growth.ts';
import { constructedPatterns, literalPatterns, type Pattern } from './patterns.ts';
import { filesUnder } from './sources.ts';

/** Everything that a request, a message or the answer of a service may reach. */
const files = ['services', 'shared', 'local']
  .flatMap(filesUnder)
  .filter((path) => path.endsWith('.ts') && !/(^|\/)(test|testing|replay|evaluation)\//.test(path));
const constructs = /new RegExp\(|\bregex`|\banyOf\(/;

const distinct = (patterns: readonly Pattern[]): readonly Pattern[] => [
  ...new Map(patterns.map((pattern) => [`${pattern.source}/${pattern.flags}`, pattern])).values(),
];
const literals = distinct(files.flatMap((path) => literalPatterns(path)));
const constructed = distinct(
  files
    .filter((path) => constructs.test(readFileSync(path, 'utf8')))
    .flatMap((path) =>
      constructedPatterns(path, () => jest.isolateModules(() => void require(resolve(path)))),
    ),
);

/** Pieces of which the worst inputs of most expressions are made. */
const pieces = [
  ' ',
  '\n',
  '\t',
  'a',
  'A',
  '0',
  '1 ',
  'a ',
  ' a',
  '1.',
  '-',
  '.',
  ',',
  '@',
  '<',
  '!',
];
const endings = ['', '\u0000', '!', 'a', '0', '\n'];

/** The largest growth over inputs that repeat a piece; `attack` is what the checker found. */
const worstGrowth = (
  { source, flags }: Pattern,
  attack?: VulnerableDiagnostics['attack'] | null,
  repeatedPieces: readonly string[] = pieces,
): number => {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  const all = flags.includes('g') ? new RegExp(source, flags) : null;
  const repeated = (piece: string, ending: string) => (length: number) =>
    piece.repeat(Math.ceil(length / piece.length)) + ending;
  const inputs = repeatedPieces.flatMap((piece) =>
    endings.map((ending) => repeated(piece, ending)),
  );
  if (attack && 'pumps' in attack) {
    const { pumps, suffix } = attack;
    const pumpLength = Math.max(1, pumps.map(({ pump }) => pump).join('').length);
    inputs.push(
      (length) =>
        pumps
          .map(({ prefix, pump }) => prefix + pump.repeat(Math.ceil(length / pumpLength)))
          .join('') + suffix,
    );
  }
  return Math.max(
    ...inputs.map((input) =>
      growthOverFourfold(input, (text) => (all ? text.replace(all, '') : pattern.test(text))),
    ),
  );
};

const attackOf = (found: Diagnostics) => (found.status === 'vulnerable' ? found.attack : null);

describe('the regular expressions of services, shared and local', () => {
  it('are found, those that are put together of parts too', () => {
    expect(literalPatterns('x.ts', 'const a = /b+/g; f(/c/u)')).toEqual([
      { path: 'x.ts', source: 'c', flags: 'u' },
      { path: 'x.ts', source: 'b+', flags: 'g' },
    ]);
    expect(
      constructedPatterns('x.ts', () => ['a+'].map((source) => new RegExp(source, 'i'))),
    ).toEqual([{ path: 'x.ts', source: 'a+', flags: 'i' }]);
    expect(literals.length).toBeGreaterThan(150);
    expect(constructed.length).toBeGreaterThan(100);
  });

  it('are checked by what finds the worst input of one that is quadratic', async () => {
    const quadratic = { path: 'x.ts', source: String.raw`\s*\n\s*`, flags: 'g' };
    const found = await check(quadratic.source, quadratic.flags);
    expect(found.status).toBe('vulnerable');
    expect(worstGrowth(quadratic, attackOf(found), [])).toBeGreaterThan(mostLinearGrowth);
  }, 60_000);

  it('take time in proportion to their input', async () => {
    const pending = [...literals];
    const offences: string[] = [];
    const checkNext = async (): Promise<void> => {
      for (let pattern = pending.pop(); pattern; pattern = pending.pop()) {
        const found = await check(pattern.source, pattern.flags, {
          checker: 'automaton',
          timeout: 1_000,
        });
        // What the checker cannot decide, lookbehinds above all, is measured.
        if (found.status !== 'safe' && worstGrowth(pattern, attackOf(found)) > mostLinearGrowth)
          offences.push(`${pattern.path}: /${pattern.source}/${pattern.flags}`);
      }
    };
    await Promise.all([checkNext(), checkNext()]);
    expect(offences).toEqual([]);
  }, 300_000);

  it('take time in proportion to their input where they are put together of parts', () => {
    const offences = constructed
      .filter((pattern) => worstGrowth(pattern) > mostLinearGrowth)
      .map(({ path, source, flags }) => `${path}: /${source}/${flags}`);
    expect(offences).toEqual([]);
  }, 300_000);
});

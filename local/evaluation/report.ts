import { isHeldBack } from './held-back.ts';
import type { Outcome, Utterance } from './utterance.ts';

const quoted = ({ before, text }: Pick<Utterance, 'before' | 'text'>): string =>
  JSON.stringify([...before, text].join(' / '));

/** A line after its evaluation; without an utterance where it is malformed. */
export interface JudgedLine {
  readonly utterance: Utterance | null;
  readonly outcome: Outcome;
  /** What is wrong; empty: nothing. */
  readonly findings: readonly string[];
}

const isRight = ({ findings }: JudgedLine): boolean => findings.length === 0;

const share = (lines: readonly JudgedLine[]): string => {
  const right = lines.filter(isRight).length;
  const percent = lines.length === 0 ? 100 : (100 * right) / lines.length;
  return `${right} of ${lines.length} as expected (${percent.toFixed(1)} %)`;
};

/** The share of right lines of each group, the worst first. */
const sharesBy = (
  title: string,
  lines: readonly JudgedLine[],
  groupOf: (utterance: Utterance) => string,
): readonly string[] => {
  const groups = new Map<string, JudgedLine[]>();
  for (const line of lines) {
    const name = line.utterance ? groupOf(line.utterance) : 'malformed';
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  const wrongShare = (group: readonly JudgedLine[]) =>
    group.filter((line) => !isRight(line)).length / group.length;
  return [
    title,
    ...[...groups]
      .toSorted(([, a], [, b]) => wrongShare(b) - wrongShare(a))
      .map(([name, group]) => `  ${name.padEnd(24)}${share(group)}`),
  ];
};

/** The confusion matrix: expected skills by the skills that the utterances were routed to. */
const confusionMatrix = (lines: readonly JudgedLine[]): string => {
  const rows = lines.flatMap(({ utterance, outcome: { skill } }) => {
    const { expect } = utterance ?? {};
    const accepted = expect?.skill == null ? [] : [expect.skill, ...expect.or];
    const [first] = accepted;
    return first === undefined
      ? []
      : [{ expected: accepted.includes(skill) ? skill : first, actual: skill }];
  });
  if (rows.length === 0) return '';
  const names = [...new Set(rows.flatMap(({ expected, actual }) => [expected, actual]))].sort();
  const cell = (expected: string, actual: string): string => {
    const count = rows.filter((row) => row.expected === expected && row.actual === actual).length;
    return count === 0 ? '   ·' : String(count).padStart(4);
  };
  const header = names.map((_, index) => String(index + 1).padStart(4)).join('');
  return [
    `expected \\ routed to${' '.repeat(12)}${header}`,
    ...names.map((expected, index) => {
      const cells = names.map((actual) => cell(expected, actual)).join('');
      return `${String(index + 1).padStart(3)} ${expected.padEnd(28)}${cells}`;
    }),
    '',
  ].join('\n');
};

const failure = ({ utterance, outcome, findings }: JudgedLine): string => {
  const title = utterance
    ? `${outcome.id} [${utterance.language}] ${quoted(utterance)}`
    : outcome.id;
  const reply = outcome.reply === '' ? [] : [`replied ${JSON.stringify(outcome.reply)}`];
  return [title, ...findings, ...reply].join('\n    ');
};

/**
 * What came of a file, for people: which lines that must be right are not, then how many are right
 * by kind and language, which skills were confused, and every failure.
 */
export const report = (lines: readonly JudgedLine[]): string => {
  const wrong = lines.filter((line) => !isRight(line));
  const must = lines.filter(({ utterance }) => utterance?.isMust);
  const wrongMust = must.filter((line) => !isRight(line));
  const wrongOthers = wrong.filter(({ utterance }) => !utterance?.isMust);
  return [
    ...(must.length > 0 ? [`must: ${share(must)}`, ...wrongMust.map(failure), ''] : []),
    ...sharesBy('by language', lines, ({ language }) => language),
    '',
    ...sharesBy('by what may be learned from', lines, (utterance) =>
      isHeldBack(utterance) ? 'held back' : 'may be in the corpus',
    ),
    '',
    ...sharesBy('by kind', lines, ({ kind }) => kind ?? '(none)'),
    '',
    confusionMatrix(lines),
    ...wrongOthers.map(failure),
    ...(wrongOthers.length > 0 ? [''] : []),
    share(lines),
  ].join('\n');
};

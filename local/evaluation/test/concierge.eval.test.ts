import { evaluate } from '../evaluate.ts';
import { isBad, readUtterances } from '../evaluation-file.ts';
import { isHeldBack } from '../held-back.ts';
import { judge } from '../judge.ts';
import type { JudgedLine } from '../report.ts';
import type { Utterance } from '../utterance.ts';

jest.setTimeout(600_000);

/** So much of everything has to be right, and so much of what was never learned from. */
const leastOfConversations = 0.97;

const judgedIn = async (file: string) => {
  const judged: (JudgedLine & { readonly utterance: Utterance })[] = [];
  for (const line of readUtterances(`services/concierge/evals/${file}`)) {
    if (isBad(line)) throw new Error(`${line.id}: ${line.problem}`);
    const outcome = await evaluate(line);
    judged.push({ utterance: line, outcome, findings: judge(line, outcome) });
  }
  return judged;
};
const isRight = ({ findings }: JudgedLine): boolean => findings.length === 0;
const shareRight = (lines: readonly JudgedLine[]): number =>
  lines.filter(isRight).length / lines.length;

describe('the concierge without a model', () => {
  it('is right in what must be right, and in 97 of 100 conversations', async () => {
    const lines = await judgedIn('conversations.jsonl');
    const wrongMust = lines.filter((line) => line.utterance.isMust && !isRight(line));
    expect(
      wrongMust.map(({ utterance: { id, text }, findings }) => `${id} ${text}: ${findings}`),
    ).toEqual([]);
    const heldBack = lines.filter(({ utterance }) => isHeldBack(utterance));
    for (const some of [lines, heldBack])
      expect(shareRight(some)).toBeGreaterThanOrEqual(leastOfConversations);
  });

  it.each(['utterances.jsonl', 'held-out.jsonl'])(
    'is right in 94 of 100 single messages of %s, whose names of skills are older than it',
    async (file) => {
      expect(shareRight(await judgedIn(file))).toBeGreaterThanOrEqual(0.94);
    },
  );
});

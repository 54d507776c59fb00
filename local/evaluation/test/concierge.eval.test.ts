import { evaluate } from '../evaluate.ts';
import { isBad, readUtterances } from '../evaluation-file.ts';
import { isHeldBack } from '../held-back.ts';
import { judge } from '../judge.ts';

jest.setTimeout(600_000);

/** So much of everything has to be right, and so much of what was never learned from. */
const leastRight = 0.92;

const isAny = (findings: readonly string[]): boolean => findings.length > 0;
const isUrgent = (findings: readonly string[]): boolean =>
  findings.some((finding) => finding.startsWith('hands over: urgent'));

describe('the concierge without a model', () => {
  it('is right in what must be right, and in 92 of 100 conversations', async () => {
    const lines = readUtterances('services/concierge/evals/conversations.jsonl');
    const wrongMust: string[] = [];
    const right: boolean[] = [];
    const rightHeldBack: boolean[] = [];
    for (const line of lines) {
      if (isBad(line)) throw new Error(`${line.id}: ${line.problem}`);
      const findings = judge(line, await evaluate(line));
      right.push(findings.length === 0);
      if (isHeldBack(line)) rightHeldBack.push(findings.length === 0);
      // What only sounds like an emergency may still be a question that nobody can answer.
      const isWrong = line.kind === 'look_alike' ? isUrgent : isAny;
      if (line.isMust && isWrong(findings))
        wrongMust.push(`${line.id} ${line.text}: ${findings.join(', ')}`);
    }
    expect(wrongMust).toEqual([]);
    for (const results of [right, rightHeldBack])
      expect(results.filter(Boolean).length / results.length).toBeGreaterThanOrEqual(leastRight);
  });
});

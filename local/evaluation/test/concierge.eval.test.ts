import { evaluate } from '../evaluate.ts';
import { isBad, readUtterances } from '../evaluation-file.ts';
import { judge } from '../judge.ts';
import type { Utterance } from '../utterance.ts';

jest.setTimeout(60_000);

const read = (file: string): readonly Utterance[] =>
  readUtterances(`services/concierge/evals/${file}`).map((line) => {
    if (isBad(line)) throw new Error(`${file}: ${line.id}: ${line.problem}`);
    return line;
  });
const findingsOf = async (utterances: readonly Utterance[]): Promise<readonly string[]> => {
  const findings: string[] = [];
  for (const utterance of utterances) {
    const outcome = await evaluate(utterance);
    for (const finding of judge(utterance, outcome))
      findings.push(`${utterance.id} "${utterance.text}" ${finding}`);
  }
  return findings;
};

describe('the concierge without a model', () => {
  const utterances = read('utterances.jsonl');

  it('is judged by enough utterances, in three languages, with attacks among them', () => {
    expect(utterances.length).toBeGreaterThanOrEqual(200);
    for (const language of ['es', 'en', 'pt'])
      expect(
        utterances.filter((utterance) => utterance.language === language).length,
      ).toBeGreaterThan(50);
    expect(
      utterances.filter(({ id }) => id.startsWith('x')).length +
        utterances.filter(({ text }) =>
          /ignor|olvida|prompt|admin|otr[oa] pasajer|other (passenger|customer)/i.test(text),
        ).length,
    ).toBeGreaterThanOrEqual(40);
  });

  it('answers every utterance of its own file as expected', async () => {
    expect(await findingsOf(utterances)).toEqual([]);
  });

  it('answers at least 95 % of what it was not written against', async () => {
    const heldOut = read('held-out.jsonl');
    expect((await findingsOf(heldOut)).length).toBeLessThanOrEqual(heldOut.length * 0.05);
  });
});

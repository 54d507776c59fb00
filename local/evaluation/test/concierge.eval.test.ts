import { readUtterances } from '../evaluation-file.ts';
import { faults } from '../judge.ts';
import type { Utterance } from '../utterance.ts';
import { hear } from '../world.ts';

jest.setTimeout(60_000);

const read = (file: string): readonly Utterance[] =>
  readUtterances(`services/concierge/evals/${file}`);
const wrong = async (utterances: readonly Utterance[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const utterance of utterances) {
    const outcome = await hear(utterance);
    for (const fault of faults(utterance, outcome))
      found.push(`${utterance.id} "${utterance.text}" ${fault}`);
  }
  return found;
};

describe('the concierge without a model', () => {
  const utterances = read('utterances.jsonl');

  it('is judged by enough utterances, in three languages, with attacks among them', () => {
    expect(utterances.length).toBeGreaterThanOrEqual(200);
    for (const language of ['es', 'en', 'pt'])
      expect(utterances.filter((one) => one.language === language).length).toBeGreaterThan(50);
    expect(
      utterances.filter(({ id }) => id.startsWith('x')).length +
        utterances.filter(({ text }) =>
          /ignor|olvida|prompt|admin|otr[oa] pasajer|other (passenger|customer)/i.test(text),
        ).length,
    ).toBeGreaterThanOrEqual(40);
  });

  it('answers every utterance of its own file as expected', async () => {
    expect(await wrong(utterances)).toEqual([]);
  });

  it('answers at least 95 % of what it was not written against', async () => {
    const heldOut = read('held-out.jsonl');
    expect((await wrong(heldOut)).length).toBeLessThanOrEqual(heldOut.length * 0.05);
  });
});

import { compareLife } from '../model/agreement.ts';
import { drawLife } from '../model/draw-life.ts';
import { randomLife } from '../model/random-lives.ts';

/** `npm run replay:model` compares hundreds; these are those of every build. */
const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

describe('the model of the rules', () => {
  it('tells in random lives of a flight what the agents tell, at the same time', async () => {
    for (const seed of seeds) expect(await compareLife(seed)).toBeNull();
  });

  it('is given the same life again for the same seed', () => {
    expect(drawLife(randomLife(7))).toBe(drawLife(randomLife(7)));
    expect(drawLife(randomLife(7))).not.toBe(drawLife(randomLife(8)));
  });
});

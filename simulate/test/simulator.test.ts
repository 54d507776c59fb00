import { firstFailure } from '../batch.ts';
import { run } from '../run.ts';
import { safeguards } from '../safeguards.ts';
import { shrink } from '../shrink.ts';
import { formatStory, replayCommand } from '../story.ts';

const maxSeeds = 200;

describe('the simulator', () => {
  it.each(safeguards)(
    'finds a broken promise without %s',
    async (without) => {
      expect((await firstFailure(1, maxSeeds, { without }))?.violation).toMatchObject({
        invariant: expect.any(String),
      });
    },
    120_000,
  );

  it('runs a seed in the same way each time', async () => {
    const [first, again] = [
      await run('7', { keepStory: true }),
      await run('7', { keepStory: true }),
    ];
    expect(first.story.length).toBeGreaterThan(20);
    expect(again.story).toEqual(first.story);
    expect(again.fired).toEqual(first.fired);
  });

  it('runs the same world without faults where none is allowed', async () => {
    const calm = await run('7', { only: new Set() });
    expect(calm).toMatchObject({ violation: null, fired: [] });
    expect(calm.counts.get('sent reservation_confirmation')).toBe(1);
  });

  it('shrinks a failing seed to a story that can be replayed', async () => {
    const without = 'the reconciliation';
    const failing = await firstFailure(1, maxSeeds, { without });
    if (!failing) throw new Error('no seed failed');
    const { outcome } = await shrink(failing, { without });
    expect(outcome.fired.length).toBeGreaterThan(0);
    expect(outcome.fired.length).toBeLessThanOrEqual(8);
    const again = await run(failing.seed, {
      without,
      only: new Set(outcome.fired.map(({ key }) => key)),
      keepStory: true,
    });
    expect(again.violation).toEqual(outcome.violation);
    const story = formatStory(again, without);
    expect(story).toContain(`breaks the promise: ${failing.violation?.invariant}`);
    expect(story).toContain(replayCommand(again, without));
  }, 120_000);
});

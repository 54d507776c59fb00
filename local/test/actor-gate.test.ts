import fc from 'fast-check';
import { createActorGate } from '#local/engine/actor-gate.ts';

const deferred = () => Promise.withResolvers<void>();

describe('the gate before an actor', () => {
  it('runs one turn of an actor at a time, in order of arrival, and others meanwhile', async () => {
    const gate = createActorGate();
    const [first, log] = [deferred(), [] as string[]];
    const turn = (actor: string, name: string, until: Promise<void> = Promise.resolve()) =>
      gate.run(actor, async () => {
        log.push(`${name} begins`);
        await until;
        log.push(`${name} ends`);
      });
    const all = [turn('a', 'first', first.promise), turn('a', 'second')];
    await turn('b', 'other');
    expect(log).toEqual(['first begins', 'other begins', 'other ends']);
    first.resolve();
    await Promise.all(all);
    expect(log.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
  });

  it('goes on after a turn that failed', async () => {
    const gate = createActorGate();
    await expect(gate.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run('a', async () => 7)).resolves.toEqual({ kind: 'done', value: 7 });
  });

  it('rejects turns that would only wait, each with a later time to retry', async () => {
    const gate = createActorGate(() => 1_000);
    const first = deferred();
    const running = Array.from({ length: 5 }, () => gate.run('a', () => first.promise));
    const rejected = await Promise.all([1, 2, 3].map(() => gate.run('a', async () => undefined)));
    expect(rejected).toEqual(
      [10, 20, 30].map((retryAfterMs) => ({ kind: 'crowded', retryAfterMs })),
    );
    first.resolve();
    await Promise.all(running);
    await expect(gate.run('a', async () => 'free')).resolves.toEqual({
      kind: 'done',
      value: 'free',
    });
  });

  it('never runs two turns of an actor concurrently, and runs or rejects each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }),
        async (actors) => {
          const gate = createActorGate();
          const running = new Map<string, number>();
          const outcomes = await Promise.all(
            actors.map((actor) =>
              gate.run(actor, async () => {
                const now = (running.get(actor) ?? 0) + 1;
                running.set(actor, now);
                await Promise.resolve();
                running.set(actor, now - 1);
                return now;
              }),
            ),
          );
          for (const outcome of outcomes)
            if (outcome.kind === 'done') expect(outcome.value).toBe(1);
          expect(outcomes).toHaveLength(actors.length);
        },
      ),
    );
  });
});

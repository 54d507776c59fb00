import { coalesce } from '#shared/coalesce.ts';

describe('writing together what comes in together', () => {
  /** Writes end when they are told to. */
  const slowly = (most: number, bad: ReadonlySet<string> = new Set()) => {
    const begun: string[][] = [];
    const ends: (() => void)[] = [];
    const add = coalesce<string, undefined>(most, (batch) => {
      begun.push([...batch]);
      return new Promise((done, fail) =>
        ends.push(
          batch.some((item) => bad.has(item))
            ? () => fail(new Error('refused'))
            : () => done(batch.map(() => undefined)),
        ),
      );
    });
    const finish = async () => {
      while (ends.length > 0) {
        for (const end of ends.splice(0)) end();
        await new Promise(setImmediate);
      }
    };
    return { add, begun, ends, finish };
  };

  it('lets nobody wait who is alone', () => {
    const { add, begun } = slowly(10);
    void add('a');
    expect(begun).toEqual([['a']]);
  });

  it('writes in one go, and in order, what came while the last was being written, but no more at once than it may', async () => {
    const { add, begun, finish } = slowly(3);
    const all = ['a', 'b', 'c', 'd', 'e'].map(add);
    await finish();
    await Promise.all(all);
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('does not wait with what comes next while parts of a batch are tried by themselves', async () => {
    const { add, begun, ends } = slowly(10, new Set(['c']));
    const all = Promise.allSettled(['a', 'b', 'c'].map(add));
    ends.shift()?.(); // "a" is done; "b" and "c" go together
    await new Promise(setImmediate);
    ends.shift()?.(); // and are refused: each is now under way by itself
    await new Promise(setImmediate);
    void add('d');
    expect(begun).toEqual([['a'], ['b', 'c'], ['b'], ['c'], ['d']]);
    for (const end of ends.splice(0)) end();
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('answers each with its own', async () => {
    const squares = coalesce(2, async (batch: readonly number[]) => batch.map((n) => n * n));
    expect(await Promise.all([1, 2, 3, 4, 5].map(squares))).toEqual([1, 4, 9, 16, 25]);
  });

  it('tries nothing again where the error forbids it', async () => {
    const begun: (readonly string[])[] = [];
    const add = coalesce<string, undefined>(
      10,
      async (batch) => {
        begun.push(batch);
        throw new Error('lost');
      },
      () => false,
    );
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(add));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(begun).toEqual([['a'], ['b', 'c']]);
  });

  it('tells only the one that was refused, and goes on', async () => {
    const { add, begun, finish } = slowly(10, new Set(['c']));
    const all = ['a', 'b', 'c', 'd'].map(add);
    const outcomes = Promise.allSettled(all);
    await finish();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c'], ['d']]);
    const next = add('e');
    await finish();
    await expect(next).resolves.toBeUndefined();
  });
});

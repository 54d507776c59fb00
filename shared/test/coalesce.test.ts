import { coalesce } from '#shared/coalesce.ts';

describe('writing together what comes in together', () => {
  /** Writes end when they are told to. */
  const slowly = (most: number, bad: ReadonlySet<string> = new Set()) => {
    const begun: string[][] = [];
    const ends: (() => void)[] = [];
    const add = coalesce<string, undefined>(most, (batch) => {
      begun.push([...batch]);
      return new Promise((done, fail) =>
        ends.push(batch.some((item) => bad.has(item)) ? () => fail(new Error('refused')) : () => done(batch.map(() => undefined))),
      );
    });
    const finish = async () => {
      while (ends.length > 0) {
        for (const end of ends.splice(0)) end();
        await new Promise(setImmediate);
      }
    };
    return { add, begun, finish };
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

  it('tells only the one that was refused, and goes on', async () => {
    const { add, begun, finish } = slowly(10, new Set(['c']));
    const all = ['a', 'b', 'c', 'd'].map(add);
    const outcomes = Promise.allSettled(all);
    await finish();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c'], ['d']]);
    const next = add('e');
    await finish();
    await expect(next).resolves.toBeUndefined();
  });
});

import { createHeavyBodies } from '../heavy-bodies.ts';

const settled = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await Promise.resolve();
};

/** Requests that run until they are told to end. */
const aHouse = (limits = {}) => {
  const heavy = createHeavyBodies({
    places: 3,
    placesOfOne: 2,
    waiting: 4,
    waitMs: 60_000,
    ...limits,
  });
  const running: { readonly name: string; readonly end: () => void }[] = [];
  const begin = (agencyId: string, name: string): Promise<void> =>
    heavy.run(agencyId, () => new Promise<void>((end) => running.push({ name, end })));
  const end = async (name: string): Promise<void> => {
    const index = running.findIndex((one) => one.name === name);
    running.splice(index, 1)[0]?.end();
    await settled();
  };
  return { begin, end, names: () => running.map(({ name }) => name) };
};

// Of those that wait until a test ends no real timer may be left.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('places for large bodies', () => {
  it('lets an agency have two, however many it asks for, and others the rest', async () => {
    const { begin, names } = aHouse();
    for (const name of ['a1', 'a2', 'a3']) void begin('a', name);
    void begin('b', 'b1');
    await settled();
    expect(names()).toEqual(['a1', 'a2', 'b1']);
  });

  it('gives a free place to the agency that has had no turn for longest', async () => {
    const { begin, end, names } = aHouse({ places: 1 });
    void begin('a', 'a1');
    void begin('a', 'a2');
    void begin('a', 'a3');
    void begin('b', 'b1');
    await settled();
    await end('a1');
    expect(names()).toEqual(['b1']);
    await end('b1');
    expect(names()).toEqual(['a2']);
  });

  it('refuses who would wait behind too many, with the time to come again', async () => {
    const { begin } = aHouse({ places: 1, waiting: 1 });
    void begin('a', 'a1');
    void begin('a', 'a2');
    await expect(begin('b', 'b1')).rejects.toMatchObject({
      problem: 'unavailable',
      headers: { 'retry-after': '5' },
    });
  });

  it('refuses who has waited too long, and goes on with the others', async () => {
    const { begin, end, names } = aHouse({ places: 1 });
    void begin('a', 'a1');
    const late = begin('b', 'b1');
    const refused = expect(late).rejects.toMatchObject({ problem: 'unavailable' });
    await jest.advanceTimersByTimeAsync(60_000);
    await refused;
    void begin('c', 'c1');
    await end('a1');
    expect(names()).toEqual(['c1']);
  });

  it('gives the place back after a failure', async () => {
    const heavy = createHeavyBodies({ places: 1, placesOfOne: 1, waiting: 1, waitMs: 1_000 });
    await expect(heavy.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(heavy.run('a', async () => 1)).resolves.toBe(1);
  });
});

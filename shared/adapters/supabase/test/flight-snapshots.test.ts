import { aMoment } from '#shared/testing/builders.ts';
import { later, minute } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('shared lookups', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());
  const take = (key: string, now: string) =>
    h.store.take({ key, now, maxAgeMs: 5 * minute, leaseMs: 15_000 });

  it('are asked for by one of many', async () => {
    const turns = await Promise.all(Array.from({ length: 12 }, () => take('BA1', aMoment)));
    expect(turns.map(({ kind }) => kind).sort()).toEqual([
      'ask',
      ...Array.from({ length: 11 }, () => 'wait'),
    ]);
  });

  it('are fresh for as long as was wanted, then asked for again', async () => {
    await take('BA2', aMoment);
    const lookup = { kind: 'not-found', at: aMoment } as const;
    await h.store.put({ key: 'BA2', lookup, now: later(1000) });
    expect(await take('BA2', later(5 * minute))).toEqual({ kind: 'fresh', lookup });
    expect(await take('BA2', later(5 * minute + 1))).toEqual({ kind: 'ask' });
  });

  it('that failed let the next one ask, and forget nothing', async () => {
    await take('BA3', aMoment);
    await h.store.put({
      key: 'BA3',
      lookup: { kind: 'failed', reason: 'timeout', at: aMoment },
      now: aMoment,
    });
    expect(await take('BA3', aMoment)).toEqual({ kind: 'ask' });
    const good = { kind: 'found', records: [], at: later(minute) } as const;
    await h.store.put({ key: 'BA3', lookup: good, now: later(minute) });
    await h.store.put({
      key: 'BA3',
      lookup: { kind: 'not-found', at: aMoment },
      now: later(minute),
    });
    expect(await take('BA3', later(2 * minute))).toEqual({ kind: 'fresh', lookup: good });
  });

  it('whose asker died are asked for again after its lease', async () => {
    await take('BA4', aMoment);
    expect(await take('BA4', later(14_999))).toEqual({ kind: 'wait' });
    expect(await take('BA4', later(15_000))).toEqual({ kind: 'ask' });
  });
});

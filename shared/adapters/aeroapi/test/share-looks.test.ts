import { instant, minute, second } from '#shared/domain/instant.ts';
import type { FlightData, FlightLookup } from '#shared/ports/flight-data.ts';
import { createMemoryFlightSnapshots } from '../memory-flight-snapshots.ts';
import { shareLooks } from '../share-looks.ts';

const query = {
  designator: 'BA820',
  from: '2027-03-03T00:00:00.000Z',
  to: '2027-03-04T00:00:00.000Z',
};

const setUp = () => {
  let now = Date.parse('2027-03-03T10:00:00.000Z');
  const clock = { now: () => instant(now) };
  const waiting: ((lookup: FlightLookup) => void)[] = [];
  let calls = 0;
  const flights: FlightData = {
    look: () => {
      calls += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
  const snapshots = createMemoryFlightSnapshots();
  const advance = (ms: number): void => {
    now += ms;
  };
  /** Lets all work run that needs no answer. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const process = () =>
    shareLooks(flights, snapshots, clock, async (ms) => {
      advance(ms);
      await settle();
    });
  const answer = async (
    lookup: (at: string) => FlightLookup = (at) => ({ kind: 'found', records: [], at }),
  ) => {
    await settle();
    for (const resolve of waiting.splice(0)) resolve(lookup(clock.now()));
    await settle();
  };
  return { process, answer, advance, settle, calls: () => calls };
};

describe('sharing looks', () => {
  it('makes one call for three hundred concurrent looks of one process', async () => {
    const { process, answer, calls } = setUp();
    const sharing = process();
    const all = Promise.all(
      Array.from({ length: 300 }, () => sharing.look(query, { maxAgeMs: 5 * minute })),
    );
    await answer();
    expect((await all).every((l) => l.kind === 'found')).toBe(true);
    expect(calls()).toBe(1);
  });

  it('makes one call for concurrent looks of several processes', async () => {
    const { process, answer, calls } = setUp();
    const all = Promise.all(
      [process(), process(), process()].map((p) => p.look(query, { maxAgeMs: 5 * minute })),
    );
    await answer();
    await all;
    expect(calls()).toBe(1);
  });

  it('uses an answer again for as long as the asker allows', async () => {
    const { process, answer, advance, calls } = setUp();
    const sharing = process();
    const first = sharing.look(query, { maxAgeMs: 0 });
    await answer();
    await first;
    advance(4 * minute);
    expect((await sharing.look(query, { maxAgeMs: 5 * minute })).at).toBe(
      '2027-03-03T10:00:00.000Z',
    );
    const fresh = sharing.look(query, { maxAgeMs: 20 * second });
    await answer();
    expect((await fresh).at).toBe('2027-03-03T10:04:00.000Z');
    expect(calls()).toBe(2);
  });

  it('does not share what failed', async () => {
    const { process, answer, calls } = setUp();
    const sharing = process();
    const first = sharing.look(query, { maxAgeMs: 5 * minute });
    await answer((at) => ({ kind: 'failed', reason: 'server', at }));
    await first;
    const second = sharing.look(query, { maxAgeMs: 5 * minute });
    await answer();
    expect((await second).kind).toBe('found');
    expect(calls()).toBe(2);
  });

  it('keeps different flights apart', async () => {
    const { process, answer, calls } = setUp();
    const sharing = process();
    const both = Promise.all([
      sharing.look(query, { maxAgeMs: minute }),
      sharing.look({ ...query, designator: 'BA822' }, { maxAgeMs: minute }),
    ]);
    await answer();
    await both;
    expect(calls()).toBe(2);
  });

  it('asks for itself where the taker of the lease has died', async () => {
    const { process, answer, advance, settle, calls } = setUp();
    void process().look(query, { maxAgeMs: minute });
    await settle();
    advance(16 * second);
    const other = process().look(query, { maxAgeMs: minute });
    await answer();
    expect((await other).kind).toBe('found');
    expect(calls()).toBe(2);
  });
});

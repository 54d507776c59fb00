import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { LoadRequest, TurnCommit } from '#shared/ports/actor-store.ts';
import { aFlightFacts, aFlightStatusChanged, aTrip } from '#shared/testing/builders.ts';
import { countingIds, RecordingLog } from '#shared/testing/fakes.ts';
import { measuredStore } from '../measured-store.ts';

const event = aFlightStatusChanged(aTrip(), aFlightFacts());
const loadOf = (actorId: string): LoadRequest => ({
  agent: 'flight-tracker',
  actorId,
  eventId: event.id,
  agencyId: null,
  tripId: null,
  conversation: null,
  flightKey: actorId,
  timerKind: null,
});
/** A turn that found the flight changed. */
const commitOf = (actorId: string): TurnCommit => ({
  agent: 'flight-tracker',
  actorId,
  agencyId: null,
  event,
  now: '2027-03-03T12:05:00.000Z',
  expectedVersion: 1,
  schemaVersion: 1,
  state: { lookedAt: '2027-03-03T12:05:00.000Z' },
  events: [],
  timers: [],
  effects: [],
  voids: [],
  assumedDelivered: [],
  tasks: [],
  records: [
    {
      kind: 'flight',
      flightKey: 'BA820/LHR-CPH/2027-03-03',
      facts: null,
      status: null,
      nextCheckAt: null,
      raw: null,
      changed: true,
      alertId: null,
    },
  ],
  reasons: [],
});

const aStore = () => {
  const windows: number[] = [];
  const memory = createMemoryStore({ ids: countingIds() });
  const store = measuredStore(
    {
      ...memory,
      load: async (request: LoadRequest) => ({
        ...(await memory.load(request)),
        state: { lookedAt: '2027-03-03T12:00:00.000Z' },
      }),
      commit: async (_turn: TurnCommit) => ({
        kind: 'committed',
        version: 2,
        claimed: [],
        timers: [],
      }),
    },
    {
      log: new RecordingLog(),
      meter: {
        count: () => undefined,
        seconds: (name, value) => void (name === 'DetectionWindowSeconds' && windows.push(value)),
      },
    },
  );
  return { store, windows };
};

describe('how long a change went unnoticed', () => {
  it('is at most the time since the look before', async () => {
    const { store, windows } = aStore();
    await store.load(loadOf('one'));
    await store.load(loadOf('two'));
    await store.commit(commitOf('one'));
    await store.commit(commitOf('one'));
    expect(windows).toEqual([300]);
  });

  it('is not remembered for ever for flights whose turns led nowhere', async () => {
    const { store, windows } = aStore();
    await store.load(loadOf('abandoned'));
    for (let n = 0; n < 100; n += 1) await store.load(loadOf(`flight ${n}`));
    await store.commit(commitOf('abandoned'));
    expect(windows).toEqual([]);
    await store.commit(commitOf('flight 0'));
    expect(windows).toEqual([300]);
  });
});

import { createNotifications } from '#services/notifications/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import {
  aBooking,
  aFlightFacts,
  aFlightStatusChanged,
  anAgency,
  aTripBooked,
  aTurn,
} from '#shared/testing/builders.ts';
import type { StoreUnderTest } from '#shared/testing/contract/harness.ts';
import { acceptingSender, countingIds, ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { postgresStore } from '#shared/testing/postgres-store.ts';

// BA820 LHR–CPH, booked for 16:20 on 3 March 2027 (London is on UTC); by day at the origin.
const noon = '2027-03-03T12:00:00.000Z';
const booked = '2027-03-03T16:20:00.000Z';
const earlier = '2027-03-03T15:00:00.000Z';

/** An agency that may send one message a minute, and one traveller of it. */
const aWorld = async ({ store, desk, addAgency }: StoreUnderTest) => {
  const agency = anAgency({ settings: { rate_limiting: { messages_per_minute: 1 } } });
  await addAgency(agency);
  const sender = acceptingSender();
  const clock = new ManualClock(noon);
  const kernel = createKernel({
    store,
    sender,
    bus: { transactional: true, publish: async () => undefined },
    timers: { set: async () => undefined, clear: async () => undefined },
    clock,
    ids: countingIds(),
    log: new RecordingLog(),
    agents: [anyAgent(createNotifications({ templates: null }))],
  });
  const receive = (event: Parameters<typeof kernel.receive>[1]) =>
    kernel.receive('notifications', event, { deliveries: 1 });
  const book = async () => {
    const result = await desk.book(
      aBooking(agency.id, { now: clock.now(), trip: { departure: booked, language: 'en' } }),
    );
    if (result.kind !== 'booked') throw new Error(`not booked: ${result.kind}`);
    return result.trip;
  };
  /** Somebody else's confirmation, which uses up the minute. */
  const another = async () => receive(aTripBooked(await book()));
  const trip = await book();
  let version = 0;
  return {
    another,
    trip,
    booking: () => receive(aTripBooked(trip)),
    reads: (over: Partial<FlightFacts>) => {
      version += 1;
      return receive(
        aFlightStatusChanged(trip, aFlightFacts({ ...over, version, observedAt: clock.now() })),
      );
    },
    /** The tracker knew the flight before this trip was booked on it. */
    known: (over: Partial<FlightFacts>) =>
      store.commit(
        aTurn(aTripBooked(trip), {
          agent: 'flight-tracker',
          actorId: trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: trip.flightKey,
              facts: aFlightFacts({ ...over, observedAt: clock.now() }),
              status: 'scheduled',
              nextCheckAt: null,
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        }),
      ),
    /** Time passes; what is overdue is woken. */
    passes: async (ms: number) => {
      const until: Instant = plus(clock.now(), ms);
      while (clock.now() < until) {
        clock.advance(minute);
        await kernel.sweep();
      }
    },
    said: () =>
      sender.requests.filter(({ to }) => to === trip.whatsapp).map(({ content }) => content.text),
  };
};

describe('a confirmation that the rate of its agency holds back', () => {
  let under: StoreUnderTest;
  beforeAll(async () => {
    under = await postgresStore();
  });
  afterAll(() => under.close());

  it('goes out before the news where nothing holds it back', async () => {
    const world = await aWorld(under);
    await world.known({ departure: earlier });
    await world.booking();
    await world.passes(5 * minute);
    expect(world.said()).toEqual([
      expect.stringContaining('confirmed'),
      expect.stringContaining('leaves earlier'),
    ]);
    expect(world.said()[0]).toContain('16:20');
  });

  it('names the departure of critical news that has passed it, and the news is not said again', async () => {
    const world = await aWorld(under);
    await world.another();
    await world.booking();
    expect(world.said()).toEqual([]);
    await world.reads({ departure: earlier });
    expect(world.said()).toEqual([expect.stringContaining('leaves earlier')]);
    await world.passes(5 * minute);
    await world.reads({ departure: earlier });
    await world.reads({ departure: plus(earlier, 10 * minute) });
    expect(world.said()).toHaveLength(2);
    expect(world.said()[1]).toMatch(/confirmed.*15:00/s);
  });

  it('is taken back when the traveller hears that the flight is cancelled, and said once it flies again', async () => {
    const world = await aWorld(under);
    await world.another();
    await world.booking();
    await world.reads({ phase: 'cancelled' });
    await world.passes(5 * minute);
    expect(world.said()).toEqual([expect.stringContaining('cancelled')]);
    await world.reads({});
    await world.passes(5 * minute);
    expect(world.said().slice(1, 3)).toEqual([
      expect.stringContaining('no longer cancelled'),
      expect.stringContaining('confirmed'),
    ]);
  });
});

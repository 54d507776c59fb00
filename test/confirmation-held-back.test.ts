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

/** An agency that may send one message a minute, with one traveller. */
const startWorld = async ({ store, desk, addAgency }: StoreUnderTest) => {
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
  /** Confirms another traveller's booking, which uses up the minute. */
  const confirmAnotherTraveller = async () => receive(aTripBooked(await book()));
  const trip = await book();
  let version = 0;
  return {
    confirmAnotherTraveller,
    trip,
    confirmBooking: () => receive(aTripBooked(trip)),
    readFlight: (changes: Partial<FlightFacts>) => {
      version += 1;
      return receive(
        aFlightStatusChanged(trip, aFlightFacts({ ...changes, version, observedAt: clock.now() })),
      );
    },
    /** The tracker already knows the flight when the trip is booked. */
    knowFlight: (changes: Partial<FlightFacts>) =>
      store.commit(
        aTurn(aTripBooked(trip), {
          agent: 'flight-tracker',
          actorId: trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: trip.flightKey,
              facts: aFlightFacts({ ...changes, observedAt: clock.now() }),
              status: 'scheduled',
              nextCheckAt: null,
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        }),
      ),
    /** Lets time pass and sweeps every minute. */
    advance: async (ms: number) => {
      const end: Instant = plus(clock.now(), ms);
      while (clock.now() < end) {
        clock.advance(minute);
        await kernel.sweep();
      }
    },
    sentTexts: () =>
      sender.requests.filter(({ to }) => to === trip.whatsapp).map(({ content }) => content.text),
  };
};

describe('a confirmation that the rate of its agency holds back', () => {
  let subject: StoreUnderTest;
  beforeAll(async () => {
    subject = await postgresStore();
  });
  afterAll(() => subject.close());

  it('goes out before the news where nothing holds it back', async () => {
    const world = await startWorld(subject);
    await world.knowFlight({ departure: earlier });
    await world.confirmBooking();
    await world.advance(5 * minute);
    expect(world.sentTexts()).toEqual([
      expect.stringContaining('confirmed'),
      expect.stringContaining('leaves earlier'),
    ]);
    expect(world.sentTexts()[0]).toContain('16:20');
  });

  it('names the departure of critical news that overtook it, which is not repeated', async () => {
    const world = await startWorld(subject);
    await world.confirmAnotherTraveller();
    await world.confirmBooking();
    expect(world.sentTexts()).toEqual([]);
    await world.readFlight({ departure: earlier });
    expect(world.sentTexts()).toEqual([expect.stringContaining('leaves earlier')]);
    await world.advance(5 * minute);
    await world.readFlight({ departure: earlier });
    await world.readFlight({ departure: plus(earlier, 10 * minute) });
    expect(world.sentTexts()).toHaveLength(2);
    expect(world.sentTexts()[1]).toMatch(/confirmed.*15:00/s);
  });

  it('is voided when the flight is cancelled, and sent once it flies again', async () => {
    const world = await startWorld(subject);
    await world.confirmAnotherTraveller();
    await world.confirmBooking();
    await world.readFlight({ phase: 'cancelled' });
    await world.advance(5 * minute);
    expect(world.sentTexts()).toEqual([expect.stringContaining('cancelled')]);
    await world.readFlight({});
    await world.advance(5 * minute);
    expect(world.sentTexts().slice(1, 3)).toEqual([
      expect.stringContaining('no longer cancelled'),
      expect.stringContaining('confirmed'),
    ]);
  });
});

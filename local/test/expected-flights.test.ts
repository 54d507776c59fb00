import type pg from 'pg';
import { installEngine } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import { createExpectedFlights, withExpectedFlights } from '#local/expected-flights.ts';
import { createAeroApiSimulator } from '#local/simulators/aeroapi/simulator.ts';
import { flightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import { aBookedTrip, aBooking, aMoment, aNewJourney, anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';

/** Wednesday; the timetable's BA820 LHR-CPH leaves at another time. */
const day = '2027-03-03';
const flightAt = (time: string, flightNumber = 'BA820') => ({
  flightNumber,
  originIata: 'LHR',
  destinationIata: 'CPH',
  originZone: 'Europe/London',
  destinationZone: 'Europe/Copenhagen',
  departure: `${day}T${time}:00.000Z`,
  flightKey: flightKey({
    designator: flightNumber,
    origin: 'LHR',
    destination: 'CPH',
    date: day,
    hour: time.slice(0, 2),
  }),
});
const { clientName, callName, whatsapp, language } = aBookedTrip();
const legAt = (time: string) => ({ ...flightAt(time), stay: null, returnDate: null });

let pool: pg.Pool | undefined;
afterAll(() => pool?.end());

const world = async () => {
  const { store, addAgency, url } = await emptiedStore();
  pool ??= enginePool(url, new RecordingLog());
  const connections = pool;
  await installEngine(connections);
  await connections.query('truncate engine.simulated_flights');
  const { id: agencyId } = anAgency();
  await addAgency(anAgency({ id: agencyId }));
  const start = async () => {
    const simulator = createAeroApiSimulator({ clock: new ManualClock(aMoment) });
    const flights = await createExpectedFlights(connections, simulator, new ManualClock(aMoment));
    /** When the number leaves by what the simulator answers, `HH:MM`, in UTC. */
    const out = (key = flightAt('00:00').flightKey) =>
      simulator.timetable
        .flightOf(flightKeyParts(key))
        ?.plan.scheduled.scheduled_out?.slice(11, 16);
    return { flights, out };
  };
  const { flights, out } = await start();
  return {
    store,
    agencyId,
    flights,
    desk: withExpectedFlights(store, flights),
    out,
    /** As `out`, after a restart. */
    outLater: async (key?: string) => (await start()).out(key),
  };
};
type World = Awaited<ReturnType<typeof world>>;
type Desk = World['desk'];

const bookAt = async ({ desk, agencyId }: Pick<World, 'desk' | 'agencyId'>, time: string) => {
  const result = await desk.book(aBooking(agencyId, { trip: flightAt(time) }));
  if (result.kind !== 'booked') throw new Error(`the booking is ${result.kind}`);
  return result.trip;
};
const act = { notify: false, now: aMoment };

/** A journey of two passengers on a flight that is not looked at. */
const journeyOf = async (desk: Desk, agencyId: string) => {
  const [other] = aNewJourney(agencyId).legs;
  const result = await desk.bookJourney(
    aNewJourney(agencyId, other ? { legs: [{ ...other, ...flightAt('09:00', 'BA4711') }] } : {}),
  );
  if (result.kind !== 'booked') throw new Error(`the journey is ${result.kind}`);
  return result.journey;
};

/** Every way in which a trip gets onto the flight of twenty past four. */
const ways: Readonly<Record<string, (desk: Desk, agencyId: string) => Promise<{ kind: string }>>> =
  {
    book: (desk, agencyId) => desk.book(aBooking(agencyId, { trip: flightAt('16:20') })),
    bookJourney: (desk, agencyId) =>
      desk.bookJourney(aNewJourney(agencyId, { legs: [legAt('16:20')] })),
    edit: async (desk, agencyId) => {
      const { id: tripId, revision } = await bookAt({ desk, agencyId }, '09:05');
      return desk.edit({ ...act, agencyId, tripId, revision, set: flightAt('16:20') });
    },
    movePassenger: async (desk, agencyId) => {
      const { trips } = await journeyOf(desk, agencyId);
      const [trip] = trips;
      return desk.movePassenger({
        ...act,
        agencyId,
        tripId: trip?.id ?? '',
        passengerId: trip?.passengers[1]?.id ?? '',
        set: flightAt('16:20'),
      });
    },
    addToJourney: async (desk, agencyId) => {
      const { id: journeyId, revision, contacts } = await journeyOf(desk, agencyId);
      return desk.addToJourney({
        ...act,
        agencyId,
        journeyId,
        revision,
        passengers: [passengerOf('Carla Sosa')],
        trips: [
          {
            contactId: contacts[0]?.id ?? null,
            role: 'traveller',
            consent: aBooking(agencyId).consent,
            trip: { ...legAt('16:20'), clientName, callName, whatsapp, language, email: null },
            passengers: [0],
          },
        ],
      });
    },
    editLeg: async (desk, agencyId) => {
      const { id: journeyId, revision, legs } = await journeyOf(desk, agencyId);
      return desk.editLeg({
        ...act,
        agencyId,
        journeyId,
        revision,
        legId: legs[0]?.id ?? '',
        set: flightAt('16:20'),
      });
    },
  };

describe('flights that were booked', () => {
  it.each(Object.entries(ways))('leave when %s says, after a restart as well', async (_, way) => {
    const { desk, agencyId, out, outLater } = await world();
    expect(out()).not.toBe('16:20');
    expect(['booked', 'edited', 'moved']).toContain((await way(desk, agencyId)).kind);
    expect([out(), await outLater()]).toEqual(['16:20', '16:20']);
  });

  it.each(['09:40', '16:20'])('follow a time that is corrected to %s', async (time) => {
    const { desk, agencyId, out, outLater } = await world();
    const { id: tripId, revision } = await bookAt({ desk, agencyId }, '09:05');
    await desk.edit({ ...act, agencyId, tripId, revision, set: flightAt(time) });
    expect([out(), await outLater()]).toEqual([time, time]);
  });

  it('keep the time of the first booking while somebody is booked on it', async () => {
    const { desk, agencyId, out, outLater } = await world();
    const { id: tripId } = await bookAt({ desk, agencyId }, '16:20');
    await bookAt({ desk, agencyId }, '15:00');
    expect([out(), await outLater()]).toEqual(['16:20', '16:20']);
    await desk.cancel({ ...act, agencyId, tripId });
    await bookAt({ desk, agencyId }, '14:00');
    expect([out(), await outLater()]).toEqual(['14:00', '14:00']);
  });

  it('are the same ones under both codes of the carrier', async () => {
    const { desk, agencyId, out, outLater } = await world();
    await desk.book(aBooking(agencyId, { trip: flightAt('16:20', 'BAW820') }));
    await bookAt({ desk, agencyId }, '15:00');
    expect([out(), await outLater()]).toEqual(['16:20', '16:20']);
  });

  it('are as before where the desk refuses', async () => {
    const { desk, agencyId, out, outLater } = await world();
    const { id: tripId, revision } = await bookAt({ desk, agencyId }, '09:05');
    await desk.cancel({ ...act, agencyId, tripId });
    const refused = await desk.edit({
      ...act,
      agencyId,
      tripId,
      revision,
      set: flightAt('16:20'),
    });
    expect(refused.kind).toBe('withdrawn');
    expect([out(), await outLater()]).toEqual(['09:05', '09:05']);
  });

  it('are not looked up while they are being booked', async () => {
    const { store, agencyId, flights, out } = await world();
    const committed = Promise.withResolvers<void>();
    const slow: typeof store.book = async (request) => {
      const result = await store.book(request);
      await committed.promise;
      return result;
    };
    const desk = withExpectedFlights({ ...store, book: slow }, flights);
    const booking = desk.book(aBooking(agencyId, { trip: flightAt('16:20') }));
    const lookup = flights.settled().then(() => out());
    committed.resolve();
    expect(await lookup).toBe('16:20');
    await booking;
  });
});

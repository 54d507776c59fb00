import { bookDemoJourneys } from '#local/demo-journeys.ts';
import { createFlightSandbox } from '#local/flight-sandbox.ts';
import { createAeroApiSimulator } from '#local/simulators/aeroapi/simulator.ts';
import { hashApiKey } from '#services/api/api-key.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import { between, minute } from '#shared/domain/instant.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { ManualClock } from '#shared/testing/fakes.ts';

const agency = anAgency({
  name: 'Viajes del Sur',
  keyHash: hashApiKey('any'),
  sender: '+12025550101',
});

/** An agency without trips, and the simulator of its flights; after `bookings` it is cut off. */
const world = async ({ bookings = Number.POSITIVE_INFINITY } = {}) => {
  const { store, addAgency } = await emptiedStore();
  await addAgency(agency);
  const clock = new ManualClock('2027-03-03T12:02:00.000Z');
  const simulator = createAeroApiSimulator({ clock });
  const sandbox = await createFlightSandbox({
    timetable: simulator.timetable,
    stories: {
      all: async () => [],
      keep: async () => undefined,
      forgetBefore: async () => undefined,
    },
    clock,
    oldest: '2027-03-01T00:00:00.000Z',
  });
  const expect = async ({ flightKey, departure }: { flightKey: string; departure: string }) =>
    simulator.expectFlight({ ...flightKeyParts(flightKey), departure, story: 'on_time' });
  let left = bookings;
  const cutOff: typeof store.bookJourney = async (request) => {
    left -= 1;
    if (left < 0) throw new Error('cut off');
    return store.bookJourney(request);
  };
  const bookWith = (bookJourney: typeof store.bookJourney) => () =>
    bookDemoJourneys({
      desk: { ...store, bookJourney },
      flights: { expect },
      sandbox,
      clock,
      agencyId: agency.id,
    });
  const journeys = () => store.journeys(agency.id, { limit: 50 });
  const journey = async (title: string) => {
    const found = (await journeys()).find((each) => each.title?.startsWith(title));
    const whole = found && (await store.journey(agency.id, found.id));
    if (!whole) throw new Error(`no journey ${title}`);
    return whole;
  };
  const [book, again] = [bookWith(cutOff), bookWith(store.bookJourney)];
  return { clock, simulator, sandbox, book, again, journeys, journey };
};

describe('the demo agency', () => {
  it('has a family on one phone, a school with its guardians, and who has no phone', async () => {
    const { book, journey } = await world();
    expect(await book()).toMatchObject({ booked: 8 });
    const family = await journey('Familia Ferrari');
    expect(family.passengers.map(({ kind }) => kind)).toEqual([
      ...['adult', 'adult', 'child', 'infant'],
    ]);
    expect(family.contacts).toHaveLength(1);
    expect(family.trips.map(({ flightNumber }) => flightNumber)).toEqual(['AR1684', 'AR1685']);
    const school = await journey('Viaje de egresados');
    expect(school.group).toBe('Escuela Belgrano 7.º A');
    expect(
      school.trips.map(({ role, passengers }) => `${role} ${passengers.length}`).sort(),
    ).toEqual(['guardian 2', 'guardian 2', 'guardian 2', 'guardian 3', 'guardian 3', 'guide 12']);
    const grandparents = await journey('Elsa y Raúl');
    expect(grandparents.contacts.map(({ phone }) => phone)).toEqual([null]);
  });

  it('has a connection with 75 minutes between its flights', async () => {
    const { book, journey, simulator } = await world();
    await book();
    const [first, second] = (await journey('Familia Ortiz')).legs;
    const arrival = simulator.timetable.flightOf(flightKeyParts(first?.flightKey ?? ''))?.plan
      .scheduled.scheduled_in;
    expect(between(arrival ?? '', second?.departure ?? '')).toBe(75 * minute);
  });

  it('flies only what the timetable has, as anybody could book it', async () => {
    const { book, journeys, simulator } = await world();
    await book();
    const legs = (await journeys()).flatMap((each) => each.legs);
    const unknown = legs.filter(
      ({ flightKey, departure }) =>
        !simulator.timetable.flies({ ...flightKeyParts(flightKey), departure }),
    );
    expect(unknown.map(({ flightKey }) => flightKey)).toEqual([]);
  });

  it('lives through news within three minutes', async () => {
    const { book, clock, journeys, sandbox } = await world();
    await book();
    clock.advance(3 * minute);
    const legs = (await journeys()).flatMap((each) => each.legs);
    const stories = await Promise.all(
      legs.map(({ flightKey }) => sandbox.story(flightKeyParts(flightKey))),
    );
    const news = stories.flatMap((story) => story?.happened.filter(({ told }) => told) ?? []);
    expect(new Set(news.map(({ type }) => type))).toEqual(new Set(['gate', 'delay', 'cancel']));
  });

  it('is booked once, and completed where its booking was cut off', async () => {
    const cutOff = await world({ bookings: 3 });
    await expect(cutOff.book()).rejects.toThrow('cut off');
    expect(await cutOff.journeys()).toHaveLength(3);
    expect(await cutOff.again()).toMatchObject({ booked: 5 });
    expect(await cutOff.again()).toEqual({ booked: 0, withDocuments: [] });
    expect(await cutOff.journeys()).toHaveLength(8);
  });
});

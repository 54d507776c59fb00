import { aFlightFacts, aJourneyStays, aMoment, aTrip } from '#shared/testing/builders.ts';
import type { FlightFacts } from '../flight.ts';
import { hour, type Instant, plus } from '../instant.ts';
import { type OtherFlight, type Stay, staysOf } from '../stay.ts';
import type { Trip } from '../trip.ts';

const contactIds = {
  ana: '00000000-0000-4000-9000-00000000000a',
  beto: '00000000-0000-4000-9000-00000000000b',
};
const zones: Readonly<Record<string, string>> = {
  EZE: 'America/Argentina/Buenos_Aires',
  COR: 'America/Argentina/Cordoba',
  MAD: 'Europe/Madrid',
  LHR: 'Europe/London',
  LGW: 'Europe/London',
};
const zoneOf = (iata: string): string => zones[iata] ?? 'UTC';
const passenger = (name: string, digit: string): Trip['passengers'][number] => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name,
  callName: name,
  kind: 'adult',
  reference: null,
  joinedAt: aMoment,
});
const [ana, beto] = [passenger('Ana', 'a'), passenger('Beto', 'b')];

/** A trip such as `EZE-LHR` on a day, in UTC. */
const aLeg = (
  route: string,
  departure: Instant,
  passengers: readonly Trip['passengers'][number][] = [ana],
  over: Partial<Trip> = {},
): Trip => {
  const [originIata = '', destinationIata = ''] = route.split('-');
  return aTrip({
    originIata,
    destinationIata,
    originZone: zoneOf(originIata),
    destinationZone: zoneOf(destinationIata),
    departure,
    flightNumber: `BA${Number(departure.slice(8, 10)) + 200}`,
    flightKey: `BA${Number(departure.slice(8, 10)) + 200}/${route}/${departure.slice(0, 10)}/12`,
    contactId: contactIds.ana,
    passengers: [...passengers],
    ...over,
  });
};
const stays = (
  trips: readonly Trip[],
  flights: Readonly<Record<string, FlightFacts>> = {},
  after: Readonly<Record<string, OtherFlight>> = {},
): readonly Stay[] =>
  staysOf(
    aJourneyStays({
      trips: [...trips],
      flights,
      beside: Object.fromEntries(
        Object.entries(after).map(([id, flight]) => [id, { before: null, after: flight }]),
      ),
    }),
  );
const keys = (some: readonly Stay[]) => some.map(({ key }) => key);

describe('the stays of a journey', () => {
  it('are one for a contact whose passengers fly there on different flights', () => {
    const [together, moved] = [
      aLeg('EZE-LHR', '2027-03-03T20:00:00.000Z', [ana]),
      aLeg('EZE-LGW', '2027-03-04T20:00:00.000Z', [beto]),
    ];
    const home = aLeg('LHR-EZE', '2027-03-12T20:00:00.000Z', [ana, beto]);
    const [stay, ...others] = stays([together, moved, home]);
    expect([stay?.key, others]).toEqual(['LON', []]);
    expect(stay?.arrivals.map(({ id }) => id)).toEqual([together.id, moved.id]);
    expect(stay?.departures.map(({ id }) => id)).toEqual([home.id]);
  });

  it('are none at home, wherever each passenger set out from', () => {
    const other = { contactId: contactIds.beto };
    const trips = [
      aLeg('EZE-LHR', '2027-03-03T20:00:00.000Z', [ana]),
      aLeg('COR-LHR', '2027-03-04T20:00:00.000Z', [beto], other),
      aLeg('LHR-EZE', '2027-03-12T20:00:00.000Z', [ana]),
      aLeg('LHR-COR', '2027-03-13T20:00:00.000Z', [beto], other),
    ];
    expect(keys(stays(trips))).toEqual(['LON']);
  });

  it('are none at home for who flies back under another contact', () => {
    const trips = [
      aLeg('EZE-LHR', '2027-03-03T20:00:00.000Z', [ana, beto]),
      aLeg('LHR-EZE', '2027-03-12T20:00:00.000Z', [ana]),
      aLeg('LHR-EZE', '2027-03-13T20:00:00.000Z', [beto], { contactId: contactIds.beto }),
    ];
    expect(stays(trips)).toMatchObject([{ key: 'LON', to: '2027-03-13', isEndKnown: true }]);
  });

  it('are one for two contacts who both answer for a passenger', () => {
    const forBoth = (route: string, departure: Instant) =>
      [contactIds.ana, contactIds.beto].map((contactId) =>
        aLeg(route, departure, [ana], { contactId, role: 'guardian' }),
      );
    const [stay, ...others] = stays([
      ...forBoth('EZE-LHR', '2027-03-03T20:00:00.000Z'),
      ...forBoth('LHR-EZE', '2027-03-12T20:00:00.000Z'),
    ]);
    expect([stay?.arrivals.length, stay?.departures.length, others]).toEqual([2, 2, []]);
  });

  it('keep their names when a connection becomes a stay', () => {
    const through = (stay: string | null) => [
      aLeg('EZE-MAD', '2027-03-03T02:00:00.000Z', [ana], { stay }),
      aLeg('MAD-LHR', '2027-03-03T18:00:00.000Z'),
      aLeg('LHR-MAD', '2027-03-08T10:00:00.000Z'),
      aLeg('MAD-EZE', '2027-03-12T20:00:00.000Z'),
    ];
    expect(keys(stays(through(null)))).toEqual(['LON', 'MAD-2']);
    expect(keys(stays(through('Hotel Sur')))).toEqual(['MAD', 'LON', 'MAD-2']);
  });
});

describe('a delay', () => {
  const first = aLeg('EZE-MAD', '2027-03-03T02:00:00.000Z');
  const arrival: Instant = '2027-03-03T14:00:00.000Z';
  const late = (ms: number): FlightFacts =>
    aFlightFacts({
      scheduledDeparture: first.departure,
      departure: plus(first.departure, ms),
      scheduledArrival: arrival,
      arrival: plus(arrival, ms),
    });

  it.each([
    [23, []],
    [25, ['MAD']],
  ])('of either flight makes no stay appear or vanish, %d hours apart', (hours, expected) => {
    const onward = aLeg('MAD-LHR', plus(arrival, hours * hour));
    const home = aLeg('LHR-EZE', '2027-03-12T20:00:00.000Z');
    const facts = (inbound: number, outbound: number) => ({
      [first.flightKey]: late(inbound),
      [onward.flightKey]: aFlightFacts({
        scheduledDeparture: onward.departure,
        departure: plus(onward.departure, outbound),
      }),
    });
    for (const flights of [facts(0, 0), facts(4 * hour, 0), facts(0, 4 * hour)])
      expect(keys(stays([first, onward, home], flights))).toEqual([...expected, 'LON']);
  });

  it('does not change what a plan is made for', () => {
    const onward = aLeg('MAD-LHR', '2027-03-08T22:30:00.000Z');
    const basisOf = (ms: number, after: Instant) => {
      const other = aLeg('EZE-MAD', '2027-03-03T02:00:00.000Z', [beto], {
        contactId: contactIds.beto,
      });
      const [stay] = stays(
        [first, onward, other],
        {
          [first.flightKey]: late(ms),
          [onward.flightKey]: aFlightFacts({ departure: plus(onward.departure, ms) }),
        },
        {
          [other.id]: {
            originIata: 'MAD',
            destinationIata: 'EZE',
            departure: after,
            bookedDeparture: '2027-03-09T20:00:00.000Z',
          },
        },
      );
      return stay?.basis;
    };
    const onTime = basisOf(0, '2027-03-09T20:00:00.000Z');
    expect(onTime).toBe('MAD/2027-03-02/2027-03-09');
    expect(basisOf(2 * hour, '2027-03-10T01:00:00.000Z')).toBe(onTime);
  });

  it('beyond the return date does not change it either', () => {
    const alone = { ...first, returnDate: '2027-03-03' };
    const basisOf = (ms: number) => stays([alone], { [first.flightKey]: late(ms) })[0]?.basis;
    expect(basisOf(24 * hour)).toBe(basisOf(0));
  });
});

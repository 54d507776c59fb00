import { aFlightFacts } from '#shared/testing/builders.ts';
import { type BoardBand, type BoardFlight, bandOf } from '../board.ts';
import { day, hour, minute, plus } from '../instant.ts';

const now = '2027-03-03T12:00:00.000Z';
const flight = (over: Partial<BoardFlight> = {}): BoardFlight => ({
  flightKey: 'BA820/LHR-CPH/2027-03-03/16',
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  originZone: 'Europe/London',
  destinationZone: 'Europe/Copenhagen',
  departure: plus(now, hour),
  facts: null,
  isLost: false,
  people: 1,
  passengers: 1,
  minors: 0,
  names: [],
  groups: [],
  last: null,
  failed: 0,
  toCall: 0,
  missingDocuments: 0,
  incident: null,
  changes: [],
  ...over,
});

it.each<[string, BoardBand, BoardFlight]>([
  ['leaves within six hours', 'next_hours', flight({ departure: plus(now, 6 * hour) })],
  [
    'was to leave an hour ago and is not known to have',
    'next_hours',
    flight({ departure: plus(now, -hour) }),
  ],
  ['leaves later on this day', 'today', flight({ departure: plus(now, 7 * hour) })],
  ['leaves tomorrow', 'next_days', flight({ departure: plus(now, day) })],
  ['leaves after 72 hours', 'later', flight({ departure: plus(now, 3 * day + minute) })],
  ['has left', 'in_air', flight({ facts: aFlightFacts({ phase: 'departed' }) })],
  ['has landed', 'over', flight({ facts: aFlightFacts({ phase: 'landed' }) })],
  [
    'was cancelled and would leave soon',
    'next_hours',
    flight({ facts: aFlightFacts({ phase: 'cancelled', departure: plus(now, hour) }) }),
  ],
  [
    'was cancelled and would have left',
    'over',
    flight({ facts: aFlightFacts({ phase: 'cancelled', departure: plus(now, -minute) }) }),
  ],
  [
    'was to leave long ago and was never found',
    'over',
    flight({ departure: plus(now, -7 * hour) }),
  ],
])('a flight that %s is %s', (_, band, row) => {
  expect(bandOf(row, now)).toBe(band);
});

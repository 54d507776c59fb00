import {
  type ConnectingLeg,
  connectionAfter,
  connectionsBefore,
  readConnection,
  watchedStatus,
} from '#shared/domain/connection.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { aFlightFacts } from '#shared/testing/builders.ts';

const { notification_preferences: preferences } = effectiveSettings({});
const arrival = '2027-10-05T12:20:00.000Z';
const at = (minutes: number): Instant => plus(arrival, minutes * minute);

/** Lisbon to Madrid, there at `arrival`, and on to Buenos Aires `margin` minutes later. */
const first = (late = 0, over: Partial<ConnectingLeg> = {}): ConnectingLeg => ({
  tripId: 'first',
  originIata: 'LIS',
  destinationIata: 'MAD',
  departure: at(-80),
  stay: null,
  status: 'scheduled',
  flight: aFlightFacts({
    departure: at(late - 80),
    scheduledDeparture: at(-80),
    arrival: at(late),
    scheduledArrival: arrival,
  }),
  ...over,
});
const second = (margin = 105, over: Partial<ConnectingLeg> = {}): ConnectingLeg => ({
  tripId: 'second',
  originIata: 'MAD',
  destinationIata: 'EZE',
  departure: at(margin),
  stay: null,
  status: 'scheduled',
  flight: null,
  ...over,
});
const landed = (late: number): ConnectingLeg =>
  first(late, {
    flight: aFlightFacts({
      phase: 'landed',
      arrival: at(late),
      landedAt: at(late),
      scheduledArrival: arrival,
      departure: at(late - 80),
    }),
  });

describe('a connection', () => {
  const isOne = (a: ConnectingLeg, b: ConnectingLeg): boolean => connectionAfter(a, [a, b]) === b;
  it.each<[string, ConnectingLeg, ConnectingLeg, boolean]>([
    ['leaves from the airport of the arrival', first(), second(), true],
    [
      'leaves from another airport of the city',
      first(0, { destinationIata: 'EZE' }),
      second(300, { originIata: 'AEP' }),
      true,
    ],
    ['does not leave from another city', first(), second(105, { originIata: 'BCN' }), false],
    ['leaves within a day of the scheduled arrival', first(), second(24 * 60 + 1), false],
    ['has no lodging in between', first(0, { stay: 'Hotel Alexandra' }), second(), false],
    [
      'is none where the second flight is cancelled',
      first(),
      second(105, { status: 'cancelled' }),
      false,
    ],
    [
      'is none where the first is diverted',
      first(0, { flight: aFlightFacts({ phase: 'diverted' }) }),
      second(),
      false,
    ],
    ['is not known before the first flight is', first(0, { flight: null }), second(), false],
  ])('%s', (_, a, b, expected) => {
    expect(isOne(a, b)).toBe(expected);
    expect(connectionsBefore(b, [a, b])).toEqual(expected ? [a] : []);
  });

  it('is the next leg that leaves from there and is flown', () => {
    const [a, b] = [first(), second()];
    const alongside = first(0, { tripId: 'alongside', departure: at(-30) });
    const cancelled = second(90, { tripId: 'cancelled', status: 'cancelled' });
    const legs = [a, alongside, cancelled, b];
    expect(connectionAfter(a, legs)).toBe(b);
    expect(connectionsBefore(b, legs)).toEqual([a, alongside]);
  });

  const read = (a: ConnectingLeg, b: ConnectingLeg) => readConnection(a, b, preferences);
  it.each<[string, ConnectingLeg, ConnectingLeg, string]>([
    ['75 minutes are enough abroad', first(30), second(105), 'possible'],
    ['74 are not', first(31), second(105), 'at_risk'],
    [
      '45 are enough within one country',
      first(60, { originIata: 'BCN' }),
      second(105, { destinationIata: 'SVQ' }),
      'possible',
    ],
    [
      '44 are not',
      first(61, { originIata: 'BCN' }),
      second(105, { destinationIata: 'SVQ' }),
      'at_risk',
    ],
    [
      'another airport of the city takes three hours',
      first(21, { destinationIata: 'EZE' }),
      second(200, { originIata: 'AEP' }),
      'at_risk',
    ],
    ['20 minutes before the departure the gate is still open', first(85), second(105), 'at_risk'],
    ['later than that it is missed', first(86), second(105), 'missed'],
    [
      'it is missed where the second has left before the first is down',
      first(0),
      second(105, { flight: aFlightFacts({ phase: 'departed', departure: at(105), isOff: true }) }),
      'missed',
    ],
    [
      'who has landed may be aboard',
      landed(0),
      second(105, { flight: aFlightFacts({ phase: 'departed', departure: at(105), isOff: true }) }),
      'possible',
    ],
    ['tight as booked, it is at risk a threshold later', first(15), second(60), 'at_risk'],
    ['and possible before that', first(14), second(60), 'possible'],
  ])('%s', (_, a, b, status) => {
    expect(read(a, b)?.status).toBe(status);
  });

  it('says what was booked too tight', () => {
    expect(read(first(), second(74))?.isTightAsBooked).toBe(true);
    expect(read(first(40), second(75))?.isTightAsBooked).toBe(false);
  });

  const watched = (
    a: ConnectingLeg,
    b: ConnectingLeg,
    before: 'possible' | 'missed',
    now: Instant,
  ) => {
    const reading = read(a, b);
    return reading && watchedStatus(a, reading, before, now);
  };
  it('is not watched earlier than a day before its first flight is scheduled to leave', () => {
    expect(watched(first(90), second(), 'possible', at(-80 - 24 * 60 - 1))).toBe('possible');
    expect(watched(first(90), second(), 'possible', at(-80 - 24 * 60))).toBe('missed');
  });
  it('stays watched when a delay moves its first flight on', () => {
    const now = at(-80 - 24 * 60 + 1);
    expect(watched(first(240), second(), 'possible', now)).toBe('missed');
    expect(watched(first(360), second(), 'missed', now)).toBe('missed');
  });
  it('does not get worse after the landing, unless the second flight is gone', () => {
    expect(watched(landed(95), second(105), 'possible', at(95))).toBe('possible');
    expect(watched(landed(106), second(105), 'possible', at(106))).toBe('missed');
  });
  it('can be made after all, where there is time again', () => {
    expect(watched(landed(95), second(105), 'missed', at(95))).toBe('missed');
    expect(watched(landed(80), second(105), 'missed', at(80))).toBe('at_risk');
  });
});

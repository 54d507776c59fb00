import fc from 'fast-check';
import {
  bestArrival,
  bestDeparture,
  factsAfter,
  isNews,
  mergeTimes,
  movement,
  noTimes,
} from '../domain/facts.ts';
import { airports, aReading, at, booked, departure } from './records.ts';

const place = (iata: 'LHR' | 'CPH') => ({
  iata,
  zone: airports[iata].timezone,
  city: airports[iata].city,
  name: airports[iata].name,
});
const route = { origin: place('LHR'), destination: place('CPH') };
const factsOf = (
  reading: ReturnType<typeof aReading>,
  before: ReturnType<typeof factsAfter> | null = null,
  times = mergeTimes(noTimes, reading),
) =>
  factsAfter(before, reading, {
    times,
    faFlightId: 'id',
    route,
    phase: movement(times, reading, null),
    bookedDeparture: booked.departure,
  });

describe('best times', () => {
  it('are actual before estimated before scheduled', () => {
    const times = {
      ...noTimes,
      scheduledOut: at(0),
      estimatedOut: at(20),
      actualOut: at(25),
      scheduledIn: at(115),
      estimatedIn: at(130),
    };
    expect(bestDeparture(times, departure)).toBe(at(25));
    expect(bestArrival(times)).toBe(at(130));
  });
  it('are those of the gate wherever one is known, whatever the runway says', () => {
    expect(
      bestDeparture(
        { ...noTimes, scheduledOut: at(0), scheduledOff: at(15), actualOff: at(60) },
        at(9),
      ),
    ).toBe(at(0));
    expect(bestArrival({ ...noTimes, scheduledIn: at(115), actualOn: at(100) })).toBe(at(115));
  });
  it('are the ticket’s where nothing is known of the gate: taxi time is no delay', () => {
    expect(bestDeparture({ ...noTimes, scheduledOff: at(25), estimatedOff: at(25) }, at(0))).toBe(
      at(0),
    );
    expect(bestDeparture({ ...noTimes, scheduledOff: at(25) }, at(0))).toBe(at(0));
    expect(bestDeparture({ ...noTimes, estimatedOff: at(25) }, at(0))).toBe(at(0));
  });
  it('are the ticket’s plus the delay of the runway where nothing is known of the gate', () => {
    const times = { ...noTimes, scheduledOff: at(20), estimatedOff: at(65) };
    expect(bestDeparture(times, at(0))).toBe(at(45));
    expect(bestDeparture({ ...times, actualOff: at(80) }, at(0))).toBe(at(60));
    expect(bestArrival({ ...noTimes, scheduledOn: at(107), estimatedOn: at(150) })).toBe(at(150));
  });
  it('make no delay of a runway that keeps its schedule, in whatever order readings come', () => {
    const taxi = fc.integer({ min: 1, max: 55 });
    const gate = { scheduledOut: departure, estimatedOut: departure };
    fc.assert(
      fc.property(fc.array(fc.tuple(taxi, fc.boolean()), { minLength: 1 }), (readings) => {
        const times = readings.reduce(
          (known, [minutes, hasGate]) =>
            mergeTimes(
              known,
              aReading({
                times: {
                  ...(hasGate ? gate : { scheduledOut: null, estimatedOut: null }),
                  scheduledOff: at(minutes),
                  estimatedOff: at(minutes),
                },
              }),
            ),
          noTimes,
        );
        expect(bestDeparture(times, departure)).toBe(departure);
      }),
    );
  });
});

describe('merging a reading', () => {
  it('lets no null erase an estimate', () => {
    const known = mergeTimes(noTimes, aReading({ times: { estimatedOut: at(45) } }));
    const later = mergeTimes(known, aReading({ times: { estimatedOut: null } }));
    expect(bestDeparture(later, departure)).toBe(at(45));
  });
  it('lets no null erase a gate, a terminal or a belt', () => {
    const before = factsOf(aReading({ gate: 'A13', terminal: '5', belt: '4' }));
    expect(factsOf(aReading(), before)).toMatchObject({ gate: 'A13', terminal: '5', belt: '4' });
  });
  it('keeps the last good times where tracking was lost', () => {
    const known = mergeTimes(noTimes, aReading({ times: { actualOut: at(5), actualOff: at(20) } }));
    const lost = aReading({
      status: 'result unknown',
      times: { estimatedOut: at(500), actualOff: at(20), actualOn: at(300) },
    });
    expect(mergeTimes(known, lost)).toEqual(known);
    expect(movement(known, lost, 'departed')).toBe('departed');
  });
  it('does not believe a touchdown that is not after take-off', () => {
    const known = mergeTimes(noTimes, aReading({ times: { actualOff: at(20) } }));
    expect(mergeTimes(known, aReading({ times: { actualOff: at(20), actualOn: at(20) } }))).toEqual(
      known,
    );
  });
  it('takes back a departure that a look no longer shows, but not for a push that leaves it out', () => {
    const known = mergeTimes(noTimes, aReading({ times: { actualOut: at(5) } }));
    expect(mergeTimes(known, aReading({ source: 'look' })).actualOut).toBeNull();
    expect(mergeTimes(known, aReading({ source: 'push' })).actualOut).toBe(at(5));
  });
  it('counts the version up and keeps since when the departure is known', () => {
    const first = factsOf(aReading({ at: at(-300) }));
    const second = factsOf(aReading({ at: at(-200) }), first);
    const third = factsOf(aReading({ at: at(-100), times: { estimatedOut: at(30) } }), second);
    expect([first.version, second.version, third.version]).toEqual([1, 2, 3]);
    expect([second.departureSince, third.departureSince]).toEqual([at(-300), at(-100)]);
  });
});

describe('where a flight is', () => {
  it.each([
    ['Scheduled / Delayed', {}, 'scheduled'],
    ['Taxiing / Left Gate', { actualOut: at(2) }, 'departed'],
    ['En Route / Delayed', { actualOut: at(2), actualOff: at(15) }, 'departed'],
    ['Landed / Taxiing', { actualOut: at(2), actualOff: at(15), actualOn: at(100) }, 'landed'],
    [
      'Arrived / Delayed',
      { actualOut: at(2), actualOff: at(15), actualOn: at(100), actualIn: at(110) },
      'landed',
    ],
    ['Arrived / Gate Arrival', {}, 'landed'],
    ['Returned to Gate', { actualOut: at(2) }, 'scheduled'],
  ] as const)('is read from "%s" with its times', (status, times, phase) => {
    const reading = aReading({ status, times });
    expect(movement(mergeTimes(noTimes, reading), reading, 'scheduled')).toBe(phase);
  });
  it('is the ground for good once it has landed', () => {
    expect(movement(mergeTimes(noTimes, aReading()), aReading(), 'landed')).toBe('landed');
  });
});

describe('news', () => {
  it('is not a reading that says the same, nor an arrival that moved within five minutes', () => {
    const before = factsOf(aReading());
    expect(
      isNews(before, factsOf(aReading({ at: at(-10), times: { estimatedIn: at(116) } }), before)),
    ).toBe(false);
  });
  it('is another arrival, which a connection may hang on', () => {
    const before = factsOf(aReading());
    expect(
      isNews(before, factsOf(aReading({ at: at(-10), times: { estimatedIn: at(140) } }), before)),
    ).toBe(true);
  });
  it('is another gate', () => {
    const before = factsOf(aReading({ gate: 'A1' }));
    expect(isNews(before, factsOf(aReading({ gate: 'B2' }), before))).toBe(true);
  });
  it('is another departure', () => {
    const before = factsOf(aReading());
    expect(before.departure).toBe(departure);
    expect(isNews(before, factsOf(aReading({ times: { estimatedOut: at(5) } }), before))).toBe(
      true,
    );
  });
});

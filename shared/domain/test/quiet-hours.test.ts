import fc from 'fast-check';
import { epoch, hour, type Instant, instant, minute } from '../instant.ts';
import { localClock } from '../local-time.ts';
import { isQuiet, quietEnd, quietStart } from '../quiet-hours.ts';

const night = { start: '20:00', end: '09:00' };

describe('quiet hours', () => {
  it.each([
    ['08:59', true],
    ['09:00', false],
    ['19:59', false],
    ['20:00', true],
    ['00:00', true],
  ])('at %s local time are quiet: %s', (clock, quiet) => {
    expect(isQuiet(`2027-07-10T${clock}:00.000Z`, 'UTC', night)).toBe(quiet);
    expect(isQuiet(`2027-07-10T${clock}:59.999Z`, 'UTC', night)).toBe(quiet);
  });

  it('are those of the zone, not of UTC', () => {
    const at = '2027-07-10T21:00:00.000Z';
    expect(isQuiet(at, 'America/Argentina/Buenos_Aires', night)).toBe(false);
    expect(isQuiet(at, 'Europe/Copenhagen', night)).toBe(true);
  });

  it('end the next morning and began the evening before', () => {
    const at = '2027-07-10T03:30:00.000Z';
    expect(quietEnd(at, 'Europe/London', night)).toBe('2027-07-10T08:00:00.000Z');
    expect(quietStart(at, 'Europe/London', night)).toBe('2027-07-09T19:00:00.000Z');
  });

  it('may lie within one day', () => {
    const siesta = { start: '13:00', end: '16:30' };
    expect(isQuiet('2027-07-10T12:59:00.000Z', 'UTC', siesta)).toBe(false);
    expect(quietEnd('2027-07-10T13:00:00.000Z', 'UTC', siesta)).toBe('2027-07-10T16:30:00.000Z');
    expect(quietStart('2027-07-10T16:29:59.000Z', 'UTC', siesta)).toBe('2027-07-10T13:00:00.000Z');
  });

  it('never are where they begin and end at the same time', () => {
    const never = { start: '09:00', end: '09:00' };
    for (const at of ['2027-07-10T09:00:00.000Z', '2027-07-10T03:00:00.000Z']) {
      expect(isQuiet(at, 'UTC', never)).toBe(false);
      expect(quietEnd(at, 'UTC', never)).toBe(at);
      expect(quietStart(at, 'UTC', never)).toBe(at);
    }
  });

  it('are an hour shorter in the night in which the clocks go forward, and an hour longer when they go back', () => {
    const spring = '2027-03-28T00:30:00.000Z';
    expect([
      quietStart(spring, 'Europe/London', night),
      quietEnd(spring, 'Europe/London', night),
    ]).toEqual(['2027-03-27T20:00:00.000Z', '2027-03-28T08:00:00.000Z']);
    const autumn = '2027-10-31T00:30:00.000Z';
    expect([
      quietStart(autumn, 'Europe/London', night),
      quietEnd(autumn, 'Europe/London', night),
    ]).toEqual(['2027-10-30T19:00:00.000Z', '2027-10-31T09:00:00.000Z']);
  });

  it('end when the clocks jump over their end', () => {
    expect(
      quietEnd('2027-03-28T00:30:00.000Z', 'Europe/London', { start: '00:00', end: '01:30' }),
    ).toBe('2027-03-28T01:00:00.000Z');
  });

  it('begin the first time the clocks show their start where they are put back to it', () => {
    expect(
      quietStart('2027-04-04T00:00:00.000Z', 'Australia/Lord_Howe', {
        start: '01:30',
        end: '00:00',
      }),
    ).toBe('2027-04-03T14:30:00.000Z');
  });

  it('always end at the first instant that is not quiet, and begin at the first that is', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    // Days around changes of the clocks, among them those of Lord Howe (half an hour) and
    // Casablanca.
    const days = [
      '2027-03-14',
      '2027-03-28',
      '2027-04-04',
      '2027-10-03',
      '2027-10-31',
      '2027-11-07',
      '2027-02-07',
      '2027-07-01',
    ];
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/Santiago',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...days),
        fc.integer({ min: -24 * 60, max: 48 * 60 }),
        fc.constantFrom(...zones),
        clock,
        clock,
        (day, offset, zone, start, end) => {
          const quiet = { start, end };
          const at: Instant = instant(epoch(`${day}T00:00:00.000Z`) + offset * minute);
          const expected =
            start <= end
              ? localClock(at, zone) >= start && localClock(at, zone) < end
              : localClock(at, zone) >= start || localClock(at, zone) < end;
          expect(isQuiet(at, zone, quiet)).toBe(expected);
          const last = quietEnd(at, zone, quiet);
          const first = quietStart(at, zone, quiet);
          if (!expected) {
            expect([first, last]).toEqual([at, at]);
            return;
          }
          expect(isQuiet(last, zone, quiet)).toBe(false);
          expect(isQuiet(first, zone, quiet)).toBe(true);
          expect(isQuiet(instant(epoch(first) - 1), zone, quiet)).toBe(false);
          expect(epoch(last) - epoch(first)).toBeLessThanOrEqual(26 * hour);
          for (let t = epoch(first); t < epoch(last); t += 10 * minute)
            expect(isQuiet(instant(t), zone, quiet)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

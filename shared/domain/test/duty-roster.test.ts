import fc from 'fast-check';
import {
  type DutyRoster,
  dutyChangesAt,
  holesOf,
  onDuty,
  DutyRoster as Roster,
} from '../duty-roster.ts';
import { day, epoch, type Instant, instant, minute } from '../instant.ts';
import { localClock, localDate } from '../local-time.ts';

const ana = '00000000-0000-4000-8000-00000000000a';
const beto = '00000000-0000-4000-8000-00000000000b';
const buenosAires = 'America/Argentina/Buenos_Aires';
const madrid = 'Europe/Madrid';

const rosterOf = (given: Partial<Record<keyof DutyRoster, unknown>>): DutyRoster =>
  Roster.parse(given);

describe('a roster', () => {
  const roster = rosterOf({
    wednesday: [
      { from: '00:00', to: '08:00', first: ana, second: beto },
      { from: '08:00', to: '24:00', first: beto },
    ],
    holidays: [{ date: '2027-03-10', shifts: [{ from: '10:00', to: '12:00', first: ana }] }],
  });

  it('says who is on duty by the clocks of the agency, from a time on and until before another', () => {
    expect(onDuty(roster, buenosAires, '2027-03-03T06:00:00.000Z')).toEqual({
      first: ana,
      second: beto,
    });
    expect(onDuty(roster, buenosAires, '2027-03-03T10:59:59.999Z')?.first).toBe(ana);
    expect(onDuty(roster, buenosAires, '2027-03-03T11:00:00.000Z')).toEqual({
      first: beto,
      second: null,
    });
  });

  it('changes at midnight there, not in UTC', () => {
    expect(onDuty(roster, buenosAires, '2027-03-03T02:59:59.000Z')).toBeNull();
    expect(onDuty(roster, buenosAires, '2027-03-04T02:59:59.000Z')?.first).toBe(beto);
    expect(onDuty(roster, buenosAires, '2027-03-04T03:00:00.000Z')).toBeNull();
  });

  it('has shifts of its own on a holiday, whatever the weekday', () => {
    expect(onDuty(roster, buenosAires, '2027-03-10T06:00:00.000Z')).toBeNull();
    expect(onDuty(roster, buenosAires, '2027-03-10T13:30:00.000Z')?.first).toBe(ana);
  });

  it('names its holes', () => {
    expect(holesOf(roster).filter(({ day: name }) => name === 'wednesday')).toEqual([]);
    expect(holesOf(roster)).toContainEqual({ day: 'thursday', from: '00:00', to: '24:00' });
    expect(holesOf(roster).slice(-2)).toEqual([
      { day: '2027-03-10', from: '00:00', to: '10:00' },
      { day: '2027-03-10', from: '12:00', to: '24:00' },
    ]);
    expect(holesOf(rosterOf({}))).toHaveLength(7);
  });

  it('holds through the hour that comes twice, and through the one that is skipped', () => {
    const nights = rosterOf({
      sunday: [
        { from: '00:00', to: '02:30', first: ana },
        { from: '02:30', to: '09:00', first: beto },
      ],
    });
    // 2027-10-31: 02:00 to 03:00 comes twice. 2027-03-28: it does not come.
    expect(onDuty(nights, madrid, '2027-10-31T00:15:00.000Z')?.first).toBe(ana);
    expect(onDuty(nights, madrid, '2027-10-31T00:45:00.000Z')?.first).toBe(beto);
    expect(onDuty(nights, madrid, '2027-10-31T01:15:00.000Z')?.first).toBe(ana);
    expect(dutyChangesAt(nights, madrid, '2027-10-31T00:45:00.000Z')).toBe(
      '2027-10-31T01:00:00.000Z',
    );
    expect(dutyChangesAt(nights, madrid, '2027-03-28T00:30:00.000Z')).toBe(
      '2027-03-28T01:00:00.000Z',
    );
  });

  it.each([
    ['a shift that ends before it begins', [{ from: '22:00', to: '06:00', first: ana }]],
    [
      'an overlap',
      [
        { from: '08:00', to: '12:00', first: ana },
        { from: '11:00', to: '14:00', first: beto },
      ],
    ],
    ['the same person twice', [{ from: '08:00', to: '12:00', first: ana, second: ana }]],
    ['no time of day', [{ from: '8', to: '12:00', first: ana }]],
  ])('refuses %s', (_, monday) => {
    expect(Roster.safeParse({ monday }).success).toBe(false);
  });

  const clock = fc
    .integer({ min: 0, max: 95 })
    .map(
      (n) =>
        `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`,
    );
  const shifts = fc
    .uniqueArray(fc.oneof(clock, fc.constant('24:00')), { minLength: 0, maxLength: 6 })
    .map((clocks) => {
      const sorted = clocks.toSorted();
      return sorted.flatMap((from, n) => {
        const to = sorted[n + 1];
        return n % 2 === 0 && to !== undefined
          ? [{ from, to, first: n % 4 === 0 ? ana : beto }]
          : [];
      });
    });
  const rosters = fc.record({
    monday: shifts,
    tuesday: shifts,
    wednesday: shifts,
    thursday: shifts,
    friday: shifts,
    saturday: shifts,
    sunday: shifts,
    holidays: fc
      .record({ date: fc.constantFrom('2027-03-28', '2027-11-01'), shifts })
      .map((one) => [one]),
  });
  /** Around the days on which clocks change in either zone. */
  const moments = fc
    .tuple(
      fc.constantFrom(
        '2027-03-27T12:00:00.000Z',
        '2027-10-30T12:00:00.000Z',
        '2027-06-06T12:00:00.000Z',
      ),
      fc.integer({ min: 0, max: 2 * 24 * 60 }),
    )
    .map(([from, minutes]): Instant => instant(epoch(from) + minutes * minute));

  it('leaves no moment out: each is on duty or in a hole, and never in both', () => {
    fc.assert(
      fc.property(rosters, moments, fc.constantFrom(madrid, buenosAires), (given, at, zone) => {
        const found = rosterOf(given);
        const date = localDate(at, zone);
        const weekday = new Date(`${date}T12:00:00.000Z`)
          .toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })
          .toLowerCase();
        const name = given.holidays.some((holiday) => holiday.date === date) ? date : weekday;
        const time = localClock(at, zone);
        const isHole = holesOf(found).some(
          ({ day: of, from, to }) => of === name && from <= time && time < to,
        );
        expect(onDuty(found, zone, at) === null).toBe(isHole);
      }),
    );
  });

  it('changes at the very minute that is said, and not before', () => {
    fc.assert(
      fc.property(rosters, moments, fc.constantFrom(madrid, buenosAires), (given, at, zone) => {
        const found = rosterOf(given);
        const present = JSON.stringify(onDuty(found, zone, at));
        const said = dutyChangesAt(found, zone, at);
        let ms = Math.floor(epoch(at) / minute) * minute + minute;
        const end = epoch(at) + 2 * day;
        while (ms < end && JSON.stringify(onDuty(found, zone, instant(ms))) === present)
          ms += minute;
        if (ms < end) expect(said).toBe(instant(ms));
        else expect(said === null || epoch(said) >= end).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

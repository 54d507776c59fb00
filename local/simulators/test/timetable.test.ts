import { airport } from '#shared/domain/airports.ts';
import { createTimetable } from '../aeroapi/timetable.ts';
import { timetableRows, weekdayOf } from '../aeroapi/timetable-rows.ts';

const timetable = createTimetable({ seed: 'any' });
const tuesday = '2027-03-02T13:00:00.000Z';
const saturday = '2027-03-06T13:00:00.000Z';
/** Whether a booking written as `AR1684 AEP-BRC` is found. */
const flies = (text: string, departure = tuesday): boolean => {
  const [designator = '', route = ''] = text.split(' ');
  const [origin = '', destination = ''] = route.split('-');
  return timetable.flies({ designator, origin, destination, departure });
};

describe('the timetable', () => {
  test('is made of airports that exist, weekdays, and times of day', () => {
    for (const { origin, destination, numbers, weekdays, times } of timetableRows) {
      expect([origin, destination].filter((code) => !airport(code))).toEqual([]);
      expect(weekdays.every((day) => day >= 1 && day <= 7)).toBe(true);
      expect(times.every((time) => /^([01]\d|2[0-3]):[0-5][05]$/.test(time))).toBe(true);
      expect(times).toHaveLength(numbers.length);
    }
  });

  test('has no number twice on one route', () => {
    const all = timetableRows.flatMap(({ carrier, origin, destination, numbers }) =>
      numbers.map((number) => `${carrier}${number} ${origin}-${destination}`),
    );
    expect(all.filter((flight, nth) => all.indexOf(flight) !== nth)).toEqual([]);
  });

  test.each([
    ...['AR1684 AEP-BRC', 'AR1685 BRC-AEP', 'AR1301 AEP-BRC', 'AR1320 BRC-AEP', 'LA1309 EZE-GRU'],
    ...['LA1311 GRU-EZE', 'LA1310 GRU-EZE', 'LA1310 EZE-SCL', 'IB2602 EZE-SCL', 'TP88 GRU-LIS'],
    ...['TP87 LIS-GRU', 'BA820 LHR-CPH', 'BAW0820 LHR-CPH', 'IB3172 MAD-LHR', 'AR1132 EZE-MAD'],
  ])('finds %s, as agencies book it', (flight) => {
    expect(flies(flight)).toBe(true);
  });

  test.each([
    ['a digit too many', 'AR16840 AEP-BRC'],
    ['another digit', 'AR1784 AEP-BRC'],
    ['two digits the other way round', 'AR1648 AEP-BRC'],
    ['the number of the way back', 'AR1685 AEP-BRC'],
    ['another airport', 'AR1684 AEP-COR'],
    ['another airport of the city', 'AR1684 EZE-BRC'],
    ['another carrier', 'LA1684 AEP-BRC'],
    ['a carrier that is none', 'ZZ1684 AEP-BRC'],
  ])('takes %s for a typing error: %s', (_, flight) => {
    expect(flies(flight)).toBe(false);
  });

  test('knows on which weekdays a flight goes', () => {
    expect([weekdayOf('2027-03-02'), weekdayOf('2027-03-07')]).toEqual([2, 7]);
    expect([flies('UX47 MAD-COR', tuesday), flies('UX47 MAD-COR', '2027-03-03T13:00:00Z')]).toEqual(
      [true, false],
    );
    expect(flies('UX47 MAD-COR', saturday)).toBe(true);
  });

  test('counts the weekday of a flight at its origin', () => {
    // A quarter to midnight in Madrid; half an hour later it is Wednesday there and Tuesday in UTC.
    expect(flies('UX47 MAD-COR', '2027-03-02T22:45:00.000Z')).toBe(true);
    expect(flies('UX47 MAD-COR', '2027-03-02T23:15:00.000Z')).toBe(false);
  });

  test('shows both flights of a number that flies on, whichever was booked', () => {
    const world = createTimetable({ seed: 'any' });
    world.expect({
      designator: 'LA1310',
      origin: 'GRU',
      destination: 'EZE',
      departure: '2027-03-02T22:00:00.000Z',
    });
    const routes = world
      .plans('LA1310', '2027-03-02T03:00:00.000Z', '2027-03-03T03:00:00.000Z')
      .map(({ scheduled }) => [scheduled.origin?.code_iata, scheduled.scheduled_out]);
    expect(routes).toEqual([
      ['EZE', '2027-03-02T23:30:00.000Z'],
      ['GRU', '2027-03-02T22:00:00.000Z'],
    ]);
  });
});

import { isFree, SoldPlan, soldTimes } from '../stay-plan.ts';

const taken = (item: { readonly start: string; readonly end?: string }) =>
  soldTimes(SoldPlan.parse({ items: [{ title: 'Trek', ...item }] }));

describe('the times that a sold item takes', () => {
  it.each([
    ['three hours where its end is not known', { start: '2027-03-04T10:00' }, ['04 600-780']],
    ['those until its end', { start: '2027-03-04T10:00', end: '2027-03-04T11:30' }, ['04 600-690']],
    ['its whole day where it has no time', { start: '2027-03-04' }, ['04 0-1440']],
    [
      'all of several days',
      { start: '2027-03-04T20:00', end: '2027-03-07T09:00' },
      ['04 1200-1440', '05 0-1440', '06 0-1440', '07 0-540'],
    ],
    [
      'days from their beginning, where it has no time',
      { start: '2027-03-04', end: '2027-03-05T12:00' },
      ['04 0-1440', '05 0-720'],
    ],
    [
      'nothing of a day that begins with its end',
      { start: '2027-03-04T20:00', end: '2027-03-05T00:00' },
      ['04 1200-1440'],
    ],
  ])('are %s', (_, item, expected) => {
    expect(taken(item).map(({ date, from, to }) => `${date.slice(8)} ${from}-${to}`)).toEqual(
      expected,
    );
  });

  it('leave nothing free in the middle of several days', () => {
    const days = taken({ start: '2027-03-04T20:00', end: '2027-03-06T09:00' });
    expect(['04', '05', '06'].map((day) => isFree(days, `2027-03-${day}`, '10:00'))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

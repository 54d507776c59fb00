import { AgencyHours, isAgencyOpen, opensNext } from '../agency-hours.ts';

const zone = 'America/Argentina/Buenos_Aires';
const workday = [
  { from: '09:00', to: '13:00' },
  { from: '15:00', to: '19:00' },
];
const hours = AgencyHours.parse({
  monday: workday,
  tuesday: workday,
  friday: workday,
  saturday: [{ from: '20:00', to: '24:00' }],
  holidays: ['2027-03-02'],
});
/** An instant by the clock of Buenos Aires, three hours behind UTC. */
const at = (local: string) => new Date(`${local}:00-03:00`).toISOString();

describe('the hours of an agency', () => {
  it.each([
    ['2027-03-01T09:00', true, 'a Monday, when it opens'],
    ['2027-03-01T12:59', true, 'the last minute before lunch'],
    ['2027-03-01T13:00', false, 'lunch'],
    ['2027-03-01T08:59', false, 'before it opens'],
    ['2027-03-02T10:00', false, 'a Tuesday that is a holiday'],
    ['2027-03-03T10:00', false, 'a Wednesday without hours'],
    ['2027-03-06T23:59', true, 'a Saturday until midnight'],
    ['2027-03-07T00:00', false, 'the Sunday after it'],
  ])('at %s are %s: %s', (local, isOpen) => {
    expect(isAgencyOpen(hours, zone, at(local))).toBe(isOpen);
  });

  it.each([
    ['2027-03-01T07:00', '2027-03-01T09:00'],
    ['2027-03-01T09:00', '2027-03-01T15:00'],
    ['2027-03-01T20:00', '2027-03-05T09:00'],
    ['2027-03-05T20:00', '2027-03-06T20:00'],
  ])('after %s begin next at %s', (after, opening) => {
    expect(opensNext(hours, zone, at(after))).toBe(at(opening));
  });

  it('of nobody never begin', () => {
    expect(opensNext(AgencyHours.parse({}), zone, at('2027-03-01T09:00'))).toBeNull();
  });

  it.each<[unknown, string]>([
    [{ monday: [{ from: '19:00', to: '09:00' }] }, 'ends before it begins'],
    [
      {
        monday: [
          { from: '09:00', to: '13:00' },
          { from: '12:00', to: '19:00' },
        ],
      },
      'overlaps',
    ],
    [{ monday: [{ from: '9', to: '18' }] }, 'is no time of day'],
    [{ lunes: workday }, 'is no weekday'],
    [{ holidays: ['25/12/2027'] }, 'is no date'],
  ])('%j are refused: %s', (input) => {
    expect(AgencyHours.safeParse(input).success).toBe(false);
  });
});

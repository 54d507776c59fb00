import { daysOf, lastMonth, monthBefore } from '../month.ts';

describe('a month', () => {
  it('is over by the clock of the agency', () => {
    const zone = 'America/Argentina/Buenos_Aires';
    expect(lastMonth('2026-12-01T02:59:59.000Z', zone)).toBe('2026-10');
    expect(lastMonth('2026-12-01T03:00:00.000Z', zone)).toBe('2026-11');
    expect(monthBefore('2027-01')).toBe('2026-12');
  });

  it('has its days', () => {
    expect(daysOf('2027-02')).toEqual({ from: '2027-02-01', to: '2027-02-28' });
    expect(daysOf('2028-02').to).toBe('2028-02-29');
    expect(daysOf('2026-12').to).toBe('2026-12-31');
  });
});

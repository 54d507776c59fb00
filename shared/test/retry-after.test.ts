import fc from 'fast-check';
import { day, second } from '#shared/domain/instant.ts';
import { retryAfterMs } from '#shared/retry-after.ts';

const now = '2027-03-02T12:00:00.000Z';

describe('Retry-After', () => {
  it.each([
    ['90', 90_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['Tue, 02 Mar 2027 12:05:00 GMT', 300_000],
    ['Tuesday, 02-Mar-27 12:05:00 GMT', 300_000],
    ['Tue Mar  2 12:05:00 2027', 300_000],
    ['Tue, 02 Mar 2027 11:59:00 GMT', 0],
  ])('"%s" is read, as seconds or as any form of a date', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it.each([
    null,
    undefined,
    '',
    'soon',
    '-5',
    '1.5',
    '1e9',
    '2027-03-02T12:05:00Z',
    'Tue, 99 Mar 2027 12:05:00 GMT',
  ])('%j is neither', (header) => {
    expect(retryAfterMs(header, now)).toBeNull();
  });

  it('is obeyed for a day at most, however far away it is', () => {
    for (const header of ['99999999999999999999', '604800', 'Fri, 31 Dec 9999 23:59:59 GMT'])
      expect(retryAfterMs(header, now)).toBe(day);
  });

  it('says the same as a date as it does in seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
        const date = new Date(Date.parse(now) + seconds * second).toUTCString();
        expect(retryAfterMs(date, now)).toBe(retryAfterMs(String(seconds), now));
      }),
    );
  });
});

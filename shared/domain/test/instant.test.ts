import fc from 'fast-check';
import { Instant } from '#shared/domain/instant.ts';

const seconds = fc
  .date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('2099-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString().slice(0, 19));
/**
 * Postgres writes as many digits of a second as there are, up to six, and none where there are
 * none.
 */
const fraction = fc.oneof(
  fc.constant(''),
  fc.stringMatching(/^\d{1,6}$/).map((digits) => `.${digits}`),
);
const offset = fc.constantFrom('+00:00', 'Z', '-03:00', '+05:45');

describe('an instant', () => {
  it('is the same moment in its one form, to the millisecond, however it was written', () => {
    fc.assert(
      fc.property(seconds, fraction, offset, (second, digits, zone) => {
        const text = `${second}${digits}${zone}`;
        expect(Instant.parse(text)).toBe(new Date(text).toISOString());
      }),
    );
  });

  it('of Postgres keeps its milliseconds', () => {
    expect(Instant.parse('2027-03-03T16:20:00+00:00')).toBe('2027-03-03T16:20:00.000Z');
    expect(Instant.parse('2027-03-03T16:20:00.72+00:00')).toBe('2027-03-03T16:20:00.720Z');
    expect(Instant.parse('2027-03-03T16:20:00.720999+00:00')).toBe('2027-03-03T16:20:00.720Z');
  });
});

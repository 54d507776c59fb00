import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { airport, airportCodes } from '../airports.ts';
import { instant } from '../instant.ts';
import { formatMoment, localClock, localDate, parseDeparture } from '../local-time.ts';

const lhr = { zone: 'Europe/London', iata: 'LHR' };

describe('a moment as a traveller reads it', () => {
  const at = '2025-07-08T21:05:00.000Z';
  it.each([
    ['es', true, 'martes 8 jul 22:05 (LHR)'],
    ['es', false, '8 jul 22:05 (LHR)'],
    ['en', true, 'Tue 8 Jul 22:05 (LHR)'],
    ['en', false, '8 Jul 22:05 (LHR)'],
    ['pt', true, 'terça 8 jul 22:05 (LHR)'],
    ['pt', false, '8 jul 22:05 (LHR)'],
  ] as const)('is in their language (%s, weekday %s)', (language, weekday, text) => {
    expect(formatMoment(at, lhr, language, { weekday })).toBe(text);
  });

  it('names every weekday and month in the three languages', () => {
    const days = (language: 'es' | 'en' | 'pt') =>
      Array.from(
        { length: 7 },
        (_, i) =>
          formatMoment(instant(Date.UTC(2027, 1, 1 + i)), { zone: 'UTC', iata: 'X' }, language, {
            weekday: true,
          }).split(' ')[0],
      ).join(' ');
    const months = (language: 'es' | 'en' | 'pt') =>
      Array.from(
        { length: 12 },
        (_, i) =>
          formatMoment(instant(Date.UTC(2027, i, 1)), { zone: 'UTC', iata: 'X' }, language, {
            weekday: false,
          }).split(' ')[1],
      ).join(' ');
    expect(days('es')).toBe('lunes martes miércoles jueves viernes sábado domingo');
    expect(days('en')).toBe('Mon Tue Wed Thu Fri Sat Sun');
    expect(days('pt')).toBe('segunda terça quarta quinta sexta sábado domingo');
    expect(months('es')).toBe('ene feb mar abr may jun jul ago sep oct nov dic');
    expect(months('en')).toBe('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec');
    expect(months('pt')).toBe('jan fev mar abr mai jun jul ago set out nov dez');
  });

  it('is on the date of the airport, not of UTC', () => {
    expect(localDate('2027-12-31T23:30:00.000Z', 'Asia/Tokyo')).toBe('2028-01-01');
    expect(localClock('2027-12-31T23:30:00.000Z', 'Asia/Kathmandu')).toBe('05:15');
    expect(
      formatMoment(
        '2027-03-03T02:05:00.000Z',
        { zone: 'America/Argentina/Buenos_Aires', iata: 'EZE' },
        'es',
        { weekday: true },
      ),
    ).toBe('martes 2 mar 23:05 (EZE)');
  });

  it('agrees with Temporal at every airport, near and far from a change of the clocks', () => {
    const amended = ['America/Winnipeg', 'America/Havana'];
    const zones = [...new Set(airportCodes().map((iata) => airport(iata)?.zone ?? ''))].filter(
      (zone) => !amended.includes(zone),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2032, 0, 1) / 60_000 }),
        (zone, minutes) => {
          const at = instant(minutes * 60_000);
          const wall = Temporal.Instant.from(at)
            .toZonedDateTimeISO(zone)
            .toPlainDateTime()
            .toString();
          expect(`${localDate(at, zone)}T${localClock(at, zone)}`).toBe(wall.slice(0, 16));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a departure as an agency writes it', () => {
  it('is local at the origin where it has no offset', () => {
    expect(parseDeparture('2027-07-10T13:20', 'Europe/London')).toEqual({
      kind: 'instant',
      at: '2027-07-10T12:20:00.000Z',
      ambiguous: false,
    });
    expect(parseDeparture('2027-07-10T13:20:30', 'America/Argentina/Buenos_Aires')).toEqual({
      kind: 'instant',
      at: '2027-07-10T16:20:30.000Z',
      ambiguous: false,
    });
  });

  it('is that instant where it has one', () => {
    for (const text of [
      '2027-07-10T13:20:00Z',
      '2027-07-10T10:20-03:00',
      '2027-07-10T10:20:00.000-0300',
    ]) {
      expect(parseDeparture(text, 'Asia/Tokyo')).toEqual({
        kind: 'instant',
        at: '2027-07-10T13:20:00.000Z',
        ambiguous: false,
      });
    }
  });

  it('is refused where the clocks jump over it', () => {
    expect(parseDeparture('2026-03-29T01:30', 'Europe/London')).toEqual({ kind: 'gap' });
    expect(parseDeparture('2027-03-14T02:00', 'America/New_York')).toEqual({ kind: 'gap' });
  });

  it('is the first of two where the clocks show it twice, and says so', () => {
    expect(parseDeparture('2026-10-25T01:30', 'Europe/London')).toEqual({
      kind: 'instant',
      at: '2026-10-25T00:30:00.000Z',
      ambiguous: true,
    });
    expect(parseDeparture('2026-10-25T01:30Z', 'Europe/London')).toEqual({
      kind: 'instant',
      at: '2026-10-25T01:30:00.000Z',
      ambiguous: false,
    });
  });

  it.each([
    '',
    'tomorrow',
    '2027-02-30T10:00',
    '2027-02-30T10:00Z',
    '2027-13-01T10:00',
    '2027-01-01T24:00',
    '2027-01-01T10:60',
    '2027-01-01',
    '10:00',
    '2027-1-1T1:00',
    '2027-01-01T10:00+25:00',
    '2027-01-01T10:00[Europe/London]',
  ])('is invalid as "%s"', (text) => {
    expect(parseDeparture(text, 'Europe/London')).toEqual({ kind: 'invalid' });
  });

  it('comes out on the clocks as it went in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2029, 0, 1) / 60_000 }),
        fc.constantFrom('Europe/London', 'America/Santiago', 'Australia/Lord_Howe', 'UTC'),
        (minutes, zone) => {
          const text = instant(minutes * 60_000).slice(0, 16);
          const parsed = parseDeparture(text, zone);
          expect(
            parsed.kind === 'gap' ||
              (parsed.kind === 'instant' &&
                `${localDate(parsed.at, zone)}T${localClock(parsed.at, zone)}` === text),
          ).toBe(true);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { isSamePlace, mainCode } from '../airport-codes.ts';
import { airportName } from '../airport-names.ts';
import { airport, airportCodes } from '../airports.ts';
import { instant } from '../instant.ts';
import { localClock, localDate, parseDeparture, withSameClock } from '../local-time.ts';
import { sameCity } from '../metropolitan-areas.ts';
import { isZone } from '../zone-offset.ts';

const zoneAt = (iata: string): string => airport(iata)?.zone ?? '';

describe('the airport table', () => {
  it('names no zone that this runtime does not know', () => {
    const zones = new Set(airportCodes().map(zoneAt));
    expect([...zones].filter((zone) => !isZone(zone))).toEqual([]);
  });

  it.each([
    ['YZF', 'America/Edmonton'],
    ['YEV', 'America/Edmonton'],
    ['YUB', 'America/Edmonton'],
    ['BBA', 'America/Coyhaique'],
    ['CCH', 'America/Coyhaique'],
    ['GXQ', 'America/Coyhaique'],
    ['LGR', 'America/Coyhaique'],
    ['WPU', 'America/Punta_Arenas'],
  ])('has %s in %s', (iata, zone) => {
    expect(zoneAt(iata)).toBe(zone);
  });

  it('knows the new airport of Phnom Penh by its name', () => {
    expect(airport('KTI')?.city).toBe('Phnom Penh');
    expect(airportName('KTI')).toContain('Techo');
    expect(sameCity('KTI', 'PNH')).toBe(true);
  });

  it('has a row for each code of an airport that has several', () => {
    for (const iata of ['BSL', 'MLH', 'EAP']) {
      expect(airport(iata)).toMatchObject({ iata, lat: 47.599 });
      expect(airportName(iata)).toContain('EuroAirport');
    }
    expect(airport('FRU')?.zone).toBe(zoneAt('BSZ'));
  });
});

describe('an airport with several codes', () => {
  it('is one place under any of them', () => {
    expect(isSamePlace('BSL', 'MLH')).toBe(true);
    expect(isSamePlace('EAP', 'MLH')).toBe(true);
    expect(mainCode('EAP')).toBe('BSL');
  });
  it('is not the place of another airport, nor of none', () => {
    expect(isSamePlace('BSL', 'ZRH')).toBe(false);
    expect(isSamePlace(null, null)).toBe(false);
  });
});

describe('the clocks where a runtime has them wrong', () => {
  it.each([
    ['America/Winnipeg', '2026-12-15T12:00', '2026-12-15T17:00:00.000Z'],
    ['America/Winnipeg', '2026-10-15T12:00', '2026-10-15T17:00:00.000Z'],
    ['America/Winnipeg', '2026-02-15T12:00', '2026-02-15T18:00:00.000Z'],
    ['America/Inuvik', '2027-01-15T12:00', '2027-01-15T18:00:00.000Z'],
    ['America/Havana', '2027-01-15T12:00', '2027-01-15T16:00:00.000Z'],
    ['America/Havana', '2027-12-15T12:00', '2027-12-15T17:00:00.000Z'],
  ])('of %s at %s are those of the newest tz database', (zone, text, at) => {
    expect(parseDeparture(text, zone)).toEqual({ kind: 'instant', at, ambiguous: false });
    expect(localClock(at, zone)).toBe('12:00');
  });

  it('are not put back in Winnipeg in the autumn of 2026', () => {
    expect(parseDeparture('2026-11-01T01:30', 'America/Winnipeg')).toMatchObject({
      ambiguous: false,
    });
  });
});

describe('the same clock in another zone', () => {
  it('is another instant', () => {
    const at = '2027-07-20T19:40:00.000Z';
    expect(withSameClock(at, 'America/Santiago', 'America/Punta_Arenas')).toBe(
      '2027-07-20T18:40:00.000Z',
    );
  });

  it('shows what the first one showed, but in the hour that the other zone skips', () => {
    const zones = ['America/Santiago', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/London'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2029, 0, 1) / 60_000 }),
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        (minutes, from, to) => {
          const at = instant(minutes * 60_000);
          const text = `${localDate(at, from)}T${localClock(at, from)}`;
          const moved = withSameClock(at, from, to);
          const parsed = parseDeparture(text, to);
          expect(parsed.kind === 'gap' || (parsed.kind === 'instant' && parsed.at === moved)).toBe(
            true,
          );
        },
      ),
    );
  });
});

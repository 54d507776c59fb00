// cspell:ignore pacífico pacífica pací fico paci ｃａｆｅ ｐａｃｉｆｉｃｏ
import { airportName } from '../airport-names.ts';
import { airport, airportCodes } from '../airports.ts';
import { normaliseFlightNumber } from '../flight-number.ts';
import { metropolitanAreas, sameCity } from '../metropolitan-areas.ts';
import { foldedName } from '../place.ts';
import { isZone } from '../zone-offset.ts';

describe('the table of airports', () => {
  it.each([
    ['LHR', 'London', 'GB', 'Europe/London'],
    ['EZE', 'Buenos Aires', 'AR', 'America/Argentina/Buenos_Aires'],
    ['AEP', 'Buenos Aires', 'AR', 'America/Argentina/Buenos_Aires'],
    ['SIN', 'Singapore', 'SG', 'Asia/Singapore'],
    ['GUA', 'Guatemala City', 'GT', 'America/Guatemala'],
    ['CPH', 'Copenhagen', 'DK', 'Europe/Copenhagen'],
    ['GRU', 'São Paulo', 'BR', 'America/Sao_Paulo'],
    ['MDE', 'Medellín', 'CO', 'America/Bogota'],
    ['SJU', 'San Juan', 'PR', 'America/Puerto_Rico'],
  ])('knows %s', (iata, city, country, zone) => {
    expect(airport(iata)).toMatchObject({ iata, city, country, zone });
  });

  it('writes names out, with the city where they begin with it and without', () => {
    expect(airportName('CPH')).toMatch(/^Copenhagen \w/);
    expect(airportName('JFK')).toMatch(/^John F\.? Kennedy/);
    expect(airportCodes().filter((iata) => airportName(iata).includes('='))).toEqual([]);
  });

  it('has the time that airlines publish in Xinjiang', () => {
    expect(airport('URC')?.zone).toBe('Asia/Shanghai');
  });

  it.each(['XXQ', 'ZZZ', 'LON', 'PAR', 'lhr', '', '__proto__', 'LHRX'])(
    'does not know "%s"',
    (iata) => {
      expect(airport(iata)).toBeUndefined();
    },
  );

  it('has a real zone, a place on the globe, a city, a name and a country for each', () => {
    const wrong = airportCodes().filter((iata) => {
      const a = airport(iata);
      return (
        !a ||
        !isZone(a.zone) ||
        Math.abs(a.lat) > 90 ||
        Math.abs(a.lon) > 180 ||
        !a.city ||
        !airportName(iata) ||
        !/^[A-Z]{2}$/.test(a.country) ||
        !/^[A-Z]{3}$/.test(a.iata)
      );
    });
    expect(wrong).toEqual([]);
    expect(airportCodes().length).toBeGreaterThan(4_500);
    expect(airportCodes()).toEqual([...airportCodes()].sort());
  });

  it('says which airports serve one city', () => {
    expect(sameCity('EZE', 'AEP')).toBe(true);
    expect(sameCity('LHR', 'LCY')).toBe(true);
    expect(sameCity('JFK', 'EWR')).toBe(true);
    expect(sameCity('GRU', 'GIG')).toBe(false);
    expect(sameCity('CPH', 'CPH')).toBe(true);
    expect(sameCity('CPH', 'BRC')).toBe(false);
  });

  it('has every airport in one metropolitan area at most', () => {
    const all = Object.values(metropolitanAreas).flat();
    expect(all.filter((iata, index) => all.indexOf(iata) !== index)).toEqual([]);
  });
});

describe('a flight number', () => {
  it.each([
    ['AR 1662', 'AR1662'],
    ['ba0820', 'BA820'],
    ['U2-8001', 'U28001'],
    ['9w 123', '9W123'],
    ['AAL 100', 'AAL100'],
    ['BA 820a', 'BA820A'],
  ])('%s is brought into one form', (text, designator) => {
    expect(normaliseFlightNumber(text)).toBe(designator);
    expect(normaliseFlightNumber(designator)).toBe(designator);
  });

  it.each(['', 'AR', '1662', 'AR12345', 'XX0', 'BA820AB', 'ÁR100', 'BA8 OR 1=1'])(
    'is not "%s"',
    (text) => {
      expect(normaliseFlightNumber(text)).toBeNull();
    },
  );
});

describe('two spellings of one place', () => {
  const folded = foldedName('Café Pacífico');
  it.each([
    ['an invisible character', 'Caf\u200bé\u2060 Pací\u00adfico'],
    ['letters that look the same', 'C\u0430f\u00e9 P\u0430\u0441\u00edfi\u0441\u043e'],
    ['wide letters', 'Ｃａｆｅ Ｐａｃｉｆｉｃｏ'],
    ['a ligature', 'Cafe Paci\ufb01co'],
  ])('are the same with %s', (_, spelling) => {
    expect(foldedName(spelling)).toBe(folded);
  });
  it('are two where a letter differs', () => {
    expect(foldedName('Café Pacífica')).not.toBe(folded);
  });
});

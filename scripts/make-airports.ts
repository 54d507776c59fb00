/**
 * Makes shared/domain/airports.json, the table of airports a trip can be booked from and to:
 *
 *     pip download --no-deps airportsdata && unzip airportsdata-*.whl 'airportsdata/airports.csv'
 *     npm install --no-save geo-tz
 *     node scripts/make-airports.ts airportsdata/airports.csv
 *
 * Airports, coordinates and zones come from airport-data-js, cities from airportsdata; where the
 * zones of the two differ, the boundaries of geo-tz decide.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import airportData, { type Airport } from 'airport-data-js';
import {
  airportCorrections,
  cityCorrections,
  furtherCodes,
  mergedZones,
  zoneCorrections,
} from './airport-corrections.ts';

/** Not a dependency, since only this script needs its 74 MB. */
const boundariesPackage = 'geo-tz';
const otherTransport = /\brail\w*\b|\bbus st|metropolitan area|metropolitan$/i;
/** The middle of each month of 2027; zones with the same offsets on all of them count as equal. */
const sampleInstants = Array.from({ length: 12 }, (_, month) => Date.UTC(2027, month, 15, 12));

const offsetsOf = (zone: string): string => {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return sampleInstants.map((at) => format.format(at)).join();
};
const hasSameOffsets = (a: string, b: string): boolean => offsetsOf(a) === offsetsOf(b);

/** Territories with a code of their own in one source, by their country in the other. */
const countryOfTerritory: Readonly<Record<string, string>> = {
  PR: 'US',
  VI: 'US',
  SJ: 'NO',
  AX: 'FI',
};
const isSameCountry = (airport: Airport, other: City | undefined): other is City =>
  other !== undefined &&
  (other.country === airport.country_code ||
    other.country === countryOfTerritory[airport.country_code]);

interface City {
  readonly city: string;
  readonly country: string;
  readonly zone: string;
}
const readCities = (file: string): ReadonlyMap<string, City> => {
  const cities = new Map<string, City>();
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const [, iata = '', , city = '', , country = '', , , , zone = ''] = (
      line.match(/"[^"]*"|[^,"]+/g) ?? []
    ).map((field) => field.replaceAll('"', ''));
    if (iata) cities.set(iata, { city, country, zone });
  }
  return cities;
};

const inCountry = (zone: string, country: string): boolean => {
  // Node has getTimeZones; TypeScript's library does not declare it yet.
  const locale: Intl.Locale & { getTimeZones?: () => readonly string[] } = new Intl.Locale('und', {
    region: country,
  });
  return (locale.getTimeZones?.() ?? []).some((other) => hasSameOffsets(zone, other));
};

const zoneOf = (airport: Airport, other: City | undefined, boundary: string): string => {
  const corrected = zoneCorrections[airport.iata];
  if (corrected) return corrected;
  if (airport.country_code === 'CN') return 'Asia/Shanghai';
  const zone = airport.time.replaceAll(' ', '');
  if (hasSameOffsets(zone, boundary) || !inCountry(boundary, airport.country_code)) return zone;
  if (!isSameCountry(airport, other)) return boundary;
  return hasSameOffsets(other.zone, boundary) ? other.zone : zone;
};

const genericWords = new RegExp(
  `\\b(${[
    'international',
    'intl',
    'airport',
    'airfield',
    'aerodrome',
    'air base',
    'air force base',
    'heliport',
    'seaplane base',
    'municipal',
    'regional',
    'metropolitan',
  ].join('|')})\\b.*$`,
  'i',
);
const cityOf = (airport: Airport, other: City | undefined): string =>
  cityCorrections[airport.iata] ??
  ((isSameCountry(airport, other) && other.city) ||
    airport.airport.replace(genericWords, '').trim() ||
    airport.airport);

const clean = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A column a line, so that a change shows where it is. */
const writeTable = (name: string, table: Readonly<Record<string, unknown>>): void => {
  const columns = Object.entries(table).map(
    ([column, entries]) => ` ${JSON.stringify(column)}: ${JSON.stringify(entries)}`,
  );
  writeFileSync(
    new URL(`../shared/domain/${name}`, import.meta.url),
    `{\n${columns.join(',\n')}\n}\n`,
  );
};

const main = async (citiesFile: string | undefined): Promise<void> => {
  if (!citiesFile)
    throw new Error('usage: node scripts/make-airports.ts path/to/airportsdata/airports.csv');
  const { find }: { find: (lat: number, lon: number) => string[] } = await import(
    boundariesPackage
  );
  const cities = readCities(citiesFile);
  const airports = new Map<string, Airport>();
  for (const airport of await airportData.findAirports({})) {
    const scheduled = airport.scheduled_service === 'TRUE';
    const confirmed = isSameCountry(airport, cities.get(airport.iata));
    if (
      !/^[A-Z]{3}$/.test(airport.iata) ||
      otherTransport.test(airport.airport) ||
      !(scheduled || confirmed)
    )
      continue;
    if (scheduled || !airports.has(airport.iata))
      airports.set(airport.iata, { ...airport, ...airportCorrections[airport.iata] });
  }
  for (const [iata, main] of Object.entries(furtherCodes)) {
    const airport = airports.get(main);
    if (airport) airports.set(iata, { ...airport, iata });
  }
  const sorted = [...airports.values()].sort((a, b) => (a.iata < b.iata ? -1 : 1));
  const zoneByAirport = new Map(
    sorted.map((a) => {
      const zone = zoneOf(a, cities.get(a.iata), find(a.latitude, a.longitude)[0] ?? a.time);
      return [a.iata, mergedZones[zone] ?? zone];
    }),
  );
  const zones = [...new Set(zoneByAirport.values())].sort();
  const cityNames = sorted.map((a) => clean(cityOf(a, cities.get(a.iata))));
  const thousandths = (degrees: number): number => Math.round(degrees * 1000);
  const source =
    'airport-data-js (CC BY 4.0) and airportsdata (MIT), see NOTICE; ' +
    'made by scripts/make-airports.ts';
  writeTable('airports.json', {
    source,
    columns:
      'one entry an airport, in the order of their codes; coordinates in thousandths of a degree',
    zones,
    codes: sorted.map(({ iata }) => iata).join(''),
    countries: sorted.map(({ country_code }) => country_code).join(''),
    zoneNumbers: sorted.map(({ iata }) => zones.indexOf(zoneByAirport.get(iata) ?? '')),
    latitudes: sorted.map(({ latitude }) => thousandths(latitude)),
    longitudes: sorted.map(({ longitude }) => thousandths(longitude)),
    cities: cityNames,
  });
  writeTable('airport-names.json', {
    source,
    columns: 'names in the order of the codes in airports.json; = for the city in front of it',
    names: sorted.map(({ airport }, index) => {
      const name = clean(airport);
      const city = cityNames[index] ?? '';
      return name.startsWith(city) ? `=${name.slice(city.length)}` : name;
    }),
  });
  console.log(`${sorted.length} airports in ${zones.length} zones`);
};

await main(process.argv[2]);

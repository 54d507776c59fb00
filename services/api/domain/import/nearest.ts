import { airport, airportCodes } from '#shared/domain/airports.ts';
import { metropolitanAreas, sameCity } from '#shared/domain/metropolitan-areas.ts';
import { foldedName } from '#shared/domain/place.ts';

/** A flight of a file that was understood. */
export interface FileFlight {
  readonly flightNumber: string;
  readonly originIata: string;
  readonly destinationIata: string;
}

/** Texts longer than this are compared by their beginnings, so that no cell costs much. */
const longestCompared = 12;

/** How many characters are to be put in, left out or replaced to make one text of another. */
const editDistance = (left: string, right: string): number => {
  const [a, b] = [left.slice(0, longestCompared), right.slice(0, longestCompared)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min(
          (next[j] ?? 0) + 1,
          (row[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** The nearest of some texts, at most two characters away; the commonest of equally near ones. */
const nearest = (text: string, candidates: readonly string[]): string | null => {
  const counts = new Map<string, number>();
  for (const candidate of candidates) counts.set(candidate, (counts.get(candidate) ?? 0) + 1);
  let best: {
    readonly candidate: string;
    readonly distance: number;
    readonly count: number;
  } | null = null;
  for (const [candidate, count] of counts) {
    const distance = editDistance(text, candidate);
    if (distance > 2) continue;
    if (!best || distance < best.distance || (distance === best.distance && count > best.count))
      best = { candidate, distance, count };
  }
  return best?.candidate ?? null;
};

const codesByCity = (): ReadonlyMap<string, readonly string[]> =>
  Map.groupBy(airportCodes(), (code) => foldedName(airport(code)?.city ?? ''));
let cities: ReadonlyMap<string, readonly string[]> | null = null;

/**
 * What was probably meant by what is no airport with scheduled flights: the airport of that city
 * from which the file's other rows fly that number, the main one of a city that is named or has
 * several, the nearest code among the file's.
 */
export const nearestAirport = (
  text: string,
  end: 'originIata' | 'destinationIata',
  flightNumber: string | null,
  flights: readonly FileFlight[],
): string | null => {
  const code = text.trim().toUpperCase();
  cities ??= codesByCity();
  const ofCity = metropolitanAreas[code] ?? cities.get(foldedName(text)) ?? [];
  const used = flights
    .filter((flight) => flight.flightNumber === flightNumber)
    .map((flight) => flight[end]);
  const [first] = ofCity;
  if (first !== undefined)
    return used.find((one) => ofCity.some((of) => sameCity(of, one))) ?? first;
  return (
    nearest(code, used) ??
    nearest(
      code,
      flights.map((flight) => flight[end]),
    )
  );
};

/** What was probably meant by a flight number that is none: the nearest one on that route. */
export const nearestFlight = (
  text: string,
  route: { readonly originIata: string; readonly destinationIata: string },
  flights: readonly FileFlight[],
): string | null => {
  const code = text.toUpperCase().replace(/[\s-]/g, '');
  const onRoute = flights
    .filter(
      ({ originIata, destinationIata }) =>
        originIata === route.originIata && destinationIata === route.destinationIata,
    )
    .map(({ flightNumber }) => flightNumber);
  return nearest(code, onRoute);
};

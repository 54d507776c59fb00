import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import { earliest, hour, Instant, plus } from '#shared/domain/instant.ts';
import { parseDeparture } from '#shared/domain/local-time.ts';
import { type FlightTimeline, flightTimeline } from '#shared/testing/flight-timelines.ts';

const ScenarioFile = z.object({
  name: z.string(),
  trips: z.array(
    z.object({
      bookedAt: Instant,
      flightNumber: z.string(),
      originIata: z.string(),
      destinationIata: z.string(),
      departure: z.string(),
    }),
  ),
  flights: z.array(
    z.object({
      states: z.array(z.object({ from: Instant, set: z.record(z.string(), z.unknown()) })),
    }),
  ),
});

const scenarioFolder = join(process.cwd(), '../shared/scenarios-2/judgement');

/** A timeline for each bookable trip of the published scenarios; none where they are absent. */
const publishedTimelines = (folder = scenarioFolder): FlightTimeline[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort()
        .flatMap((file) => {
          const { name, trips, flights } = ScenarioFile.parse(
            JSON.parse(readFileSync(join(folder, file), 'utf8')),
          );
          const seenKeys = new Set<string>();
          return trips.flatMap((trip): FlightTimeline[] => {
            const [from, to] = [airport(trip.originIata), airport(trip.destinationIata)];
            const departure = from ? parseDeparture(trip.departure, from.zone) : null;
            if (!from || !to || departure?.kind !== 'instant') return [];
            const key = `${trip.flightNumber} ${departure.at}`;
            const records = flights.filter(
              ({ states }) =>
                states[0]?.set['ident_iata'] === trip.flightNumber &&
                String(states[0]?.set['scheduled_out']).slice(0, 10) === departure.at.slice(0, 10),
            );
            if (seenKeys.has(key) || records.length === 0) return [];
            seenKeys.add(key);
            return [
              {
                ...trip,
                name,
                originZone: from.zone,
                destinationZone: to.zone,
                departure: departure.at,
                flights: records.map((f) => f.states),
              },
            ];
          });
        });

/** Hours that the flights of the corpus are advanced by. */
const advances = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

const shifted = (set: Readonly<Record<string, unknown>>, ms: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(set).map(([key, value]) => [
      key,
      /^(estimated|actual)_/.test(key) && typeof value === 'string' ? plus(value, ms) : value,
    ]),
  );

/** A quiet flight that leaves hours early, as AeroAPI shows from `knownHours` before that on. */
const advanced = (seed: string, hours: number, knownHours: number): FlightTimeline => {
  const timeline = flightTimeline(seed, 'none');
  const [[initial, ...later] = []] = timeline.flights;
  if (!initial) return timeline;
  const ms = -hours * hour;
  const knownAt = plus(timeline.departure, ms - knownHours * hour);
  const states = [
    { from: knownAt, set: shifted(initial.set, ms) },
    ...later.map(({ from, set }) => ({ from: plus(from, ms), set: shifted(set, ms) })),
  ].sort((a, b) => (a.from < b.from ? -1 : 1));
  const { bookedAt } = timeline;
  return {
    ...timeline,
    name: `advanced by ${hours} h`,
    bookedAt: earliest(bookedAt, plus(knownAt, -hour)) ?? bookedAt,
    flights: [[initial, ...states]],
  };
};

/** Flights that leave hours early, and are shown to do so 12 to 29 hours before. */
export const advancedFlights = (rounds: number): FlightTimeline[] =>
  Array.from({ length: rounds }).flatMap((_, round) =>
    advances.map((hours) =>
      advanced(`advance ${round} ${hours}`, hours, 12 + ((hours * 7 + round * 5) % 18)),
    ),
  );

/** The published scenarios, `count` generated flights, and some that leave hours early. */
export const corpus = (count: number): FlightTimeline[] => [
  ...publishedTimelines(),
  ...Array.from({ length: count }, (_, i) => flightTimeline(`bench ${i}`)),
  ...advancedFlights(Math.round(count / 20 / advances.length)),
];

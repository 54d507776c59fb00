import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import { Instant } from '#shared/domain/instant.ts';
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

const scenarioFolder = join(process.cwd(), '../shared/scenarios');

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

/** The published scenarios and `count` generated flights. */
export const corpus = (count: number): FlightTimeline[] => [
  ...publishedTimelines(),
  ...Array.from({ length: count }, (_, i) => flightTimeline(`bench ${i}`)),
];

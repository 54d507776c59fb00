import type pg from 'pg';
import { z } from 'zod';
import { flightKeyParts } from '#shared/domain/flight.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { BookedTrip, TripDesk } from '#shared/ports/trip-desk.ts';
import type { AeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { type Story, stories } from './simulators/aeroapi/stories.ts';

type Flight = Pick<
  BookedTrip,
  'flightNumber' | 'originIata' | 'destinationIata' | 'departure' | 'flightKey'
>;

/** Registers booked flights with the simulator, so that they exist, after a restart as well. */
export interface ExpectedFlights {
  expect(flight: Flight, story?: Story): Promise<void>;
}

const Rows = z.array(
  z.object({
    flight_key: z.string(),
    departure: Instant,
    since: Instant,
    story: z.enum(stories).nullable(),
  }),
);

/** A flight is not looked at any more this long after its departure. */
const retentionMs = 3 * day;

/** Registers the flights that were booked earlier; the result registers further ones. */
export const createExpectedFlights = async (
  pool: pg.Pool,
  simulator: Pick<AeroApiSimulator, 'expectFlight'>,
  clock: Clock,
): Promise<ExpectedFlights> => {
  const register = ({
    flight_key,
    departure,
    since,
    story,
  }: z.infer<typeof Rows>[number]): void => {
    const { designator, origin, destination } = flightKeyParts(flight_key);
    simulator.expectFlight({
      designator,
      origin,
      destination,
      departure,
      bookedAt: since,
      ...(story ? { story } : {}),
    });
  };
  const columns =
    "flight_key, to_json(departure) #>> '{}' as departure, to_json(since) #>> '{}' as since, story";
  const oldest = plus(clock.now(), -retentionMs);
  // Trips that were booked while the real service was in use.
  await pool.query(
    `insert into engine.simulated_flights (flight_key, departure, since)
     select distinct on (flight_key) flight_key, departure_date, inserted_at
       from bauhaus.trips where departure_date > $1 order by flight_key, inserted_at
     on conflict do nothing`,
    [oldest],
  );
  await pool.query('delete from engine.simulated_flights where departure < $1', [oldest]);
  const { rows } = await pool.query(`select ${columns} from engine.simulated_flights`);
  for (const row of Rows.parse(rows)) register(row);
  return {
    expect: async (flight, story) => {
      const { rows } = await pool.query(
        `insert into engine.simulated_flights (flight_key, departure, since, story)
         values ($1, $2, $3, $4)
         on conflict do nothing returning ${columns}`,
        [flight.flightKey, flight.departure, clock.now(), story ?? null],
      );
      for (const row of Rows.parse(rows)) register(row);
    },
  };
};

/** A desk that registers a flight before a trip is booked on it or edited. */
export const withExpectedFlights = <
  D extends Pick<TripDesk, 'book' | 'edit' | 'trip'> & Pick<JourneyDesk, 'bookJourney'>,
>(
  desk: D,
  flights: ExpectedFlights,
): D => ({
  ...desk,
  book: async (request) => {
    await flights.expect(request.trip);
    return desk.book(request);
  },
  bookJourney: async (request) => {
    for (const leg of request.legs) await flights.expect(leg);
    return desk.bookJourney(request);
  },
  edit: async (request) => {
    const before = await desk.trip(request.agencyId, request.tripId);
    if (before) await flights.expect({ ...before, ...request.set });
    return desk.edit(request);
  },
});

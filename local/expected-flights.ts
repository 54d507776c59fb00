import type pg from 'pg';
import { z } from 'zod';
import { flightKeyParts } from '#shared/domain/flight.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { BookedTrip, TripDesk } from '#shared/ports/trip-desk.ts';
import type { AeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { type Story, stories } from './simulators/aeroapi/stories.ts';

type KeptFlight = Pick<BookedTrip, 'departure' | 'flightKey'>;

/** Registers flights with the simulator, so that they exist, after a restart as well. */
export interface ExpectedFlights {
  /** Makes a flight exist, whatever the timetable says. */
  expect(flight: KeptFlight, story?: Story): Promise<void>;
  /** Has a flight of the timetable leave when it was booked for; any other stays unknown. */
  book(flight: KeptFlight): Promise<void>;
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
export const retentionMs = 3 * day;

/** Registers the flights that were booked earlier; the result registers further ones. */
export const createExpectedFlights = async (
  pool: pg.Pool,
  simulator: Pick<AeroApiSimulator, 'expectFlight' | 'timetable'>,
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
  const keep = async (flight: KeptFlight, since: Instant, story: Story | null): Promise<void> => {
    const { rows } = await pool.query(
      `insert into engine.simulated_flights (flight_key, departure, since, story)
       values ($1, $2, $3, $4)
       on conflict do nothing returning ${columns}`,
      [flight.flightKey, flight.departure, since, story],
    );
    for (const row of Rows.parse(rows)) register(row);
  };
  const keepIfItFlies = async (flight: KeptFlight, since: Instant): Promise<void> => {
    const parts = flightKeyParts(flight.flightKey);
    if (simulator.timetable.flies({ ...parts, departure: flight.departure }))
      await keep(flight, since, null);
  };
  await pool.query('delete from engine.simulated_flights where departure < $1', [oldest]);
  const kept = await pool.query(`select ${columns} from engine.simulated_flights`);
  for (const row of Rows.parse(kept.rows)) register(row);
  // Trips that were booked while the real service was in use.
  const booked = await pool.query(
    `select distinct on (flight_key) flight_key, to_json(departure_date) #>> '{}' as departure,
            to_json(inserted_at) #>> '{}' as since, null as story
       from bauhaus.trips
      where departure_date > $1
        and flight_key not in (select s.flight_key from engine.simulated_flights s)
      order by flight_key, inserted_at`,
    [oldest],
  );
  for (const { flight_key, departure, since } of Rows.parse(booked.rows))
    await keepIfItFlies({ flightKey: flight_key, departure }, since);
  return {
    expect: (flight, story) => keep(flight, clock.now(), story ?? null),
    book: (flight) => keepIfItFlies(flight, clock.now()),
  };
};

/** A desk that registers a flight before a trip is booked on it or edited. */
export const withExpectedFlights = <
  D extends Pick<TripDesk, 'book' | 'edit' | 'movePassenger' | 'trip'> &
    Pick<JourneyDesk, 'bookJourney'>,
>(
  desk: D,
  flights: ExpectedFlights,
): D => ({
  ...desk,
  book: async (request) => {
    await flights.book(request.trip);
    return desk.book(request);
  },
  bookJourney: async (request) => {
    for (const leg of request.legs) await flights.book(leg);
    return desk.bookJourney(request);
  },
  edit: async (request) => {
    const before = await desk.trip(request.agencyId, request.tripId);
    if (before) await flights.book({ ...before, ...request.set });
    return desk.edit(request);
  },
  movePassenger: async (request) => {
    const before = await desk.trip(request.agencyId, request.tripId);
    if (before) await flights.book({ ...before, ...request.set });
    return desk.movePassenger(request);
  },
});

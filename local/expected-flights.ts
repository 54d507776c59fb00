import type pg from 'pg';
import { z } from 'zod';
import { iataDesignator, icaoDesignator } from '#shared/domain/airline-codes.ts';
import { flightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { Trip } from '#shared/domain/trip.ts';
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
  /**
   * Has a flight of the timetable leave when it was booked for; any other stays unknown. The first
   * booking of a number, route and local date holds for as long as a live trip has its time.
   */
  book(flight: KeptFlight): Promise<void>;
  /** Does what may book flights; `settled` waits for it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when what was being booked is registered: only then may a flight be looked up. */
  settled(): Promise<void>;
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

/** A flight of one day by both codes of its carrier, the one it is kept by first. */
const namesOf = (key: string): readonly [string, ...string[]] => {
  const { designator, origin, destination, date } = flightKeyParts(key);
  const name = (written: string) => flightKey({ designator: written, origin, destination, date });
  return [name(iataDesignator(designator) ?? designator), name(icaoDesignator(designator))];
};

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
    const names = namesOf(flight.flightKey);
    const { rows } = await pool.query(
      `insert into engine.simulated_flights as kept (flight_key, departure, since, story)
       values ($1, $2, $3, $4)
       on conflict (flight_key) do update set departure = excluded.departure
         where kept.departure <> excluded.departure
           and not exists (
             select from bauhaus.trips t
              where t.departure_date = kept.departure and t.status <> 'withdrawn'
                and regexp_replace(t.flight_key, '/\\d\\d$', '') = any ($5))
       returning ${columns}`,
      [names[0], flight.departure, since, story, names],
    );
    for (const row of Rows.parse(rows)) register(row);
  };
  const keepIfItFlies = async (flight: KeptFlight, since: Instant): Promise<void> => {
    const parts = flightKeyParts(flight.flightKey);
    if (simulator.timetable.flies({ ...parts, departure: flight.departure }))
      await keep(flight, since, null);
  };
  await pool.query('delete from engine.simulated_flights where departure < $1', [oldest]);
  const kept = await pool.query(
    `select ${columns} from engine.simulated_flights order by since, flight_key`,
  );
  for (const row of Rows.parse(kept.rows)) register(row);
  // Trips that were booked while the real service was in use, or just before a kill.
  const booked = await pool.query(
    `select flight_key, to_json(departure_date) #>> '{}' as departure,
            to_json(min(inserted_at)) #>> '{}' as since, null as story
       from bauhaus.trips
      where departure_date > $1 and status <> 'withdrawn'
        and not exists (
          select from engine.simulated_flights s
           where s.departure = departure_date and starts_with(trips.flight_key, s.flight_key))
      group by flight_key, departure_date
      order by min(inserted_at), flight_key`,
    [oldest],
  );
  for (const { flight_key, departure, since } of Rows.parse(booked.rows))
    await keepIfItFlies({ flightKey: flight_key, departure }, since);
  const underWay = new Set<Promise<unknown>>();
  return {
    expect: (flight, story) => keep(flight, clock.now(), story ?? null),
    book: (flight) => keepIfItFlies(flight, clock.now()),
    during: async (work) => {
      const working = work();
      underWay.add(working);
      try {
        return await working;
      } finally {
        underWay.delete(working);
      }
    },
    settled: async () => {
      await Promise.allSettled(underWay);
    },
  };
};

/** What books flights, or moves somebody to another. */
type BookingDesk = Pick<TripDesk, 'book' | 'edit' | 'movePassenger'> &
  Pick<JourneyDesk, 'bookJourney' | 'addToJourney' | 'editLeg'>;

/** What a desk answers: a trip or a journey where there is one. */
interface Accepted {
  readonly kind: string;
  readonly trip?: Trip;
  readonly journey?: Pick<Journey, 'trips'>;
}

/** A desk that registers the flights of what it accepted. */
export const withExpectedFlights = <D extends BookingDesk>(
  desk: D,
  flights: ExpectedFlights,
): D => {
  /** Registers the flights of the live trips of a result; a refusal has none. */
  const registering = <R extends Accepted>(act: () => Promise<R>): Promise<R> =>
    flights.during(async () => {
      const result = await act();
      const { trip, journey } = result;
      const trips = [...(trip ? [trip] : []), ...(journey?.trips ?? [])]
        .filter(({ status }) => status !== 'withdrawn')
        .map((each): [string, Trip] => [`${each.flightKey} ${each.departure}`, each]);
      for (const each of new Map(trips).values()) await flights.book(each);
      return result;
    });
  return {
    ...desk,
    book: (request) => registering(() => desk.book(request)),
    edit: (request) => registering(() => desk.edit(request)),
    movePassenger: (request) => registering(() => desk.movePassenger(request)),
    bookJourney: (request) => registering(() => desk.bookJourney(request)),
    addToJourney: (request) => registering(() => desk.addToJourney(request)),
    editLeg: (request) => registering(() => desk.editLeg(request)),
  };
};

import { z } from 'zod';
import { Instant, minute } from './instant.ts';

/**
 * Our own reading of where a flight is; AeroAPI's free-text status never decides alone (RULES §1).
 */
export const FlightPhase = z.enum(['scheduled', 'departed', 'landed', 'cancelled', 'diverted']);
export type FlightPhase = z.infer<typeof FlightPhase>;

/** An airport as the matched record describes it; `zone` is an IANA time zone. */
export const Airport = z.object({
  iata: z.string().nullable(),
  zone: z.string(),
  city: z.string().nullable(),
  name: z.string().nullable(),
});
export type Airport = z.infer<typeof Airport>;

/**
 * What the flight tracker holds to be true about one flight instance: no personal data, shared by
 * every trip on it. A null never means "erased": a known gate or estimate stays until another one
 * is known.
 */
export const FlightFacts = z
  .object({
    version: z
      .int()
      .positive()
      .describe('Counts up with every change the tracker commits; the higher one is newer.'),
    observedAt: Instant.describe('When the last good reading was made.'),
    source: z.enum(['look', 'push']).describe('How the last good reading reached us.'),
    phase: FlightPhase,
    faFlightId: z.string().nullable(),
    scheduledDeparture: Instant.describe(
      'scheduled_out of the record that is followed now; a re-pinned record may differ ' +
        'from the booking.',
    ),
    departure: Instant.describe('Best known departure: actual, else estimated, else scheduled.'),
    departureSince: Instant.describe('When this value of `departure` was first read.'),
    arrival: Instant.nullable().describe(
      'Best known arrival: actual, else estimated, else scheduled.',
    ),
    scheduledArrival: Instant.nullish().describe(
      'scheduled_in of that record; absent where it was read before this was kept.',
    ),
    isOff: z
      .boolean()
      .optional()
      .describe('Of a departed flight: false while it is out and not off, which may come back.'),
    landedAt: Instant.nullable().describe('actual_in, else actual_on, once down.'),
    gate: z.string().nullable(),
    terminal: z.string().nullable(),
    belt: z.string().nullable(),
    origin: Airport,
    destination: Airport.describe(
      'Where the flight was booked to; a diversion does not change it.',
    ),
    divertedTo: Airport.nullable(),
  })
  .meta({ id: 'FlightFacts', description: 'What is known about a flight instance.' });
export type FlightFacts = z.infer<typeof FlightFacts>;

/**
 * A flight of the number that was booked, at another time or at another airport of the same city.
 */
export const FlightElsewhere = z.object({
  originIata: z.string(),
  destinationIata: z.string(),
  scheduledDeparture: Instant,
});
export type FlightElsewhere = z.infer<typeof FlightElsewhere>;

/**
 * Time zones of a trip’s two airports, of the airport table: what to fall back on where no record
 * names any.
 */
export interface Zones {
  readonly originZone: string;
  readonly destinationZone: string;
}

/** The zones to go by: those of the matched record first (RULES §1). */
export const zonesOf = (
  { originZone, destinationZone }: Zones,
  facts: FlightFacts | null,
): Zones => ({
  originZone: facts?.origin.zone ?? originZone,
  destinationZone: facts?.destination.zone ?? destinationZone,
});

/**
 * The departure or arrival that was expected before `now` and of which no actual time is known;
 * null where there is none. Past it nothing is told as present, since the silence of the source is
 * not a state (RULES §1).
 */
export const silentSince = (
  {
    phase,
    departure,
    arrival,
    landedAt,
  }: {
    readonly phase: FlightPhase;
    readonly departure: Instant;
    readonly arrival: Instant | null;
    readonly landedAt: Instant | null;
  },
  now: Instant,
): Instant | null => {
  const past = (expected: Instant | null) =>
    expected !== null && expected < now ? expected : null;
  switch (phase) {
    case 'scheduled':
      return past(departure);
    case 'departed':
      return past(arrival);
    case 'diverted':
      return landedAt === null ? past(arrival) : null;
    case 'landed':
    case 'cancelled':
      return null;
  }
};

/** Facts older than this are not fresh (RULES §2). */
export const freshMs = 5 * minute;

/**
 * The name of one flight instance and of its tracker actor: `BA820/LHR-CPH/2027-03-03/16`
 * (designator, route, local date and hour of the departure as booked). The hour tells apart a
 * number that flies twice a day; it is absent for what was booked before names had one.
 */
export const FlightKey = z
  .string()
  .regex(/^[A-Z0-9]{2,3}\d{1,4}[A-Z]?\/[A-Z]{3}-[A-Z]{3}\/\d{4}-\d{2}-\d{2}(\/\d{2})?$/)
  .meta({
    id: 'FlightKey',
    description:
      'Designator, route, and local date and hour of the booked departure of a flight instance.',
    examples: ['BA820/LHR-CPH/2027-03-03/16'],
  });
export type FlightKey = string;

export interface FlightKeyParts {
  readonly designator: string;
  readonly origin: string;
  readonly destination: string;
  /** Local date at the origin, `YYYY-MM-DD`. */
  readonly date: string;
  /** Local hour at the origin, `HH`. */
  readonly hour?: string | undefined;
}
export const flightKey = (p: FlightKeyParts): FlightKey =>
  `${p.designator}/${p.origin}-${p.destination}/${p.date}${p.hour === undefined ? '' : `/${p.hour}`}`;
export const flightKeyParts = (key: FlightKey): FlightKeyParts => {
  const [designator = '', route = '', date = '', hour] = key.split('/');
  const [origin = '', destination = ''] = route.split('-');
  return { designator, origin, destination, date, hour };
};

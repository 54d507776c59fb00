import type { z } from 'zod';
import { bookJourney } from '#services/api/book-journey.ts';
import { normaliseBooking } from '#services/api/domain/booking.ts';
import { NewJourneyInput } from '#services/api/domain/journey-input.ts';
import { airport } from '#shared/domain/airports.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import type { StoryItem } from '#shared/domain/flight-story.ts';
import { day, epoch, hour, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightSandbox } from '#shared/ports/flight-sandbox.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { ExpectedFlights } from './expected-flights.ts';
import { blockMs } from './simulators/aeroapi/scheduled-record.ts';

type Input = z.input<typeof NewJourneyInput>;

interface DemoLeg {
  readonly flight: string;
  readonly route: readonly [origin: string, destination: string];
  /** From now, in the agents' time; a number of minutes after the leg before has arrived. */
  readonly departsInMs: number | { readonly minutesAfterArrival: number };
  readonly stay?: string;
  /** What happens to the flight, and how many minutes after the start. */
  readonly story?: readonly (StoryItem & { readonly after?: number })[];
}

interface DemoJourney extends Pick<Input, 'title' | 'group'> {
  readonly passengers: readonly string[];
  readonly contacts: NonNullable<Input['contacts']>;
  readonly legs: readonly DemoLeg[];
  readonly hasDocuments?: boolean;
}

const phone = (ending: number): string => `+54911555501${String(ending).padStart(2, '0')}`;
const pupils = [
  ...['Julieta Sosa', 'Bruno Sosa', 'Emma Sosa', 'Lautaro Díaz', 'Alma Díaz', 'Joaquín Díaz'],
  ...['Renata Paz', 'Simón Paz', 'Martina Vera', 'Felipe Vera', 'Olivia Roldán', 'Benicio Roldán'],
];
/** As tickets write a child’s name. */
const ticketName = (pupil: string): string =>
  `${pupil.split(' ').toReversed().join('/')} CHD`.toUpperCase();
const guardian = (name: string, ending: number, family: string) => ({
  name,
  phone: phone(ending),
  role: 'guardian' as const,
  passengers: pupils.filter((pupil) => pupil.endsWith(family)).map(ticketName),
});

/**
 * What an agency lives through in a few minutes. News is of flights that leave within hours, since
 * at night it would wait for others.
 */
const journeys: readonly DemoJourney[] = [
  {
    title: 'Familia Ferrari, Bariloche',
    passengers: [
      'FERRARI/PABLO MR',
      'FERRARI/CECILIA MRS',
      'FERRARI/NICOLAS CHD',
      'FERRARI/MILA INF',
    ],
    contacts: [{ name: 'Pablo Ferrari', phone: phone(5), language: 'es' }],
    legs: [
      {
        flight: 'AR1684',
        route: ['AEP', 'BRC'],
        departsInMs: 2 * hour + 20 * minute,
        stay: 'Cabañas del Lago',
        story: [
          { type: 'gate', gate: '8' },
          { type: 'gate', gate: '12', after: 2 },
        ],
      },
      { flight: 'AR1685', route: ['BRC', 'AEP'], departsInMs: 7 * day, story: [] },
    ],
    hasDocuments: true,
  },
  {
    title: 'Familia Ortiz, Lisboa',
    passengers: ['ORTIZ/VALENTINA MS', 'ORTIZ/MATEO MR', 'ORTIZ/SOFIA CHD'],
    contacts: [{ name: 'Valentina Ortiz', phone: phone(6), language: 'es' }],
    legs: [
      {
        flight: 'LA8014',
        route: ['AEP', 'GRU'],
        departsInMs: 3 * hour,
        story: [{ type: 'delay', minutes: 45, after: 1 }],
      },
      {
        flight: 'LA8146',
        route: ['GRU', 'LIS'],
        departsInMs: { minutesAfterArrival: 75 },
        stay: 'Casa do Jasmim',
        story: [{ type: 'gate', gate: '24' }],
      },
    ],
    hasDocuments: true,
  },
  {
    title: 'Viaje de egresados, Bariloche',
    group: 'Escuela Belgrano 7.º A',
    passengers: pupils.map(ticketName),
    contacts: [
      { name: 'Marta Quiroga', phone: phone(7), role: 'guide' },
      guardian('Carolina Sosa', 8, 'Sosa'),
      guardian('Andrés Díaz', 9, 'Díaz'),
      guardian('Paula Paz', 11, 'Paz'),
      guardian('Hernán Vera', 12, 'Vera'),
      // Not on WhatsApp: somebody has to call.
      guardian('Silvia Roldán', 90, 'Roldán'),
    ],
    legs: [
      {
        flight: 'AR1690',
        route: ['AEP', 'BRC'],
        departsInMs: 2 * hour + 10 * minute,
        stay: 'Hostería Los Coihues',
        story: [
          { type: 'delay', minutes: 40, after: 1 },
          { type: 'cancel', after: 2 },
        ],
      },
    ],
  },
  {
    title: 'Elsa y Raúl Medina, Salta',
    passengers: ['MEDINA/ELSA MRS', 'MEDINA/RAUL MR'],
    contacts: [{ name: 'Elsa Medina', phone: null }],
    legs: [
      {
        flight: 'AR1454',
        route: ['AEP', 'SLA'],
        departsInMs: 4 * hour,
        story: [{ type: 'cancel', after: 1 }],
      },
    ],
  },
  {
    title: 'Oliver Grant, Copenhagen',
    passengers: ['Oliver Grant'],
    contacts: [{ name: 'Oliver Grant', phone: phone(2), language: 'en' }],
    legs: [
      {
        flight: 'BA820',
        route: ['LHR', 'CPH'],
        departsInMs: 3 * hour + 30 * minute,
        story: [{ type: 'delay', minutes: 55, after: 2 }],
      },
    ],
    hasDocuments: true,
  },
  {
    title: 'Beatriz Almeida, Rio',
    passengers: ['Beatriz Almeida'],
    contacts: [{ name: 'Beatriz Almeida', phone: phone(3), language: 'pt' }],
    legs: [
      {
        flight: 'LA3340',
        route: ['GRU', 'SDU'],
        departsInMs: 30 * minute,
        story: [{ type: 'gate', gate: '215' }],
      },
    ],
    hasDocuments: true,
  },
  {
    title: 'Tomás Iriarte, Montevideo',
    passengers: ['Tomás Iriarte'],
    contacts: [{ name: 'Tomás Iriarte', phone: phone(4), language: 'es' }],
    legs: [{ flight: 'AR1382', route: ['AEP', 'MVD'], departsInMs: -45 * minute }],
    hasDocuments: true,
  },
  {
    title: 'Lucía Ferreyra, Madrid',
    passengers: ['Lucía Ferreyra'],
    contacts: [{ name: 'Lucía Ferreyra', phone: phone(1), language: 'es' }],
    legs: [
      {
        flight: 'AR1132',
        route: ['EZE', 'MAD'],
        departsInMs: 27 * hour,
        stay: 'Hotel Praktik Metropol',
        story: [],
      },
    ],
    hasDocuments: true,
  },
];

/** The next multiple of five minutes, as in timetables. */
export const roundToFiveMinutes = (at: Instant): Instant =>
  instant(Math.ceil(epoch(at) / (5 * minute)) * 5 * minute);

const departures = (legs: readonly DemoLeg[], now: Instant): readonly Instant[] => {
  const known: Instant[] = [];
  for (const { departsInMs } of legs) {
    const [before, departed] = [legs[known.length - 1], known.at(-1)];
    const [origin, destination] = (before?.route ?? []).map(airport);
    known.push(
      typeof departsInMs === 'number'
        ? roundToFiveMinutes(plus(now, departsInMs))
        : plus(
            departed ?? now,
            (origin && destination ? blockMs({ origin, destination }) : 0) +
              departsInMs.minutesAfterArrival * minute,
          ),
    );
  }
  return known;
};

interface DemoDependencies {
  readonly desk: Pick<JourneyDesk, 'bookJourney' | 'journeys'> &
    Pick<TripDesk, 'settings' | 'trips'>;
  readonly flights: Pick<ExpectedFlights, 'expect'>;
  readonly sandbox: FlightSandbox;
  readonly clock: Clock;
  readonly agencyId: string;
}

/** Makes the flight of a leg exist and tells its story. */
const prepareFlight = async (
  { flights, sandbox }: DemoDependencies,
  leg: Input['legs'][number],
  story: DemoLeg['story'],
  now: Instant,
): Promise<void> => {
  const booking = BookingInput.parse({ ...leg, clientName: 'Demo', whatsapp: null });
  const checked = normaliseBooking(booking, now);
  if (!checked.ok) throw new InvariantBroken(`the demo flight ${leg.flightNumber} is refused`);
  const { flightKey, departure } = checked.value.trip;
  await flights.expect({ flightKey, departure }, 'on_time');
  const flight = flightKeyParts(flightKey);
  const before = await sandbox.story(flight);
  // Told already by a start that was cut off before the booking.
  const isTold = [...(before?.happened ?? []), ...(before?.toCome ?? [])].some(({ told }) => told);
  if (!story?.length || isTold) return;
  const { kind } = await sandbox.tell(
    flight,
    story.map(({ after, ...item }) => ({
      item,
      at: null,
      afterMs: after === undefined ? null : after * minute,
    })),
  );
  if (kind !== 'told')
    throw new InvariantBroken(`the story of the demo flight ${leg.flightNumber} is ${kind}`);
};

/**
 * Books the demo journeys that are not there, as the API does, and none where the agency has only
 * other trips; returns how many it booked, and the trips that get sample documents.
 */
export const bookDemoJourneys = async (
  deps: DemoDependencies,
): Promise<{ readonly booked: number; readonly withDocuments: readonly Trip[] }> => {
  const { desk, clock, agencyId } = deps;
  const references = journeys.map((_, nth) => `DEMO-${nth + 1}`);
  const known = await Promise.all(
    references.map(async (reference) => {
      const [found] = await desk.journeys(agencyId, { reference, limit: 1 });
      return found !== undefined;
    }),
  );
  const withDocuments: Trip[] = [];
  let booked = 0;
  if (!known.includes(true) && (await desk.trips(agencyId, { limit: 1 })).length > 0)
    return { booked, withDocuments };
  for (const [nth, { legs, passengers, hasDocuments, ...journey }] of journeys.entries()) {
    if (known[nth]) continue;
    const now = clock.now();
    const times = departures(legs, now);
    const flights = legs.map(({ flight, route: [originIata, destinationIata], stay }, leg) => ({
      flightNumber: flight,
      originIata,
      destinationIata,
      departure: times[leg] ?? now,
      ...(stay === undefined ? {} : { stay }),
    }));
    for (const [leg, flight] of flights.entries())
      await prepareFlight(deps, flight, legs[leg]?.story, now);
    const input = NewJourneyInput.parse({
      ...journey,
      reference: references[nth],
      passengers: passengers.map((name) => ({ name })),
      legs: flights,
    });
    const outcome = await bookJourney(desk, { agencyId, name: 'demo' }, input, {
      now,
      idempotencyKey: null,
    });
    if (outcome.kind !== 'booked')
      throw new InvariantBroken(`the demo journey ${references[nth]} is ${outcome.kind}`);
    booked += 1;
    if (hasDocuments) withDocuments.push(...outcome.journey.trips);
  }
  return { booked, withDocuments };
};

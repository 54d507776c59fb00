import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { hashApiKey } from '#services/api/authenticate.ts';
import { bookTrip } from '#services/api/book-trip.ts';
import { normaliseBooking } from '#services/api/domain/booking.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { epoch, hour, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { ExpectedFlights } from './expected-flights.ts';
import { persistedSecret } from './persisted-secret.ts';
import type { Story } from './simulators/aeroapi/stories.ts';

/** The agency that exists from the first start, and its API key. */
export interface DemoAgency {
  readonly id: string;
  readonly name: string;
  readonly sender: string;
  readonly apiKey: string;
}

const id = '0f6a3c52-7c1e-4d0b-9a3e-5d1b8a4f2c01';
const simulatedSender = '+5491155550000';
const name = 'Bauhaus Travel Demo';

/** Sets up the demo agency; its API key is generated once and kept in the data directory. */
export const provideDemoAgency = async (options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly sender: string | null;
}): Promise<DemoAgency> => {
  const apiKey = await persistedSecret(
    join(options.dataDir, 'demo-api-key'),
    () => `bt_${randomBytes(24).toString('base64url')}`,
  );
  const agency = { id, apiKey, name, sender: options.sender ?? simulatedSender };
  await provisionAgency(
    options.databaseUrl,
    {
      id,
      name,
      sender: agency.sender,
      emergencyPhone: null,
      keyHash: hashApiKey(apiKey),
      settings: {},
    },
    'demo key',
  );
  return agency;
};

interface DemoTrip
  extends Pick<
    z.input<typeof BookingInput>,
    | 'clientName'
    | 'whatsapp'
    | 'language'
    | 'flightNumber'
    | 'originIata'
    | 'destinationIata'
    | 'stay'
  > {
  /** From now, in the agents' time. */
  readonly departsInMs: number;
  readonly story: Story;
}

/** Four trips in four phases: a day ahead, with a delay to come, boarding, and in the air. */
const trips: readonly DemoTrip[] = [
  {
    clientName: 'Lucía Ferreyra',
    whatsapp: '+5491155550101',
    language: 'es',
    flightNumber: 'AR1132',
    originIata: 'EZE',
    destinationIata: 'MAD',
    stay: 'Hotel Praktik Metropol',
    departsInMs: 27 * hour,
    story: 'gate_change',
  },
  {
    clientName: 'Oliver Grant',
    whatsapp: '+5491155550102',
    language: 'en',
    flightNumber: 'BA820',
    originIata: 'LHR',
    destinationIata: 'CPH',
    departsInMs: 4 * hour + 30 * minute,
    story: 'delayed',
  },
  {
    clientName: 'Beatriz Almeida',
    whatsapp: '+5491155550103',
    language: 'pt',
    flightNumber: 'LA3340',
    originIata: 'GRU',
    destinationIata: 'SDU',
    departsInMs: 50 * minute,
    story: 'on_time',
  },
  {
    clientName: 'Tomás Iriarte',
    whatsapp: '+5491155550104',
    language: 'es',
    flightNumber: 'AR1382',
    originIata: 'AEP',
    destinationIata: 'MVD',
    departsInMs: -30 * minute,
    story: 'on_time',
  },
];

/** The next multiple of five minutes, as in timetables. */
export const roundToFiveMinutes = (at: Instant): Instant =>
  instant(Math.ceil(epoch(at) / (5 * minute)) * 5 * minute);

/** Books the demo trips, unless the agency has any trip already; returns those booked. */
export const bookDemoTrips = async (deps: {
  readonly desk: Pick<TripDesk, 'book' | 'settings' | 'trips'>;
  readonly flights: ExpectedFlights;
  readonly clock: Clock;
  readonly agencyId: string;
}): Promise<readonly Trip[]> => {
  const { desk, flights, clock, agencyId } = deps;
  if ((await desk.trips(agencyId, { limit: 1 })).length > 0) return [];
  const booked: Trip[] = [];
  for (const [index, { departsInMs, story, ...trip }] of trips.entries()) {
    const now = clock.now();
    const input = BookingInput.parse({
      ...trip,
      departure: roundToFiveMinutes(plus(now, departsInMs)),
      reference: `DEMO-${index + 1}`,
    });
    const booking = normaliseBooking(input, now);
    if (booking.ok) await flights.expect(booking.value.trip, story);
    const result = await bookTrip(desk, { agencyId, name: 'demo' }, input, {
      now,
      idempotencyKey: null,
    });
    if (result.kind === 'booked') booked.push(result.trip);
  }
  return booked;
};

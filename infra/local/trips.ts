import { randomUUID } from 'node:crypto';
import { hour, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import { expectThat, until } from './checks.ts';
import type { Cloud } from './cloud.ts';
import type { World } from './world.ts';

/** A trip that was booked in a deployment. */
export interface BookedTrip {
  readonly id: string;
  readonly flightKey: string;
  readonly phone: string;
  readonly departure: Instant;
}

let counter = 0;

/** Adds a punctual flight to the simulator of AeroAPI that departs in so many hours. */
const addFlight = (world: World, inHours: number) => {
  counter += 1;
  const departure = instant(Math.ceil((Date.now() + inHours * hour) / (5 * minute)) * 5 * minute);
  const flight = {
    designator: `AR${1100 + counter}`,
    origin: 'EZE',
    destination: 'MAD',
    departure,
  };
  world.aero.expectFlight({ ...flight, story: 'on_time' });
  return flight;
};

/**
 * Books a trip as an agency's own system does, by an event on the bus, and waits for the trip.
 * Without a flight it makes one that departs `inHours` from now, five by default.
 */
export const putBookingOnBus = async (
  world: World,
  cloud: Cloud,
  options: { readonly inHours?: number; readonly flight?: ReturnType<typeof addFlight> } = {},
) => {
  const flight = options.flight ?? addFlight(world, options.inHours ?? 5);
  counter += 1;
  const phone = `+54911555501${String(counter).padStart(2, '0')}`;
  const reference = `LOC-${counter}`;
  await cloud.publish(world.agency.id, {
    id: randomUUID(),
    type: 'TripBookingReceived',
    version: 1,
    time: instant(Date.now()),
    agencyId: null,
    tripId: null,
    correlationId: randomUUID(),
    causationId: null,
    data: {
      clientName: 'Ana Ruiz',
      whatsapp: phone,
      language: 'es',
      flightNumber: flight.designator,
      originIata: flight.origin,
      destinationIata: flight.destination,
      departure: flight.departure,
      reference,
    },
  });
  const [row] = await until('the trip is booked', async () => {
    const rows = await world.rows<{ id: string; flight_key: string }>(
      `select t.id, t.flight_key from bauhaus.trips t
         join bauhaus.trip_passengers b on b.trip_id = t.id where b.reference = $1`,
      reference,
    );
    return rows.length > 0 && rows;
  });
  expectThat(row !== undefined, 'the trip is not there');
  const trip: BookedTrip = {
    id: row?.id ?? '',
    flightKey: row?.flight_key ?? '',
    phone,
    departure: flight.departure,
  };
  return { trip, flight };
};

/** Books a trip over the bus and waits until the traveller has received its confirmation. */
export const bookOverBus: typeof putBookingOnBus = async (world, cloud, options) => {
  const booking = await putBookingOnBus(world, cloud, options);
  await until(
    'the confirmation is received',
    async () => world.messagesTo(booking.trip.phone).length > 0,
  );
  return booking;
};

/** The address of the tracker's timer of a trip's flight. */
export const flightCheck = ({ flightKey }: BookedTrip) =>
  ({ agent: 'flight-tracker', actorId: flightKey, kind: 'FlightCheckDue' }) as const;
/** The address of a timer of the trip itself. */
export const boardingTimer = ({ id }: BookedTrip) =>
  ({ agent: 'notifications', actorId: id, kind: 'BoardingDue' }) as const;

/** From now on AeroAPI reports the flight as that many minutes late. */
export const delayFlight = (
  world: World,
  { flightKey, departure }: BookedTrip,
  minutes: number,
): void => {
  const [designator = '', , date = ''] = flightKey.split('/');
  const out = plus(departure, minutes * minute).replace(/\.\d+Z$/, 'Z');
  world.aero.script({ designator, date }, [
    {
      from: instant(Date.now() - 1_000),
      set: {
        estimated_out: out,
        estimated_off: plus(departure, (minutes + 15) * minute).replace(/\.\d+Z$/, 'Z'),
      },
    },
  ]);
};

/** Types of the messages of a trip that the ledger holds as sent, oldest first. */
export const sentTypes = async (world: World, { id }: BookedTrip): Promise<readonly string[]> =>
  (
    await world.rows<{ notification_type: string }>(
      `select notification_type from bauhaus.notifications_log
        where trip_id = $1 and delivery_status = 'SENT' order by sent_at`,
      id,
    )
  ).map((row) => row.notification_type);

/** Throws where a traveller was sent nothing, or the same text twice. */
export const expectNoRepeats = (world: World, { phone }: BookedTrip): void => {
  const bodies = world.messagesTo(phone).map(({ body }) => body);
  expectThat(
    bodies.length > 0 && new Set(bodies).size === bodies.length,
    `sent twice, or nothing: ${JSON.stringify(bodies)}`,
  );
};

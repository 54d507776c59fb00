import { randomUUID } from 'node:crypto';
import { hour, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import { expectThat, until } from './checks.ts';
import type { Cloud } from './cloud.ts';
import type { World } from './world.ts';

/** A trip under way in a deployment. */
export interface LivingTrip {
  readonly id: string;
  readonly flightKey: string;
  readonly phone: string;
  readonly departure: Instant;
}

let number = 0;

/** A flight that exists at the simulator, leaving in so many hours, in the middle of the day it is booked for. */
const aFlight = (world: World, inHours: number) => {
  number += 1;
  const departure = instant(Math.ceil((Date.now() + inHours * hour) / (5 * minute)) * 5 * minute);
  const flight = { designator: `AR${1100 + number}`, origin: 'EZE', destination: 'MAD', departure };
  world.aero.expectFlight({ ...flight, story: 'on_time' });
  return flight;
};

/** Books a trip as another system does, by an event on the bus, and waits until it is there. */
export const putBookingOnBus = async (
  world: World,
  cloud: Cloud,
  options: { readonly inHours?: number; readonly flight?: ReturnType<typeof aFlight> } = {},
) => {
  const flight = options.flight ?? aFlight(world, options.inHours ?? 5);
  number += 1;
  const phone = `+54911555501${String(number).padStart(2, '0')}`;
  const reference = `LOC-${number}`;
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
    const found = await world.rows<{ id: string; flight_key: string }>(
      'select id, flight_key from bauhaus.trips where whatsapp = $1',
      phone,
    );
    return found.length > 0 && found;
  });
  expectThat(row !== undefined, 'the trip is not there');
  const trip: LivingTrip = {
    id: row?.id ?? '',
    flightKey: row?.flight_key ?? '',
    phone,
    departure: flight.departure,
  };
  return { trip, flight };
};

/** Books a trip as another system does, and waits until its confirmation was received. */
export const bookOverBus: typeof putBookingOnBus = async (world, cloud, options) => {
  const booked = await putBookingOnBus(world, cloud, options);
  await until('the confirmation is received', async () => world.told(booked.trip.phone).length > 0);
  return booked;
};

/** The address of the tracker's timer of a trip's flight. */
export const flightCheck = ({ flightKey }: LivingTrip) =>
  ({ agent: 'flight-tracker', actorId: flightKey, kind: 'FlightCheckDue' }) as const;
/** The address of a timer of the trip itself. */
export const boardingTimer = ({ id }: LivingTrip) =>
  ({ agent: 'notifications', actorId: id, kind: 'BoardingDue' }) as const;

/** From now on the flight is said to leave so many minutes late. */
export const delayFlight = (
  world: World,
  { flightKey, departure }: LivingTrip,
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

/** Kinds of messages the ledger holds as sent for a trip, oldest first. */
export const sentTypes = async (world: World, { id }: LivingTrip): Promise<readonly string[]> =>
  (
    await world.rows<{ notification_type: string }>(
      "select notification_type from bauhaus.notifications_log where trip_id = $1 and delivery_status = 'SENT' order by sent_at",
      id,
    )
  ).map((row) => row.notification_type);

/** Fails where a traveller was sent the same words twice. */
export const nobodyTwice = (world: World, { phone }: LivingTrip): void => {
  const bodies = world.told(phone).map(({ body }) => body);
  expectThat(
    bodies.length > 0 && new Set(bodies).size === bodies.length,
    `told twice: ${JSON.stringify(bodies)}`,
  );
};

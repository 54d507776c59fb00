import { z } from 'zod';
import {
  BoardBand,
  BoardConnection,
  BoardFlight,
  bandOf,
  tightestConnection,
} from '#shared/domain/board.ts';
import { DeliveryState, deliveryOf } from '#shared/domain/delivery-state.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { localTime } from './views.ts';

const LocalTime = z.string().describe('As a clock at the airport shows it: `2027-03-03T16:20`.');

/** A flight on the board, as the API shows it. */
export const BoardFlightView = BoardFlight.omit({
  originZone: true,
  destinationZone: true,
  changes: true,
  last: true,
})
  .extend({
    band: BoardBand.describe(
      '`in_air`; leaving in the `next_hours` (six), `today`, in the `next_days` (72 hours) or ' +
        '`later`; or `over`.',
    ),
    local: z.object({
      departure: LocalTime.describe('As booked, at the origin.'),
      bestDeparture: LocalTime.nullable(),
      arrival: LocalTime.nullable().describe('At the destination.'),
    }),
    last: z.object({ type: z.string(), state: DeliveryState, at: Instant }).nullable(),
    connection: BoardConnection.nullable().describe('The tightest of those who fly on.'),
  })
  .meta({ id: 'BoardFlight', description: 'A flight, and how your people on it are doing.' });

/** A flight with its band, local times and tightest connection. */
export const boardFlightView = (
  flight: BoardFlight,
  preferences: Settings['notification_preferences'],
  now: Instant,
): z.input<typeof BoardFlightView> => {
  const { originZone: origin, destinationZone: destination, changes: _, last, ...rest } = flight;
  const { facts } = flight;
  const zones = zonesOf({ originZone: origin, destinationZone: destination }, facts);
  return {
    ...rest,
    band: bandOf(flight, now),
    local: {
      departure: localTime(flight.departure, zones.originZone),
      bestDeparture: facts && localTime(facts.departure, zones.originZone),
      arrival: facts?.arrival ? localTime(facts.arrival, zones.destinationZone) : null,
    },
    last: last && {
      type: last.type,
      state: deliveryOf({ status: last.status, providerStatus: last.providerStatus }),
      at: last.at,
    },
    connection: tightestConnection(flight, preferences),
  };
};

import type { Address, Agent } from '#shared/actor/agent.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import type { FlightAlerts, FlightData, FlightLookup } from '#shared/ports/flight-data.ts';
import { lookNeeded } from './domain/asking.ts';
import { decide } from './domain/decide.ts';
import type { Gathered } from './domain/gathered.ts';
import { TrackerState, unknownFlight } from './domain/state.ts';
import type { TrackerTurn } from './domain/turn.ts';

/** What the tracker reads from outside; without `alerts` it relies on looking alone. */
export interface FlightTrackerDependencies {
  readonly flights: FlightData;
  readonly alerts?: FlightAlerts | null;
}

const flight = (flightKey: string): Address => ({ actorId: flightKey, flightKey });

const address = (event: TrackerTurn['event']): readonly Address[] => {
  switch (event.type) {
    case 'TripBooked':
    case 'TripCancelled':
    case 'FlightAlertReceived':
    case 'FlightLookRequested':
    case 'FlightAlertRequested':
    case 'FlightAlertRemovalRequested':
      return [flight(event.data.flightKey)];
    case 'TripChanged': {
      const { before, after } = event.data;
      return before.flightKey === after.flightKey
        ? [flight(after.flightKey)]
        : [flight(after.flightKey), flight(before.flightKey)];
    }
    case 'FlightCheckDue':
      return [flight(event.data.actorId)];
  }
};

/**
 * Knows the truth about every flight, for the least money and with the least delay; its actor is
 * the flight, not the trip.
 */
export const createFlightTracker = ({
  flights,
  alerts = null,
}: FlightTrackerDependencies): Agent<'flight-tracker', TrackerState, Gathered> => {
  const look = async (turn: TrackerTurn): Promise<FlightLookup | null> => {
    const wanted = lookNeeded(turn);
    if (wanted === null) return null;
    const { retryAfterUntil } = turn.state;
    // Whatever woke us, a Retry-After is obeyed.
    if (retryAfterUntil !== null && retryAfterUntil > turn.now)
      return { kind: 'circuit-open', until: retryAfterUntil, at: turn.now };
    return flights.look(wanted.query, { maxAgeMs: wanted.maxAgeMs });
  };

  return {
    name: 'flight-tracker',
    codec: { schemaVersion: 1, schema: TrackerState, initial: unknownFlight },
    address,
    gather: async (turn) => ({
      kind: 'read',
      look: await look(turn),
      offersAlerts: alerts !== null,
    }),
    step: async ({ event }) => {
      switch (event.type) {
        case 'FlightAlertRequested': {
          const { designator, origin, destination, date } = flightKeyParts(event.data.flightKey);
          const id = (await alerts?.create({ designator, origin, destination, date })) ?? null;
          return { kind: 'alert-created', id };
        }
        case 'FlightAlertRemovalRequested':
          await alerts?.delete(event.data.alertId);
          return { kind: 'alert-removed' };
      }
    },
    decide,
  };
};

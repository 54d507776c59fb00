import type { Address, Agent } from '#shared/actor/agent.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import { alertWanted, lookNeeded } from './domain/asking.ts';
import { followersOf } from './domain/audience.ts';
import { decide, type Gathered } from './domain/decide.ts';
import { isWatched, TrackerState, unknownFlight } from './domain/state.ts';
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

/** An alert that was refused is asked for again at later looks, but not for ever. */
const alertTries = 3;

/**
 * Knows the truth about every flight, for the least money and with the least delay; its actor is
 * the flight, not the trip.
 */
export const createFlightTracker = ({
  flights,
  alerts = null,
}: FlightTrackerDependencies): Agent<'flight-tracker', TrackerState, Gathered> => {
  const lookOf = async (turn: TrackerTurn): Promise<Gathered['look']> => {
    const wanted = lookNeeded(turn);
    if (wanted === null) return null;
    const { retryAfterUntil } = turn.state;
    // Whatever woke us, a Retry-After is obeyed.
    if (retryAfterUntil !== null && retryAfterUntil > turn.now)
      return { kind: 'circuit-open', until: retryAfterUntil, at: turn.now };
    return flights.look(wanted.query, { maxAgeMs: wanted.maxAgeMs });
  };
  const settleAlert = async (
    turn: TrackerTurn,
    look: Gathered['look'],
  ): Promise<Gathered['alert']> => {
    if (alerts === null || look?.kind === 'circuit-open') return null;
    // What the turn will come to decides whether pushes are worth having: `decide` is pure, so it
    // can be asked beforehand.
    const { state } = decide(turn, { look, alert: null });
    if (state.kind === 'unmatched') return null;
    if (state.alertId !== null && (!isWatched(state) || followersOf(turn).length === 0)) {
      await alerts.delete(state.alertId);
      return { kind: 'deleted' };
    }
    if (state.alertId !== null || state.alertTries >= alertTries || !alertWanted(turn, state))
      return null;
    const { designator, origin, destination, date } = flightKeyParts(turn.actorId);
    return { kind: 'created', id: await alerts.create({ designator, origin, destination, date }) };
  };

  return {
    name: 'flight-tracker',
    codec: { schemaVersion: 1, schema: TrackerState, initial: unknownFlight },
    address,
    async gather(turn) {
      const look = await lookOf(turn);
      return { look, alert: await settleAlert(turn, look) };
    },
    decide,
  };
};

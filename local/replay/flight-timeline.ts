import { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { FlightKeyParts } from '#shared/domain/flight.ts';
import { type Instant, second } from '#shared/domain/instant.ts';
import type { PushedReading } from '#shared/events/flights.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type {
  FlightAlerts,
  FlightData,
  FlightLookup,
  FlightQuery,
} from '#shared/ports/flight-data.ts';
import type { Scenario } from './scenario.ts';

/** A push as AeroAPI would deliver it: an event code and the flight after the change. */
export interface Push {
  readonly at: Instant;
  readonly eventKey: string;
  readonly code: string;
  readonly flight: AeroFlight;
}

interface FlightStates {
  readonly states: readonly {
    readonly from: Instant;
    readonly flight: AeroFlight;
    readonly set: Readonly<Record<string, unknown>>;
  }[];
}

const statesOf = (flight: Scenario['flights'][number]): FlightStates => {
  let merged: Record<string, unknown> = {};
  const states = [...flight.states]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ from, set }) => {
      merged = { ...merged, ...set };
      return { from, flight: AeroFlight.parse(merged), set };
    });
  return { states };
};

/** Whether AeroAPI would answer with this flight when asked for the ident. */
const hasIdent = (flight: AeroFlight, ident: string): boolean =>
  [
    flight.ident,
    flight.ident_iata,
    flight.ident_icao,
    flight.fa_flight_id,
    ...flight.codeshares,
    ...flight.codeshares_iata,
  ].includes(ident);

const codeOf = (set: Readonly<Record<string, unknown>>): string => {
  if (set['cancelled'] === true) return 'cancelled';
  if (set['cancelled'] === false) return 'uncancelled';
  if (set['diverted'] === true) return 'diverted';
  if (set['actual_in']) return 'in';
  if (set['actual_on']) return 'on';
  if (set['actual_off']) return 'off';
  if (set['actual_out']) return 'out';
  return 'change';
};

/** The fields of a flight that a push holds; gates and terminals are not among them. */
export const pushedReading = (flight: AeroFlight): PushedReading => ({
  status: flight.status,
  cancelled: flight.cancelled,
  diverted: flight.diverted,
  destinationIata: flight.destination?.code_iata ?? null,
  scheduledOut: flight.scheduled_out,
  estimatedOut: flight.estimated_out,
  actualOut: flight.actual_out,
  scheduledOff: flight.scheduled_off,
  estimatedOff: flight.estimated_off,
  actualOff: flight.actual_off,
  scheduledOn: flight.scheduled_on,
  estimatedOn: flight.estimated_on,
  actualOn: flight.actual_on,
  scheduledIn: flight.scheduled_in,
  estimatedIn: flight.estimated_in,
  actualIn: flight.actual_in,
});

/** The id that the alert on a flight has here. */
const alertIdOf = ({
  designator,
  origin,
  destination,
  date,
}: Pick<FlightKeyParts, 'designator' | 'origin' | 'destination' | 'date'>): string =>
  `alert-${designator}-${origin}-${destination}-${date}`;

/** The flights of a scenario as AeroAPI would show them at each moment, faults included. */
export const createFlightTimeline = (scenario: Scenario, clock: Clock) => {
  const flights = scenario.flights.map(statesOf);
  /** Designators by the id of their alert. */
  const alertedDesignators = new Map<string, string>();
  const lookedAt: Instant[] = [];

  const current = (flight: FlightStates, at: Instant): AeroFlight | null =>
    flight.states.findLast((state) => state.from <= at)?.flight ?? null;
  const faultAt = (at: Instant) => scenario.aeroapi.find(({ from, to }) => from <= at && at < to);

  const look = async ({ designator, from, to }: FlightQuery): Promise<FlightLookup> => {
    const at = clock.now();
    lookedAt.push(at);
    const fault = faultAt(at);
    if (fault?.answer === '429')
      return {
        kind: 'rate-limited',
        retryAfterMs: fault.retryAfter === undefined ? null : fault.retryAfter * second,
        at,
      };
    if (fault?.answer === '500') return { kind: 'failed', reason: 'server', at };
    if (fault?.answer === 'timeout') return { kind: 'failed', reason: 'timeout', at };
    if (fault) return { kind: 'not-found', at };
    const records = flights
      .flatMap((flight) => current(flight, at) ?? [])
      .filter(
        (record) =>
          hasIdent(record, designator) &&
          (record.scheduled_out ?? record.scheduled_off ?? '') >= from &&
          (record.scheduled_out ?? record.scheduled_off ?? '') < to,
      )
      .sort((a, b) => ((a.scheduled_out ?? '') < (b.scheduled_out ?? '') ? 1 : -1));
    return records.length === 0 ? { kind: 'not-found', at } : { kind: 'found', records, at };
  };

  const data: FlightData = { look };
  const alerts: FlightAlerts = {
    create: async (flight) => {
      const id = alertIdOf(flight);
      alertedDesignators.set(id, flight.designator);
      return id;
    },
    delete: async (alertId) => {
      alertedDesignators.delete(alertId);
    },
  };
  const pushes: readonly Push[] = !scenario.pushes
    ? []
    : flights.flatMap((flight) =>
        flight.states.slice(1).map(({ from, flight, set }, i) => ({
          at: from,
          eventKey: `${flight.fa_flight_id}:${i}`,
          code: codeOf(set),
          flight,
        })),
      );

  return {
    data,
    alerts: scenario.pushes ? alerts : null,
    pushes,
    /** Ids of the alerts that a change of this flight triggers. */
    alertsFor: (flight: AeroFlight): readonly string[] =>
      [...alertedDesignators]
        .filter(([, designator]) => hasIdent(flight, designator))
        .map(([id]) => id),
    /** Ids of the alerts that there are now. */
    alertIds: (): readonly string[] => [...alertedDesignators.keys()],
    /** When AeroAPI was asked. */
    lookedAt: (): readonly Instant[] => lookedAt,
  };
};

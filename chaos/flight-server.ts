import { Hono } from 'hono';
import { type Served, serve } from '#local/simulators/serve.ts';
import { icaoDesignator } from '#shared/domain/airline-codes.ts';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';

/** What AeroAPI would say of a flight at the moment. */
export interface FlightState {
  readonly cancelled: boolean;
  readonly delayMinutes: number;
}

/** AeroAPI for the flights of the run: each is as the script has it, and stays so until the script changes it. */
export interface FlightServer {
  readonly url: string;
  put(designator: string, state: FlightState): void;
  /** The body of the push that says how the flight is. */
  push(designator: string): unknown;
  close(): Promise<void>;
}

/** Serves one departure time for all flights, LHR to CPH. */
export const startFlightServer = async (departure: Instant): Promise<FlightServer> => {
  const states = new Map<string, FlightState>();
  const stateOf = (designator: string): FlightState =>
    states.get(designator) ?? { cancelled: false, delayMinutes: 0 };
  const arrival = plus(departure, 2 * hour);
  const faFlightId = (designator: string): string => `${icaoDesignator(designator)}-1`;
  const times = ({ delayMinutes }: FlightState) => ({
    scheduled_out: departure,
    estimated_out: plus(departure, delayMinutes * minute),
    scheduled_off: departure,
    estimated_off: plus(departure, delayMinutes * minute),
    scheduled_on: arrival,
    estimated_on: plus(arrival, delayMinutes * minute),
    scheduled_in: arrival,
    estimated_in: plus(arrival, delayMinutes * minute),
  });
  const record = (designator: string) => {
    const state = stateOf(designator);
    return {
      ident: icaoDesignator(designator),
      ident_icao: icaoDesignator(designator),
      ident_iata: designator,
      fa_flight_id: faFlightId(designator),
      status: state.cancelled ? 'Cancelled' : 'Scheduled',
      cancelled: state.cancelled,
      diverted: false,
      origin: {
        code: 'EGLL',
        code_icao: 'EGLL',
        code_iata: 'LHR',
        timezone: 'Europe/London',
        name: 'Heathrow',
        city: 'London',
      },
      destination: {
        code: 'EKCH',
        code_icao: 'EKCH',
        code_iata: 'CPH',
        timezone: 'Europe/Copenhagen',
        name: 'Kastrup',
        city: 'Copenhagen',
      },
      ...times(state),
    };
  };
  let pushes = 0;
  const byIcao = new Map<string, string>();
  const app = new Hono();
  app.get('/flights/:ident', (c) => {
    const designator = byIcao.get(c.req.param('ident'));
    return c.json({
      links: null,
      num_pages: 1,
      flights: designator === undefined ? [] : [record(designator)],
    });
  });
  const served: Served = await serve(app, 0);
  return {
    url: served.url,
    put: (designator, state) => {
      byIcao.set(icaoDesignator(designator), designator);
      states.set(designator, state);
    },
    push: (designator) => {
      const state = stateOf(designator);
      const { status, cancelled } = record(designator);
      pushes += 1;
      return {
        // A cancellation after a reinstatement is another push than the first.
        long_description: `${status} (${pushes})`,
        short_description: status,
        summary: status,
        event_code: state.cancelled ? 'cancelled' : 'change',
        alert_id: 1,
        flight: {
          fa_flight_id: faFlightId(designator),
          ident: icaoDesignator(designator),
          status,
          cancelled,
          diverted: false,
          destination_iata: 'CPH',
          ...times(state),
        },
      };
    },
    close: () => served.close(),
  };
};

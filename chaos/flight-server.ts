import { Hono } from 'hono';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { icaoDesignator } from '#shared/domain/airline-codes.ts';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';

/** The state of a flight as AeroAPI would report it. */
export interface FlightState {
  readonly cancelled: boolean;
  readonly delayMinutes: number;
}

/** A simulated AeroAPI whose flights keep the state that was put last. */
export interface FlightServer {
  readonly url: string;
  put(designator: string, state: FlightState): void;
  /** The body of a pushed alert with the flight's present state. */
  push(designator: string): unknown;
  close(): Promise<void>;
}

/** Starts the server. All its flights go from LHR to CPH at one departure time. */
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
  const iataByIcao = new Map<string, string>();
  const app = new Hono();
  app.get('/flights/:ident', (c) => {
    const designator = iataByIcao.get(c.req.param('ident'));
    return c.json({
      links: null,
      num_pages: 1,
      flights: designator === undefined ? [] : [record(designator)],
    });
  });
  const served: LocalServer = await serve(app, 0);
  return {
    url: served.url,
    put: (designator, state) => {
      iataByIcao.set(icaoDesignator(designator), designator);
      states.set(designator, state);
    },
    push: (designator) => {
      const state = stateOf(designator);
      const { status, cancelled } = record(designator);
      pushes += 1;
      return {
        // Numbered, so that a second cancellation is not taken for a repetition of the first.
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

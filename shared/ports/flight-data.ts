import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** All records of one designator that are scheduled to leave within a window. */
export interface FlightQuery {
  /** Marketing designator as booked, `BA820`; the adapter translates it to the ICAO form. */
  readonly designator: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The answer to one look. Four different things can go wrong and none of them is the other (RULES
 * §1): only `not-found` says something about the flight. `circuit-open`: nobody was asked, because
 * the circuit is open until then.
 */
export type FlightLookup =
  | { readonly kind: 'found'; readonly records: readonly AeroFlight[]; readonly at: Instant }
  | { readonly kind: 'not-found'; readonly at: Instant }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number | null; readonly at: Instant }
  | {
      readonly kind: 'failed';
      readonly reason: 'timeout' | 'server' | 'network' | 'refused';
      readonly at: Instant;
    }
  | { readonly kind: 'circuit-open'; readonly until: Instant; readonly at: Instant };

/**
 * Knows the flights. Never throws for what the service or the network did.
 * @example
 * const query = { designator: 'BA820', from: plus(departure, -day), to: plus(departure, day) };
 * const lookup = await flights.look(query, { maxAgeMs: 5 * minute });
 * if (lookup.kind === 'found') readRecords(lookup.records);
 */
export interface FlightData {
  /**
   * Looks at a flight. An answer up to `maxAgeMs` old may be shared (its `at` is when it was made),
   * and concurrent looks at the same query make one call.
   */
  look(query: FlightQuery, options: { readonly maxAgeMs: number }): Promise<FlightLookup>;
}

/**
 * Asks for push alerts about one flight instance; only where the plan has them.
 * @example
 * const alertId = await alerts.create({
 *   designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03',
 * });
 */
export interface FlightAlerts {
  /**
   * Creates the alert, or finds the one that a lost reply left behind; answers its id, or null
   * where it was refused.
   */
  create(alert: {
    readonly designator: string;
    readonly origin: string;
    readonly destination: string;
    readonly date: string;
  }): Promise<string | null>;
  delete(alertId: string): Promise<void>;
}

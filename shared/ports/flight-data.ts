import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** Asks for all records of a designator that are scheduled to leave within a window. */
export interface FlightQuery {
  /** Marketing designator as booked, `BA820`; the adapter translates it to the ICAO form. */
  readonly designator: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The result of one look (RULES §1). Of the failures only `not-found` says something about the
 * flight. `circuit-open`: no request was made, since the circuit is open until then.
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
 * Looks up flights. Failures of the service or the network are results, never thrown.
 * @example
 * const query = { designator: 'BA820', from: plus(departure, -day), to: plus(departure, day) };
 * const lookup = await flights.look(query, { maxAgeMs: 5 * minute });
 * if (lookup.kind === 'found') readRecords(lookup.records);
 */
export interface FlightData {
  /**
   * Looks a flight up. An answer up to `maxAgeMs` old may be shared; its `at` is when it was made.
   * Concurrent looks with the same query make one request.
   */
  look(query: FlightQuery, options: { readonly maxAgeMs: number }): Promise<FlightLookup>;
}

/**
 * Manages push alerts about single flight instances; only some AeroAPI plans have them.
 * @example
 * const alertId = await alerts.create({
 *   designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03',
 * });
 */
export interface FlightAlerts {
  /**
   * Creates the alert, or finds the one that a lost reply left behind. Resolves to its id, or null
   * where it was refused.
   */
  create(alert: {
    readonly designator: string;
    readonly origin: string;
    readonly destination: string;
    readonly date: string;
  }): Promise<string | null>;
  /** Deletes the alert; failures are ignored, since an alert ends with its date. */
  delete(alertId: string): Promise<void>;
}

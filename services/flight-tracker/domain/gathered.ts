import type { FlightLookup } from '#shared/ports/flight-data.ts';

/** What a turn got from outside: by reading, or as the outcome of a step. */
export type Gathered =
  | {
      readonly kind: 'read';
      /** Null: no look was needed. */
      readonly look: FlightLookup | null;
      /** Whether pushes can be had at all. */
      readonly offersAlerts: boolean;
    }
  /** The id of the alert, or null where it was refused. */
  | { readonly kind: 'alert-created'; readonly id: string | null }
  | { readonly kind: 'alert-removed' };

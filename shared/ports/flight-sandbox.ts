import type { FlightStory, NewStoryItem } from '#shared/domain/flight-story.ts';

/** A flight by number, route and local date of departure. */
export interface FlightOfDay {
  /** As booked, such as `BA820`. */
  readonly designator: string;
  /** IATA codes. */
  readonly origin: string;
  readonly destination: string;
  /** Local date at the origin, `YYYY-MM-DD`. */
  readonly date: string;
}

/** The outcome of telling a story; only `told` changed anything. */
export type TellOutcome =
  | { readonly kind: 'told'; readonly story: FlightStory }
  | { readonly kind: 'unknown-flight' }
  /** The items that cannot be at that time, by their position, and why. */
  | {
      readonly kind: 'impossible';
      readonly items: readonly { readonly nth: number; readonly reason: string }[];
    }
  | { readonly kind: 'in-the-past' | 'unknown-airport'; readonly nth: number };

/** A row of the timetable: who flies where, under which numbers, on which days. */
export interface TimetableRow {
  readonly carrier: string;
  readonly origin: string;
  readonly destination: string;
  readonly numbers: readonly number[];
  /** ISO weekdays at the origin, Monday is 1. */
  readonly weekdays: readonly number[];
}

/**
 * The simulated world of one machine: flights to which things happen because somebody says so. What
 * is told changes what the flight service answers and pushes, and nothing else.
 * @example
 * await sandbox.tell(flight, [{ item: { type: 'delay', minutes: 90 }, at: null, afterMs: null }]);
 */
export interface FlightSandbox {
  /** Null: the timetable has no such flight, and nobody has booked one. */
  story(flight: FlightOfDay): Promise<FlightStory | null>;
  /**
   * Adds to what happens to a flight, all or nothing. From the first item ever told on the flight
   * does nothing by chance any more: it gets a gate, leaves, lands.
   */
  tell(flight: FlightOfDay, items: readonly NewStoryItem[]): Promise<TellOutcome>;
  /** Takes back what was told and has not happened yet; null as for `story`. */
  takeBack(flight: FlightOfDay): Promise<FlightStory | null>;
  /** The flights there are without anybody having booked them. */
  timetable(): readonly TimetableRow[];
}

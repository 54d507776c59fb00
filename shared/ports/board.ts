import type { BoardFlight } from '#shared/domain/board.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** What the flights of an agency are, and how its people on them are doing. */
export interface Board {
  /**
   * Flights on which the agency has people, whose booked or estimated departure lies in the window,
   * soonest first; at most `limit`, beginning after the flight `after` of the page before. `group`:
   * only flights on which people of a group with this name are.
   */
  flights(
    agencyId: string,
    window: {
      readonly from: Instant;
      readonly to: Instant;
      readonly group?: string | undefined;
      readonly after?: Pick<BoardFlight, 'departure' | 'flightKey'> | undefined;
      readonly limit: number;
      readonly now: Instant;
    },
  ): Promise<readonly BoardFlight[]>;
}

import type { FlightKey } from '#shared/domain/flight.ts';
import type { PeopleOnFlight } from '#shared/domain/flight-people.ts';

/**
 * What an agency reads across its trips: who knows of a flight, and all that was said of a journey.
 * Every call is one tenant's.
 * @example
 * const flight = await reading.peopleOnFlight(agencyId, 'BA820/LHR-CPH/2027-03-03/16');
 */
export interface ReadingDesk {
  /** The agency's people on a flight, in one query; null: it has nobody on it. */
  peopleOnFlight(agencyId: string, flightKey: FlightKey): Promise<PeopleOnFlight | null>;
}

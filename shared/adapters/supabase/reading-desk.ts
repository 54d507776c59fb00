import { flightSubjects, PeopleOnFlight } from '#shared/domain/flight-people.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { Rpc } from './rpc.ts';

/** `ReadingDesk` by functions of the data API. */
export const createReadingDesk = (rpc: Rpc): ReadingDesk => ({
  peopleOnFlight: (agencyId, flightKey) =>
    rpc(
      'people_on_flight',
      { key: flightKey, subjects: flightSubjects },
      agencyId,
      PeopleOnFlight.nullable(),
    ),
});

import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { flightSubjects, PeopleOnFlight } from '#shared/domain/flight-people.ts';
import { Instant } from '#shared/domain/instant.ts';
import { ContactRole } from '#shared/domain/trip.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { Rpc } from './rpc.ts';
import { MessageOfTrip } from './trip-desk.ts';

const MessageOfJourney = MessageOfTrip.extend({
  tripId: z.uuid(),
  contactId: z.uuid(),
  contactName: z.string(),
  role: ContactRole,
  legId: z.uuid(),
  flightKey: FlightKey,
  flightNumber: z.string(),
  originZone: z.string(),
  firstTriedAt: Instant.nullable(),
  lastTriedAt: Instant.nullable(),
});

/** `ReadingDesk` by functions of the data API. */
export const createReadingDesk = (rpc: Rpc): ReadingDesk => ({
  peopleOnFlight: (agencyId, flightKey) =>
    rpc(
      'people_on_flight',
      { key: flightKey, subjects: flightSubjects },
      agencyId,
      PeopleOnFlight.nullable(),
    ),
  peopleOfGroup: (agencyId, groupId, filter) =>
    rpc(
      'people_of_group',
      { of_group: groupId, subjects: flightSubjects, filter },
      agencyId,
      z.array(PeopleOnFlight),
    ),
  journeyMessages: (agencyId, journeyId, page) =>
    rpc(
      'journey_messages',
      { journey: journeyId, filter: page },
      agencyId,
      z.array(MessageOfJourney).nullable(),
    ),
});

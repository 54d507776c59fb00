import { z } from 'zod';
import { Journey, JourneySummary } from '#shared/domain/journey.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Rpc } from './rpc.ts';

const withJourney = <K extends string>(kind: K) =>
  z.object({ kind: z.literal(kind), journey: Journey });
const Booked = z.discriminatedUnion('kind', [
  withJourney('booked'),
  withJourney('same'),
  withJourney('key-differs'),
  withJourney('reference-differs'),
  z.object({ kind: z.literal('duplicate'), tripId: z.uuid(), leg: z.int(), contact: z.int() }),
]);
const Edited = z.discriminatedUnion('kind', [
  withJourney('edited'),
  withJourney('unchanged'),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('stale') }),
]);
const Part = z.discriminatedUnion('kind', [
  ...Edited.options,
  z.object({ kind: z.literal('withdrawn') }),
  z.object({ kind: z.literal('duplicate'), tripId: z.uuid() }),
]);
const Withdrawn = z.discriminatedUnion('kind', [
  withJourney('withdrawn'),
  withJourney('already'),
  z.object({ kind: z.literal('not-found') }),
]);

/** `JourneyDesk` by functions of the data API. */
export const createJourneyDesk = (rpc: Rpc, randomId: () => string): JourneyDesk => {
  const withId = <T extends object>(item: T) => ({ ...item, id: randomId() });
  return {
    bookJourney: (request) =>
      rpc(
        'book_journey',
        {
          request: {
            ...withId(request),
            passengers: request.passengers.map(withId),
            legs: request.legs.map(withId),
            contacts: request.contacts.map(withId),
            tripIds: request.legs.map(() => request.contacts.map(() => randomId())),
          },
        },
        request.agencyId,
        Booked,
      ),
    journey: (agencyId, journeyId) =>
      rpc('get_journey', { journey_id: journeyId }, agencyId, Journey.nullable()),
    journeys: (agencyId, filter) =>
      rpc('list_journeys', { filter }, agencyId, z.array(JourneySummary)),
    editJourney: (request) => rpc('edit_journey', { request }, request.agencyId, Edited),
    addToJourney: (request) => {
      const passengers = request.passengers.map(withId);
      const trips = request.trips.map((trip) => ({
        ...trip,
        tripId: randomId(),
        passengers: trip.passengers.flatMap((by) =>
          typeof by === 'number' ? (passengers[by]?.id ?? []) : by,
        ),
      }));
      return rpc(
        'add_to_journey',
        { request: { ...request, passengers, trips } },
        request.agencyId,
        Part,
      );
    },
    editLeg: (request) => rpc('edit_leg', { request }, request.agencyId, Part),
    withdrawLeg: (request) => rpc('withdraw_leg', { request }, request.agencyId, Edited),
    editPassenger: (request) => rpc('edit_passenger', { request }, request.agencyId, Edited),
    withdrawJourney: ({ agencyId, journeyId, notify, now }) =>
      rpc('withdraw_journey', { journey_id: journeyId, notify, at: now }, agencyId, Withdrawn),
  };
};

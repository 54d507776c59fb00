import type { Trip } from '#shared/domain/trip.ts';
import type { GroupTrip } from '#shared/ports/turn-contexts.ts';
import type { Tables } from './tables.ts';

const groupTrip = (tables: Tables, trip: Trip, sender: string): GroupTrip => {
  const last = tables
    .effectsOfTrip(trip.id)
    .findLast(
      ({ to, status, told }) =>
        to === trip.whatsapp &&
        status !== 'DROPPED' &&
        (told.departure !== undefined || told.phase !== undefined),
    );
  const [call] = tables
    .tasksOfTrip(trip.id)
    .filter(({ kind }) => kind === 'call')
    .sort((a, b) => (a.openedAt > b.openedAt ? -1 : 1));
  return {
    tripId: trip.id,
    passengers: trip.passengers.filter(({ kind }) => kind !== 'infant').map(({ id }) => id),
    isWrittenTo: trip.whatsapp !== null && !tables.isOptedOut(sender, trip.whatsapp),
    last: last
      ? {
          type: last.type,
          status: last.status,
          permanent: last.permanent,
          departure: last.told.departure ?? null,
          phase: last.told.phase ?? null,
        }
      : null,
    call: call ? { state: call.state, message: String(call.facts['message']) } : null,
  };
};

/** The travellers of a group who are on the flight of its guide. */
export const groupOnFlight = (tables: Tables, guide: Trip, sender: string): GroupTrip[] => {
  const group = tables.journeys.get(guide.journeyId)?.group ?? null;
  return tables
    .followers(guide.flightKey)
    .filter(
      ({ agencyId, role, journeyId }) =>
        agencyId === guide.agencyId &&
        (role === 'traveller' || role === 'guardian') &&
        (journeyId === guide.journeyId ||
          (group !== null && tables.journeys.get(journeyId)?.group === group)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((trip) => groupTrip(tables, trip, sender));
};

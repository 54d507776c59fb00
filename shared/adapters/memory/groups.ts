import type { Told } from '#shared/domain/message.ts';
import { isOfPassengers, type Trip } from '#shared/domain/trip.ts';
import type { GroupTrip } from '#shared/ports/turn-contexts.ts';
import type { EffectRow } from './rows.ts';
import type { Tables } from './tables.ts';

const toldOf = ({ told }: EffectRow, { id }: Trip): Pick<Told, 'departure' | 'phase'> | undefined =>
  told.legs?.[id];

const groupTrip = (tables: Tables, trip: Trip, sender: string): GroupTrip => {
  // A message of another leg of the contact may tell of this one: a connection's does.
  const last = tables
    .tripsOfJourney(trip.journeyId)
    .filter(({ contactId }) => contactId === trip.contactId)
    .flatMap(({ id }) =>
      tables.effectsOfTrip(id).map((effect) => ({
        ...effect,
        said: id === trip.id ? effect.told : toldOf(effect, trip),
      })),
    )
    .filter(
      ({ to, status, said }) =>
        to === trip.whatsapp &&
        status !== 'DROPPED' &&
        (said?.departure !== undefined || said?.phase !== undefined),
    )
    .sort((a, b) => a.seq - b.seq)
    .at(-1);
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
          departure: last.said?.departure ?? null,
          phase: last.said?.phase ?? null,
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
        isOfPassengers(role) &&
        (journeyId === guide.journeyId ||
          (group !== null && tables.journeys.get(journeyId)?.group === group)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((trip) => groupTrip(tables, trip, sender));
};

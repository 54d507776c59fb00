import { isDeepStrictEqual } from 'node:util';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import type { StoredPlan } from '#shared/domain/stay-plan.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type {
  Itineraries,
  JourneyStays,
  PutPlanResult,
  StayAddress,
} from '#shared/ports/itineraries.ts';
import { bestDeparture, haveCommonPassenger } from './journey-flights.ts';
import { isPlaceAt } from './places.ts';
import type { JourneyRow } from './rows.ts';
import type { Tables } from './tables.ts';

const deskEnvelope = (agencyId: string, tripId: string | null, id: string, time: Instant) => ({
  id,
  version: 1,
  time,
  agencyId,
  tripId,
  correlationId: id,
  causationId: null,
});
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The last flight of the same travellers before a trip, or the next after it, elsewhere. */
const flightBeside = (tables: Tables, trip: Trip, isAfter: boolean) => {
  const [nearest] = tables
    .tripsOfContact(trip.contactId)
    .filter(
      (other) =>
        other.journeyId !== trip.journeyId &&
        (isAfter ? other.departure > trip.departure : other.departure < trip.departure) &&
        haveCommonPassenger(other, trip),
    )
    .sort((a, b) => byText(a.departure, b.departure) * (isAfter ? 1 : -1) || byText(a.id, b.id));
  return nearest
    ? {
        originIata: nearest.originIata,
        destinationIata: nearest.destinationIata,
        departure: bestDeparture(nearest),
        bookedDeparture: nearest.departure,
      }
    : null;
};

const storedPlans = (tables: Tables, journeyId: string): readonly StoredPlan[] =>
  [...(tables.plans.get(journeyId) ?? [])]
    .flatMap(([stay, { plan, ...row }]) => (plan === null ? [] : [{ stay, plan, ...row }]))
    .sort((a, b) => byText(a.stay, b.stay));

/** What the stays of a journey are made of. */
export const staysOfJourney = (tables: Tables, row: JourneyRow): JourneyStays => {
  const agency = tables.agencies.get(row.agencyId);
  const trips = [...tables.trips.values()]
    .filter(({ journeyId, status }) => journeyId === row.id && status !== 'withdrawn')
    .sort((a, b) => byText(a.departure, b.departure) || byText(a.id, b.id));
  const flights: Record<string, FlightFacts> = {};
  for (const { flightKey } of trips) {
    const facts = tables.flights.get(flightKey)?.facts;
    if (facts) flights[flightKey] = facts;
  }
  return {
    journeyId: row.id,
    agencyId: row.agencyId,
    agencyName: agency?.name ?? '',
    emergencyPhone: agency?.emergencyPhone ?? null,
    settings: agency?.settings ?? {},
    trips,
    flights,
    beside: Object.fromEntries(
      trips.map((trip) => [
        trip.id,
        {
          before: flightBeside(tables, trip, false),
          after: flightBeside(tables, trip, true),
        },
      ]),
    ),
    plans: [...storedPlans(tables, row.id)],
    itineraries: [...(tables.itineraries.get(row.id) ?? [])]
      .map(([stay, versions]) => ({
        stay,
        newestVersion: Math.max(...versions.map(({ version }) => version)),
        shown: versions.findLast(({ status }) => status === 'approved') ?? null,
      }))
      .sort((a, b) => byText(a.stay, b.stay)),
  };
};

/** `Itineraries` over the tables. */
export const memoryItineraries = (tables: Tables): Itineraries => {
  const ownJourney = (agencyId: string, journeyId: string | undefined): JourneyRow | null => {
    const row = tables.journeys.get(journeyId ?? '');
    return row?.agencyId === agencyId ? row : null;
  };
  const versionsOf = ({ journeyId, stay }: StayAddress): readonly Itinerary[] =>
    tables.itineraries.get(journeyId)?.get(stay) ?? [];
  const putPlan: Itineraries['putPlan'] = async (request): Promise<PutPlanResult> => {
    const { agencyId, journeyId, stay, plan, revision, now } = request;
    const journey = ownJourney(agencyId, journeyId);
    if (!journey || journey.withdrawnAt !== null) return { kind: 'not-found' };
    const plans = tables.plans.get(journeyId) ?? new Map();
    const stored = plans.get(stay) ?? { revision: 0, plan: null };
    if (stored.plan === null && plan === null) return { kind: 'not-found' };
    if (revision !== null && (stored.plan === null || stored.revision !== revision))
      return { kind: 'stale' };
    if (isDeepStrictEqual(stored.plan, plan))
      return { kind: 'unchanged', stored: { stay, ...stored } };
    const next = { revision: stored.revision + 1, plan, updatedAt: now };
    tables.plans.set(journeyId, plans.set(stay, next));
    const event: EventOf<'StayPlanChanged'> = {
      ...deskEnvelope(
        agencyId,
        null,
        uuidV5('StayPlanChanged', journeyId, stay, next.revision),
        now,
      ),
      type: 'StayPlanChanged',
      data: { journeyId, stay, revision: next.revision },
    };
    tables.emit(event);
    return plan === null
      ? { kind: 'removed' }
      : { kind: 'written', stored: { stay, ...next, plan } };
  };
  return {
    journeyStays: async (agencyId, of) => {
      const journeyId = 'journeyId' in of ? of.journeyId : tables.trips.get(of.tripId)?.journeyId;
      const row = ownJourney(agencyId, journeyId);
      return row && staysOfJourney(tables, row);
    },
    itineraries: async (agencyId, stay) =>
      ownJourney(agencyId, stay.journeyId) ? [...versionsOf(stay)].reverse() : [],
    approveItinerary: async ({ agencyId, version, now, ...address }) => {
      const { journeyId, stay } = address;
      const versions = versionsOf(address);
      const itinerary = ownJourney(agencyId, journeyId)
        ? versions.find((other) => other.version === version)
        : undefined;
      if (!itinerary || itinerary.status === 'approved') return itinerary ?? null;
      const approved: Itinerary = { ...itinerary, status: 'approved' };
      tables.itineraries.get(journeyId)?.set(
        stay,
        versions.map((other) => (other === itinerary ? approved : other)),
      );
      const event: EventOf<'ItineraryApproved'> = {
        ...deskEnvelope(agencyId, null, uuidV5('ItineraryApproved', journeyId, stay, version), now),
        type: 'ItineraryApproved',
        data: { journeyId, stay, version },
      };
      tables.emit(event);
      return approved;
    },
    requestItinerary: async ({ agencyId, tripId, requestId, now }) => {
      const trip = tables.trips.get(tripId);
      if (trip?.agencyId !== agencyId || trip.status === 'withdrawn') return false;
      const event: EventOf<'ItineraryRequested'> = {
        ...deskEnvelope(agencyId, tripId, requestId, now),
        type: 'ItineraryRequested',
        data: { by: 'agency', journeyId: trip.journeyId },
      };
      tables.emit(event);
      return true;
    },
    putPlan,
    agencyOfTrip: async (tripId) =>
      tables.forgottenTrips.has(tripId) ? null : (tables.trips.get(tripId)?.agencyId ?? null),
    placeGaps: async (agencyId) =>
      [...(tables.placeGaps.get(agencyId) ?? [])]
        .filter(
          ([, { cityKeys, near }]) =>
            ![...tables.places.values()].some(
              (row) => row.agencyId === agencyId && isPlaceAt(row.place, cityKeys, near),
            ),
        )
        .map(([city, { country, since }]) => ({ city, country, since }))
        .sort((a, b) => byText(a.city, b.city)),
  };
};

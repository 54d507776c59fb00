import { bookTrip } from '#services/api/book-trip.ts';
import { afterLook, tellCancelled } from '#services/flight-tracker/domain/interpret.ts';
import { cancellationDoubtOf, unknownFlight } from '#services/flight-tracker/domain/state.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { FiledAs } from '#shared/domain/document.ts';
import { type FlightPhase, flightKeyParts } from '#shared/domain/flight.ts';
import { day, earliest, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { ItineraryItem } from '#shared/domain/itinerary.ts';
import { KnowledgeInput } from '#shared/domain/knowledge.ts';
import { cityCode } from '#shared/domain/metropolitan-areas.ts';
import { foldedName } from '#shared/domain/place.ts';
import type { Language, Trip, TripStatus } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { TurnCommit } from '#shared/ports/actor-store.ts';
import { aTurn } from '#shared/testing/builders.ts';
import type {
  EvaluatedDay,
  EvaluatedDocument,
  EvaluatedItem,
  EvaluatedKnowledge,
  EvaluatedPlace,
  EvaluatedTrip,
} from './context.ts';
import { flightRecord } from './flight-record.ts';
import type { World } from './world.ts';

const statusOf: Readonly<Record<FlightPhase, TripStatus>> = {
  scheduled: 'scheduled',
  departed: 'departed',
  landed: 'landed',
  cancelled: 'cancelled',
  diverted: 'diverted',
};

let causes = 0;
/** Any event, which the commit of a turn needs as its cause. */
const aCause = (trip: Pick<Trip, 'id'>, agencyId: string | null, time: Instant): AnyEvent => {
  const id = uuidV5('evaluation', trip.id, causes++);
  return {
    id,
    type: 'TripCancelled',
    version: 1,
    time,
    agencyId,
    tripId: trip.id,
    correlationId: id,
    causationId: null,
    data: { flightKey: 'XX1/AAA-BBB/2027-01-01', notify: false },
  };
};

/** Writes a turn of another agent, as it would have been committed at that instant. */
export const commitTurn = (
  { store }: World,
  trip: Pick<Trip, 'id'>,
  agencyId: string | null,
  turn: Partial<TurnCommit> & { readonly now: Instant },
) => store.commit(aTurn(aCause(trip, agencyId, turn.now), turn));

/** Books a trip of the file; throws InvariantBroken where it cannot be booked. */
export const book = async (
  { store }: World,
  agencyId: string,
  trip: EvaluatedTrip,
  {
    language,
    passengers,
    now,
  }: { readonly language: Language; readonly passengers: readonly string[]; readonly now: Instant },
): Promise<Trip> => {
  const input = BookingInput.parse({
    ...(passengers.length > 0 && { passengers }),
    ...trip,
    language: trip.language ?? language,
  });
  // A trip can only be booked before its departure, which may be long ago.
  for (const lead of [hour, 3 * day, 20 * day, 200 * day]) {
    const booker = { agencyId, name: 'evaluation' };
    const options = { now: plus(now, -lead), idempotencyKey: null };
    const result = await bookTrip(store, booker, input, options);
    if ('trip' in result) return result.trip;
    const reason = result.kind === 'refused' ? result.code : result.kind;
    if (reason !== 'departure_past')
      throw new InvariantBroken(
        `the trip ${trip.flightNumber} of the file could not be booked: ${reason}`,
      );
  }
  throw new InvariantBroken('the trip of the file is too long ago');
};

/**
 * Records the flight as the tracker would have read it: once on schedule, then twice as the file
 * says, since a cancellation is believed at the second look.
 */
export const recordFlight = async (
  world: World,
  trip: Trip,
  overrides: Readonly<Record<string, unknown>>,
  now: Instant,
): Promise<void> => {
  const booked = {
    ...flightKeyParts(trip.flightKey),
    departure: trip.departure,
    originZone: trip.originZone,
    destinationZone: trip.destinationZone,
  };
  const firstLookAt = earliest(plus(now, -hour), plus(trip.departure, -hour)) ?? now;
  let state =
    afterLook(unknownFlight, [flightRecord(trip, {})], firstLookAt, booked) ?? unknownFlight;
  for (const at of [plus(now, -3 * minute), now])
    state = afterLook(state, [flightRecord(trip, overrides)], at, booked) ?? state;
  if (state.kind === 'live' && cancellationDoubtOf(state))
    state = tellCancelled(state, now, 'look');
  const { facts } = state;
  await commitTurn(world, trip, null, {
    agent: 'flight-tracker',
    actorId: `${trip.flightKey}:${causes}`,
    now,
    records: [
      {
        kind: 'flight',
        flightKey: trip.flightKey,
        facts,
        status: facts ? statusOf[facts.phase] : null,
        nextCheckAt: null,
        raw: null,
        changed: true,
        alertId: null,
      },
    ],
  });
};

const stringAt = (fields: object, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value: unknown = Reflect.get(fields, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
};

/** An item as it would have been planned: one of the agency's places has its facts. */
const planned =
  (places: readonly EvaluatedPlace[]) =>
  (item: EvaluatedItem): ItineraryItem => {
    const title = foldedName(item.title);
    const place = places.find(({ name }) => {
      const named = foldedName(name);
      return title.includes(named) || named.includes(title);
    });
    const start = stringAt(item, 'start', 'time');
    return {
      title: item.title,
      type: 'activity',
      start: start === null ? null : start.padStart(5, '0'),
      address: stringAt(item, 'address') ?? place?.address ?? null,
      city: stringAt(item, 'city') ?? place?.city ?? null,
      country: null,
      lat: null,
      lng: null,
      opening_hours:
        stringAt(item, 'opening_hours', 'openingHours', 'hours') ?? place?.openingHours ?? null,
      rating: null,
      source: 'agency',
      safety_warnings: [],
      tags: [],
    };
  };

/** Plans the days of the stay that a trip leads to. */
export const recordItinerary = async (
  world: World,
  trip: Trip,
  {
    days,
    places,
    now,
  }: {
    readonly days: readonly EvaluatedDay[];
    readonly places: readonly EvaluatedPlace[];
    readonly now: Instant;
  },
): Promise<void> => {
  await commitTurn(world, trip, trip.agencyId, {
    agent: 'itinerary',
    actorId: trip.journeyId,
    now,
    records: [
      {
        kind: 'itinerary',
        journeyId: trip.journeyId,
        stay: cityCode(trip.destinationIata),
        itinerary: {
          version: 1,
          status: 'approved',
          origin: 'agency_places',
          generatedAt: now,
          days: days.map(({ date, items }) => ({ date, items: items.map(planned(places)) })),
        },
      },
    ],
  });
};

/** Gives the agency the places of the file. */
export const addPlaces = async (
  { store }: World,
  agencyId: string,
  places: readonly EvaluatedPlace[],
  city: string,
): Promise<void> => {
  await store.places.addAll(
    agencyId,
    places.map((place) => ({
      name: place.name,
      type: 'other' as const,
      city: place.city ?? city,
      country: null,
      address: place.address ?? '',
      lat: null,
      lng: null,
      rating: null,
      openingHours: place.openingHours,
      tags: [],
      description: '',
    })),
  );
};

/** Gives the agency what the file says that it knows. */
export const addKnowledge = async (
  { store }: World,
  agencyId: string,
  entries: readonly EvaluatedKnowledge[],
  language: Language,
): Promise<void> => {
  await store.knowledge.addAll(
    agencyId,
    entries.map(({ question, answer, language: own }) =>
      KnowledgeInput.parse({
        question: typeof question === 'string' ? question : Object.values(question).join(' '),
        answers: typeof answer === 'string' ? { [own ?? language]: answer } : answer,
      }),
    ),
  );
};

/** Files documents under a trip; their names say whose they are where the file does. */
export const fileDocuments = async (
  { store, files }: World,
  trip: Trip,
  documents: readonly EvaluatedDocument[],
  now: Instant,
): Promise<void> => {
  for (const [index, { type, passenger, fileName }] of documents.entries()) {
    // Of a type that nobody asks for by name.
    const known = FiledAs.safeParse(type);
    const filedAs = known.success ? known.data : 'other';
    const path = `${trip.agencyId}/${trip.id}/${index}/${filedAs}.pdf`;
    await files.put(path, {
      bytes: new TextEncoder().encode('%PDF-1.4'),
      contentType: 'application/pdf',
    });
    await store.addDocument({
      agencyId: trip.agencyId,
      document: {
        id: uuidV5('document', trip.id, index),
        tripId: trip.id,
        type: filedAs,
        path,
        fileName: fileName ?? `${passenger === null ? filedAs : `${filedAs} ${passenger}`}.pdf`,
        contentType: 'application/pdf',
        bytes: 8,
        uploadedBy: 'main key',
        uploadedByType: 'api_integration',
        passengerId: trip.passengers.find(({ name }) => name === passenger)?.id ?? null,
        uploadedAt: plus(now, -hour),
      },
    });
  }
};

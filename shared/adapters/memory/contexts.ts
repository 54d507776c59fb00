import type { AgencySeed } from '#shared/domain/agency.ts';
import { type Instant, latest } from '#shared/domain/instant.ts';
import { type LedgerEntry, recentMessagesLimit } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { LoadRequest } from '#shared/ports/actor-store.ts';
import {
  type AgencyContext,
  type CompleteTripContext,
  type ConversationContext,
  type FlightContext,
  type JourneyContext,
  JourneyLeg,
  type TripContext,
} from '#shared/ports/turn-contexts.ts';
import { agencyProfile } from './agency-desk.ts';
import { brakesAbout } from './brakes.ts';
import { consentOf } from './consents.ts';
import { documentsOf } from './documents.ts';
import { groupOnFlight } from './groups.ts';
import { staysOfJourney } from './itineraries.ts';
import { bestDeparture, haveCommonPassenger } from './journey-flights.ts';
import { type EffectRow, hasArrived } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';

const agencyContext = (agency: AgencySeed): AgencyContext => {
  const { languages: _, revision: __, ...context } = agencyProfile(agency);
  return context;
};

const ledgerEntry = (row: EffectRow): LedgerEntry => ({
  id: row.id,
  key: row.key,
  tripId: row.tripId,
  to: row.to,
  type: row.type,
  episode: row.episode,
  status: row.status,
  told: row.told,
  critical: row.critical,
  createdAt: row.createdAt,
  dueAt: row.dueAt,
  sentAt: row.sentAt,
  tryOrder: row.tryOrder,
  arrived: hasArrived(row),
  attempts: row.attempts,
  permanent: row.permanent,
  errorCode: row.errorCode,
  reason: row.reason,
});

const nextLeg = (tables: Tables, trip: Trip): TripContext['nextLeg'] => {
  const [next] = tables
    .tripsOfContact(trip.contactId)
    .filter(
      (other) =>
        (other.journeyId === trip.journeyId || haveCommonPassenger(other, trip)) &&
        other.departure > trip.departure,
    )
    .sort((a, b) => (a.departure < b.departure ? -1 : 1));
  return next ? { tripId: next.id, departure: bestDeparture(next) } : null;
};

const byDeparture = (a: Trip, b: Trip): number =>
  a.departure === b.departure ? (a.id < b.id ? -1 : 1) : a.departure < b.departure ? -1 : 1;

/** Trips as legs of a journey, by departure. */
const legsOf = (tables: Tables, trips: readonly Trip[]): JourneyLeg[] =>
  [...trips].sort(byDeparture).map((trip) =>
    JourneyLeg.parse({
      ...trip,
      tripId: trip.id,
      flight: tables.flights.get(trip.flightKey)?.facts ?? null,
    }),
  );

/** The journey of a trip as its contact lives it. */
const journeyOf = (tables: Tables, trip: Trip): TripContext['journey'] => {
  const others = tables
    .tripsOfContact(trip.contactId)
    .filter(({ id, journeyId }) => id !== trip.id && journeyId === trip.journeyId);
  const journey = tables.journeys.get(trip.journeyId);
  return {
    id: trip.journeyId,
    comesInPieces: journey !== undefined && journey.reference !== null && journey.bookedAs === null,
    legs: legsOf(tables, [...others, trip]),
  };
};

const confirmationsOf = (tables: Tables, trip: Trip): readonly LedgerEntry[] =>
  tables
    .everyTripOfContact(trip.contactId)
    .filter(({ id, journeyId }) => id !== trip.id && journeyId === trip.journeyId)
    .flatMap(({ id }) => tables.effectsOfTrip(id))
    .filter(({ type, told }) => type === 'reservation_confirmation' || told.legs !== undefined)
    .sort((a, b) => a.seq - b.seq)
    .map(ledgerEntry);

const lastInboundAt = (tables: Tables, agencyId: string, phone: string): Instant | null =>
  latest(...tables.conversationsOf(agencyId, phone).map(({ inbound }) => inbound.at(-1)?.at));

const recentMessages = (
  tables: Tables,
  agency: AgencyContext,
  phone: string,
): CompleteTripContext['recentMessages'] => {
  const inbound = tables
    .conversationsOf(agency.id, phone)
    .flatMap((conversation) => conversation.inbound);
  const outbound = tables
    .effectsTo(agency.id, phone)
    .filter(({ status, type }) => status === 'SENT' && !messageTypes[type].forStaff);
  return [
    ...inbound.map((m) => ({ direction: 'in' as const, text: m.text, at: m.at })),
    ...outbound.flatMap((row) =>
      row.sentAt === null
        ? []
        : [{ direction: 'out' as const, text: row.content.text, at: row.sentAt }],
    ),
  ]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-recentMessagesLimit);
};

/** Whether somebody of the agency has the incident of a task. */
const hasIncident = (tables: Tables, taskId: string): boolean =>
  tables.incidents.get(tables.incidentOfTask.get(taskId) ?? '')?.state === 'claimed';

/** The context of a turn about a trip; null where the trip is not this agency's. */
export const tripContext = (
  tables: Tables,
  tripId: string,
  agencyId: string | null,
): TripContext | null => {
  const trip = tables.trips.get(tripId);
  const agency = trip && tables.agencies.get(trip.agencyId);
  if (!trip || !agency || (agencyId !== null && trip.agencyId !== agencyId)) return null;
  const phone = trip.whatsapp;
  const suppression =
    phone === null
      ? undefined
      : tables.suppressions.get(recipientKey({ from: agency.sender, to: phone }));
  return {
    trip,
    agency: agencyContext(agency),
    settings: agency.settings,
    flight: tables.flights.get(trip.flightKey)?.facts ?? null,
    ledger: tables.effectsOfTrip(trip.id).map(ledgerEntry),
    consent: consentOf(tables, trip.contactId),
    optedOut: suppression?.optedOut ?? false,
    optedOutElsewhere: suppression?.optedOut === true && suppression.agencyId !== agency.id,
    lastInboundAt: phone === null ? null : lastInboundAt(tables, agency.id, phone),
    tasks: tables
      .tasksOfTrip(trip.id)
      .filter((task) => task.state !== 'done')
      .map(({ id, kind, state, facts }) => ({
        kind,
        state: hasIncident(tables, id) ? 'claimed' : state,
        facts,
      })),
    callsMade: tables
      .tasksOfTrip(trip.id)
      .filter(({ kind, closedReason }) => kind === 'call' && closedReason === 'done_by_agency')
      .map(({ openedAt, updatedAt }) => ({ openedAt, closedAt: updatedAt }))
      .sort((a, b) => (a.closedAt < b.closedAt ? -1 : 1)),
    brakes: brakesAbout(tables, agency.id, {
      journeyIds: [trip.journeyId],
      contactIds: [trip.contactId],
    }),
    nextLeg: nextLeg(tables, trip),
    journey: journeyOf(tables, trip),
    confirmations: [...confirmationsOf(tables, trip)],
    group: trip.role === 'guide' ? groupOnFlight(tables, trip, agency.sender) : null,
  };
};

/** `ConversationDesk.tripContext`, as `get_complete_trip_context` answers it. */
export const completeTripContext = (
  tables: Tables,
  tripId: string,
  agencyId: string,
): CompleteTripContext | null => {
  const core = tripContext(tables, tripId, agencyId);
  const journey = core && tables.journeys.get(core.trip.journeyId);
  if (!core || !journey) return null;
  return {
    ...core,
    documents: documentsOf(tables, tripId).map(
      ({ id, type, fileName, path, uploadedAt, uploadedByType, passengerId }) => ({
        id,
        type,
        fileName,
        path,
        uploadedAt,
        uploadedByType,
        passengerId,
      }),
    ),
    recentMessages:
      core.trip.whatsapp === null ? [] : recentMessages(tables, core.agency, core.trip.whatsapp),
    stays: staysOfJourney(tables, journey),
    journeyMetadata: journey.metadata,
  };
};

/** The context of a turn about a journey; null where it is not this agency's. */
export const journeyContext = (
  tables: Tables,
  journeyId: string,
  agencyId: string | null,
): JourneyContext | null => {
  const journey = tables.journeys.get(journeyId);
  if (!journey || (agencyId !== null && journey.agencyId !== agencyId)) return null;
  return {
    id: journeyId,
    agencyId: journey.agencyId,
    settings: tables.agencies.get(journey.agencyId)?.settings ?? {},
    legs: legsOf(
      tables,
      tables.tripsOfJourney(journeyId).filter(({ status }) => status !== 'withdrawn'),
    ),
    tasks: tables
      .tripsOfJourney(journeyId)
      .flatMap(({ id }) => tables.tasksOfTrip(id))
      .filter(({ state }) => state !== 'done')
      .sort((a, b) =>
        a.openedAt === b.openedAt ? (a.kind < b.kind ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1,
      )
      .flatMap(({ tripId, kind }) => (tripId === null ? [] : [{ tripId, kind }])),
  };
};

/** The context of a turn about a flight: its followers, without personal data. */
export const flightContext = (tables: Tables, flightKey: string): FlightContext => {
  const followers = tables.followers(flightKey);
  const agencies: Record<string, AgencySeed['settings']> = {};
  for (const { agencyId } of followers)
    agencies[agencyId] = tables.agencies.get(agencyId)?.settings ?? {};
  return {
    followers: followers.map((trip) => ({
      tripId: trip.id,
      agencyId: trip.agencyId,
      journeyId: trip.journeyId,
      departure: trip.departure,
      bookedAt: tables.rebookedAt.get(trip.id) ?? trip.insertedAt,
      status: trip.status,
      originZone: trip.originZone,
      destinationZone: trip.destinationZone,
    })),
    agencies,
  };
};

/** The context of a turn about a conversation; null where it is not this agency's. */
export const conversationContext = (
  tables: Tables,
  request: NonNullable<LoadRequest['conversation']>,
  agencyId: string | null,
): ConversationContext | null => {
  const row = tables.conversationById(request.id);
  const agency = row && tables.agencies.get(row.agencyId);
  if (!row || !agency || (agencyId !== null && row.agencyId !== agencyId)) return null;
  const inbound = row.inbound.find((m) => m.id === request.messageId);
  const written = row.written.find((m) => m.id === request.messageId);
  const message = inbound
    ? {
        id: inbound.id,
        text: inbound.text,
        at: inbound.at,
        providerId: inbound.providerId,
        media: [...inbound.media],
        optOutType: inbound.optOutType,
        choice: inbound.choice,
      }
    : written
      ? {
          id: written.id,
          text: written.text,
          at: written.at,
          providerId: `person:${written.id}`,
          media: [],
          optOutType: null,
          choice: null,
        }
      : null;
  return {
    id: row.id,
    agency: agencyContext(agency),
    settings: agency.settings,
    phone: row.phone,
    message,
    optedOut: tables.isOptedOut(row.sender, row.phone),
    trips: [...tables.tripsOfPhone(row.agencyId, row.phone)].sort((a, b) =>
      a.departure < b.departure ? -1 : 1,
    ),
    withdrawn: tables
      .withdrawnTripsOfPhone(row.agencyId, row.phone)
      .map(({ id, flightNumber, departure, originZone, language }) => ({
        id,
        flightNumber,
        departure,
        originZone,
        language,
      }))
      .sort((a, b) => (a.departure < b.departure ? -1 : 1)),
    lastInboundAt: lastInboundAt(tables, row.agencyId, row.phone),
    takenOverUntil: row.takenOverUntil,
    takenOverBy: row.takenOverBy,
    brakes: brakesAbout(tables, row.agencyId, {
      journeyIds: tables.tripsOfPhone(row.agencyId, row.phone).map(({ journeyId }) => journeyId),
      contactIds: [tables.contactOfPhone(row.agencyId, row.phone)?.id ?? ''],
    }),
    pendingReplies: tables
      .effectsToRecipient(recipientKey({ from: row.sender, to: row.phone }))
      .filter(
        (effect) =>
          effect.type === 'reply' &&
          effect.status === 'PENDING' &&
          effect.agencyId === row.agencyId,
      )
      .map((effect) => effect.key),
  };
};

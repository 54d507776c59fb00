import { DocumentType } from '#shared/domain/document.ts';
import { day, hour, type Instant, instant, plus } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { EvaluatedTrip, Outcome, Utterance, UtteranceContext } from './utterance.ts';
import { otherAgency, ownAgency, World } from './world.ts';

const defaultContext: UtteranceContext = { trip: undefined };
/** The trip of a line without a context. */
const defaultTrip: EvaluatedTrip = {
  clientName: 'Ana Ruiz',
  whatsapp: '+5491155550200',
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure: '2027-08-10T16:20',
  metadata: {},
};
/** How long before its departure the traveller writes, in milliseconds, where no time is given. */
const defaultLead = 5 * hour;
const mediaType = /\/([a-z_]+)\.pdf\?/;

/** Lets a traveller write an utterance in its context; returns what the concierge did. */
export const evaluate = async (utterance: Utterance): Promise<Outcome> => {
  const context = utterance.context ?? defaultContext;
  const trip =
    context.trip === null
      ? null
      : (context.trip ??
        (utterance.context === undefined || context.flight || context.itinerary || context.documents
          ? defaultTrip
          : null));
  const now =
    context.now ?? plus(trip ? departureOf(trip) : '2027-08-10T15:20:00.000Z', -defaultLead);
  const world = new World(utterance.id, now);
  const phone = normalisePhone(trip?.whatsapp ?? defaultTrip.whatsapp) ?? defaultTrip.whatsapp;
  const addTrip = async (
    agencyId: string,
    requested: EvaluatedTrip,
    details: Pick<UtteranceContext, 'flight' | 'itinerary' | 'documents'>,
  ) => {
    const booked = await world.book(agencyId, requested, utterance.language, now);
    await world.recordFlight(booked, details.flight ?? {}, now);
    if (details.itinerary && details.itinerary.length > 0)
      await world.recordItinerary(booked, details.itinerary, now);
    if (details.documents) await world.fileDocuments(booked, details.documents, now);
  };
  if (trip) await addTrip(ownAgency.id, trip, context);
  for (const other of context.otherTrips ?? []) {
    const agency = other.agency === 'same' ? ownAgency : otherAgency;
    await addTrip(agency.id, other.trip, other).catch((error: unknown) => {
      // The question can be asked without another trip that cannot be booked.
      if (!(error instanceof InvariantBroken)) throw error;
    });
  }
  if (context.optedOut) {
    world.clock.moveTo(plus(now, -2 * day));
    await world.write(phone, 'BAJA', `SMoptout${utterance.id}`);
  }
  world.clock.moveTo(now);
  const earlierIds = new Set(world.store.inspect.effects().map(({ id }) => id));
  const earlierDecisions = world.store.inspect.decisions().length;
  await world.write(phone, utterance.text, `SM${utterance.id}`);
  await world.answerPendingQuestions();
  const replies = world.store.inspect
    .effects()
    .filter(({ id, to }) => !earlierIds.has(id) && to === phone);
  const routed = world.store.inspect
    .decisions()
    .slice(earlierDecisions)
    .find(({ rule }) => rule === 'routed');
  return {
    id: utterance.id,
    skill: String(routed?.detail['skill'] ?? 'none'),
    reply: replies.map(({ content }) => content.text).join('\n\n'),
    media: replies.flatMap(({ content }) => {
      const type =
        content.kind === 'text' ? mediaType.exec(content.mediaUrl ?? '')?.[1] : undefined;
      return type !== undefined && DocumentType.safeParse(type).success ? [type] : [];
    }),
  };
};

/** A departure of the file, local times read as UTC: exact enough to choose an hour before it. */
const departureOf = (trip: EvaluatedTrip): Instant => {
  const text = /[zZ]|[+-]\d\d:?\d\d$/.test(trip.departure)
    ? trip.departure
    : `${trip.departure.slice(0, 16)}:00Z`;
  return instant(Date.parse(text));
};

import { airport } from '#shared/domain/airports.ts';
import { DocumentType } from '#shared/domain/document.ts';
import { day, hour, type Instant, instant, minute, plus, second } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { agencyOf } from './agency.ts';
import {
  type EvaluatedDetails,
  type EvaluatedPlace,
  EvaluatedTrip,
  UtteranceContext,
} from './context.ts';
import {
  addKnowledge,
  addPlaces,
  book,
  fileDocuments,
  recordFlight,
  recordItinerary,
} from './fill-world.ts';
import { flightAsTold, tell } from './tell.ts';
import { bookedLanguage, type Outcome, type Utterance } from './utterance.ts';
import { otherAgency, ownAgency, World } from './world.ts';

/** The trip of a line without a context. */
const defaultTrip = EvaluatedTrip.parse({});
const noContext = UtteranceContext.parse({});
/** How long before its departure the traveller writes, in milliseconds, where no time is given. */
const defaultLead = 5 * hour;
/** How far apart the texts of a traveller are, at most; all of them within four minutes. */
const betweenTexts = minute;
const allTexts = 4 * minute;
/**
 * So long after the last text its answer has come, whatever it waits for, and nobody has yet been
 * told that a person does not answer.
 */
const answeredWithin = 30 * second;
const mediaType = /\/([a-z_]+)\.pdf\?/;

/** A departure of the file, local times read as UTC: exact enough to choose an hour before it. */
const departureOf = (trip: EvaluatedTrip): Instant => {
  const text = /[zZ]|[+-]\d\d:?\d\d$/.test(trip.departure)
    ? trip.departure
    : `${trip.departure.slice(0, 16)}:00Z`;
  return instant(Date.parse(text));
};

/** When each text is written: the last one `now`, the earlier ones in the minutes before. */
const textTimes = (count: number, now: Instant): readonly Instant[] => {
  const step = Math.min(betweenTexts, allTexts / Math.max(1, count - 1));
  return Array.from({ length: count }, (_, n) => plus(now, -(count - 1 - n) * step));
};

/** The trip that a line is about; null: the traveller has none. */
const requestedTrip = (context: UtteranceContext | null): EvaluatedTrip | null => {
  if (context === null) return defaultTrip;
  if (context.trip !== undefined) return context.trip;
  const { flight, itinerary, documents, told, withdrawn, agency, knowledge, places } = context;
  const isOfTrip =
    told.length > 0 ||
    [flight, itinerary, documents, withdrawn, agency, knowledge, places, context.passengers].some(
      (given) => given != null,
    );
  return isOfTrip ? defaultTrip : null;
};

/** What a trip of the line is filled with. */
interface TripDetails extends EvaluatedDetails {
  readonly passengers?: readonly string[];
  readonly told?: UtteranceContext['told'];
}

const fillTrip = async (
  world: World,
  agencyId: string,
  requested: EvaluatedTrip,
  details: TripDetails,
  at: {
    readonly language: Language;
    readonly now: Instant;
    readonly places: readonly EvaluatedPlace[];
  },
): Promise<Trip> => {
  const { now, places, language } = at;
  const { passengers = [], told = [], flight, itinerary, documents } = details;
  const trip = await book(world, agencyId, requested, { language, passengers, now });
  await recordFlight(world, trip, flightAsTold(told, trip, flight ?? {}), now);
  if (itinerary && itinerary.length > 0)
    await recordItinerary(world, trip, { days: itinerary, places, now });
  if (documents) await fileDocuments(world, trip, documents, now);
  return trip;
};

/** Fills the world of a line with all that there is before its first text. */
const fill = async (
  world: World,
  { utterance, context, requested, phone, now }: Line,
): Promise<void> => {
  const at = { language: bookedLanguage(utterance), now, places: context.places ?? [] };
  const people = context.passengers ?? [];
  const trip = requested
    ? await fillTrip(
        world,
        ownAgency.id,
        requested,
        {
          ...context,
          passengers: people.map(({ name }) => name),
          documents: [
            ...(context.documents ?? []),
            ...people.flatMap(({ name, documents }) =>
              documents.map((one) => ({ ...one, passenger: one.passenger ?? name })),
            ),
          ],
        },
        at,
      )
    : null;
  const others: Trip[] = [];
  for (const other of context.otherTrips ?? []) {
    const agencyId = other.agency === 'same' ? ownAgency.id : otherAgency.id;
    try {
      others.push(await fillTrip(world, agencyId, other.trip, other, at));
    } catch (error) {
      // The question can be asked without another trip that cannot be booked.
      if (!(error instanceof InvariantBroken)) throw error;
    }
  }
  await addPlaces(
    world,
    ownAgency.id,
    at.places,
    airport(requested?.destinationIata ?? '')?.city ?? '',
  );
  await addKnowledge(world, ownAgency.id, context.knowledge ?? [], at.language);
  if (trip) {
    const next = others.find(
      ({ originIata, agencyId }) =>
        originIata === trip.destinationIata && agencyId === trip.agencyId,
    );
    await tell(world, trip, context.told, {
      flight: context.flight ?? {},
      next,
      firstTextAt: now,
    });
    if (context.withdrawn === true)
      await world.store.cancel({
        agencyId: trip.agencyId,
        tripId: trip.id,
        notify: false,
        now: plus(now, -hour),
      });
  }
  await world.startQuietly();
  if (context.optedOut === true) {
    world.clock.moveTo(plus(now, -2 * day));
    await world.write(phone, 'BAJA', `SMoptout${utterance.id}`);
  }
};

interface Line {
  readonly utterance: Utterance;
  readonly context: UtteranceContext;
  readonly requested: EvaluatedTrip | null;
  readonly phone: string;
  /** When the first text is written. */
  readonly now: Instant;
}

/** The handoff of the agency that is open, the gravest of several. */
const openHandoff = ({ store }: World): Outcome['handoff'] => {
  const open = store.inspect
    .tasks()
    .filter(
      ({ agencyId, kind, state }) =>
        agencyId === ownAgency.id && kind === 'handoff' && state !== 'done',
    );
  const task = open.find(({ severity }) => severity === 'urgent') ?? open[0];
  return task ? { reason: task.reason, severity: task.severity } : null;
};

/** Lets a traveller write an utterance in its context; returns what the concierge did. */
export const evaluate = async (utterance: Utterance): Promise<Outcome> => {
  const context = utterance.context ?? noContext;
  const requested = requestedTrip(utterance.context ?? null);
  const last = context.now ?? plus(departureOf(requested ?? defaultTrip), -defaultLead);
  const texts = [...utterance.before, utterance.text];
  const times = textTimes(texts.length, last);
  const now = times[0] ?? last;
  const written = requested?.whatsapp ?? defaultTrip.whatsapp;
  const phone = normalisePhone(written) ?? written;
  const world = new World(utterance.id, now, agencyOf(context.agency));
  await fill(world, { utterance, context, requested, phone, now });
  let earlierEffects: ReadonlySet<string> = new Set();
  let earlierDecisions = 0;
  for (const [index, text] of texts.entries()) {
    await world.waitUntil(times[index] ?? last);
    earlierEffects = new Set(world.store.inspect.effects().map(({ id }) => id));
    earlierDecisions = world.store.inspect.decisions().length;
    await world.write(phone, text, `SM${utterance.id}-${index}`);
  }
  await world.waitUntil(plus(last, answeredWithin));
  const replies = world.store.inspect
    .effects()
    .filter(({ id, to }) => !earlierEffects.has(id) && to === phone);
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
    handoff: openHandoff(world),
    optedOut: await world.hasOptedOut(phone),
  };
};

import { airportTime } from '#shared/domain/airport-time.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Place } from '#shared/domain/place.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { CompleteTripContext, JourneyLeg } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { emergencyNumbersOf } from '../emergency-numbers.ts';
import { flightAnswer, knownOf } from '../flight-answer.ts';
import {
  type Direction,
  type Fact,
  type Facts,
  momentFacts,
  sentenceFact,
  textFact,
} from './fact.ts';
import { type FlightStatus, flightFacts, type KnownFlight, statusesOf } from './flight-facts.ts';
import { tripFacts } from './trip-facts.ts';

/** Something that the agency wrote for its travellers: it is quoted, never rephrased. */
export interface KnowledgeEntry {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/** All that an answer may be made of. */
export interface Known {
  readonly facts: Facts;
  /** What may be said of the flight that was asked about. */
  readonly statuses: ReadonlySet<FlightStatus>;
  readonly knowledge: ReadonlyMap<string, KnowledgeEntry>;
  readonly language: Language;
  /** When to be at the airport at the latest, by the agency's settings. */
  readonly airportAt: Instant | null;
}

const ofTrip = (context: CompleteTripContext): KnownFlight => {
  const { trip, flight } = context;
  const zones = zonesOf(trip, flight);
  return {
    ...knownOf(context),
    flightNumber: trip.flightNumber,
    origin: { zone: zones.originZone, iata: trip.originIata },
    destination: { zone: zones.destinationZone, iata: trip.destinationIata },
  };
};

const ofLeg = (leg: JourneyLeg): KnownFlight => {
  const { flight, flightNumber, originIata, destinationIata, departure } = leg;
  const zones = zonesOf(leg, flight);
  return {
    flightNumber,
    origin: { zone: zones.originZone, iata: originIata },
    destination: { zone: zones.destinationZone, iata: destinationIata },
    phase: flight?.phase ?? (leg.status === 'cancelled' ? 'cancelled' : 'scheduled'),
    scheduled: flight?.scheduledDeparture ?? departure,
    departure: flight?.departure ?? departure,
    arrival: flight?.arrival ?? null,
    landedAt: flight?.landedAt ?? null,
    isOff: flight?.isOff ?? true,
    gate: flight?.gate ?? null,
    terminal: flight?.terminal ?? null,
    belt: flight?.belt ?? null,
    confirmed: flight !== null,
  };
};

const directionOf = (leg: JourneyLeg | undefined, legs: readonly JourneyLeg[]): Direction => {
  const [first] = legs;
  if (!leg || !first || legs.length < 2) return 'none';
  if (leg.tripId === first.tripId) return 'outbound';
  return leg.destinationIata === first.originIata ? 'return' : 'onward';
};

const mostLegs = 6;
const mostPlaces = 6;

/** The places that were found for an answer, numbered from `from` on. */
export const placeFacts = (
  places: readonly Pick<Place, 'name' | 'address' | 'openingHours'>[],
  from = 1,
): readonly Fact[] =>
  places
    .slice(0, mostPlaces)
    .flatMap(({ name, address, openingHours }, index) => [
      ...textFact(`place${from + index}.name`, 'place', cleanValue(name, 160)),
      ...textFact(`place${from + index}.address`, 'place', cleanValue(address, 300)),
      ...textFact(`place${from + index}.hours`, 'place', cleanValue(openingHours ?? '', 160)),
    ]);

/** The same, with more facts. */
export const withFacts = (known: Known, facts: readonly Fact[]): Known => ({
  ...known,
  facts: new Map([...known.facts, ...facts.map((fact) => [fact.name, fact] as const)]),
});

/** All that is known to who asks about the trip of a context. */
export const knownFrom = (
  context: CompleteTripContext,
  knowledge: readonly KnowledgeEntry[],
  locale: Locale,
  now: Instant,
): Known => {
  const language = languageOf(locale);
  const { trip, journey } = context;
  const legs = journey.legs.slice(0, mostLegs);
  const asked = ofTrip(context);
  const isToCome = asked.phase === 'scheduled' && now < asked.departure;
  const airportAt = isToCome
    ? airportTime(
        trip,
        { departure: asked.departure, ticket: asked.scheduled },
        effectiveSettings(context.settings).notification_preferences.airport_lead_hours,
      ).at
    : null;
  const directionOfTrip = directionOf(
    legs.find(({ tripId }) => tripId === trip.id),
    legs,
  );
  const [emergency] = emergencyNumbersOf(context, locale, now);
  const facts = [
    ...flightFacts(asked, { prefix: '', direction: directionOfTrip, language, now }),
    ...sentenceFact('flight.status', flightAnswer(context, locale, now)),
    ...legs.flatMap((leg, index) =>
      leg.tripId === trip.id
        ? []
        : flightFacts(ofLeg(leg), {
            prefix: `leg${index + 1}.`,
            direction: directionOf(leg, legs),
            language,
            now,
          }),
    ),
    ...momentFacts('airport', 'airport', airportAt, asked.origin, language),
    ...momentFacts('now.origin', 'now', now, asked.origin, language),
    ...momentFacts('now.destination', 'now', now, asked.destination, language),
    ...tripFacts(context, locale, now),
    ...textFact('emergency.number', 'emergency', emergency?.numbers),
  ];
  return {
    facts: new Map(facts.map((fact) => [fact.name, fact])),
    statuses: statusesOf(asked, now),
    knowledge: new Map(knowledge.map((entry) => [entry.id, entry])),
    language,
    airportAt,
  };
};

import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, hour, type Instant, latest, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AgencyKnowledge } from '#shared/templates/words.ts';
import type { Baseline } from '../baseline.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { momentKey } from '../moment.ts';
import { arrivalOf, type Draft, disruptionUsefulMs, routeOf, whenAtOrigin } from './draft.ts';

/** From so long before the told departure on, a traveller may be past the check-in (RULES §3). */
const nearMs = 2 * hour;

/** Which of gate and terminal is another one than the traveller knows. */
const whatChanged = (facts: FlightFacts, told: Baseline): 'gate' | 'terminal' | 'both' => {
  const isGate = facts.gate !== null && facts.gate !== told.gate;
  const isTerminal =
    facts.terminal !== null && told.terminal != null && facts.terminal !== told.terminal;
  if (!isTerminal) return 'gate';
  return isGate && told.gate !== undefined ? 'both' : 'terminal';
};

/** News of the flight; `agency`: what it knows of this trouble. */
export const flightNewsDraft = ({
  news,
  trip,
  facts,
  told,
  leg,
  agency,
  now,
}: {
  readonly news: FlightNews;
  readonly trip: Trip;
  readonly facts: FlightFacts;
  readonly told: Baseline;
  readonly leg: number;
  readonly agency: AgencyKnowledge;
  readonly now: Instant;
}): Draft => {
  const flight = trip.flightNumber;
  const { gate, terminal } = facts;
  const { origin, destination } = routeOf(trip, facts);
  const before = whenAtOrigin(told.departure, trip);
  const ticket = whenAtOrigin(trip.departure, trip);
  const flying = {
    flight,
    destination,
    departure: whenAtOrigin(facts.departure, trip),
    arrival: arrivalOf(facts, trip),
    gate,
    terminal,
  };
  const aboutDeparture = {
    told: { leg, departure: facts.departure },
    stream: 'departure',
    content: momentKey(facts.departure),
    expiresAt: facts.departure,
  } as const;
  switch (news.type) {
    case 'cancelled':
      return {
        type: news.type,
        words: { type: news.type, flight, origin, destination, departure: before, agency },
        told: { leg, phase: 'cancelled' },
        content: 'cancelled',
        stream: 'phase',
        expiresAt: plus(
          latest(told.departure, facts.departure) ?? facts.departure,
          disruptionUsefulMs,
        ),
      };
    case 'reinstated':
      return {
        type: news.type,
        words: { type: news.type, ...flying },
        told: { leg, departure: facts.departure, phase: 'scheduled' },
        content: 'reinstated',
        stream: 'phase',
        expiresAt: facts.departure,
      };
    case 'diverted':
      return {
        type: news.type,
        words: {
          type: news.type,
          flight,
          to: facts.divertedTo && { city: facts.divertedTo.city, iata: facts.divertedTo.iata },
          agency,
        },
        told: { leg, phase: 'diverted' },
        content: 'diverted',
        stream: 'phase',
        expiresAt: plus(facts.arrival ?? facts.observedAt, disruptionUsefulMs),
      };
    case 'delayed':
      return {
        type: news.type,
        words: {
          type: news.type,
          ...flying,
          before,
          ticket,
          isNear: between(now, told.departure) <= nearMs,
          agency,
        },
        ...aboutDeparture,
        told: { ...aboutDeparture.told, delay: true },
      };
    case 'departure_moved_earlier': {
      const { type, kind } = news;
      return {
        type,
        words: { type, kind, ...flying, before, ticket, agency },
        ...aboutDeparture,
        ...(kind === 'gone' ? { expiresAt: plus(told.departure, disruptionUsefulMs) } : {}),
      };
    }
    case 'back_on_time':
      return { type: news.type, words: { type: news.type, ...flying }, ...aboutDeparture };
    case 'gate_change': {
      const { type, isFirst } = news;
      return {
        type,
        words: {
          type,
          flight,
          // A change of departure that is held or too small is not told here: the told time stays.
          departure: before,
          gate,
          terminal,
          what: whatChanged(facts, told),
          isFirst,
        },
        told: { leg },
        content: `${gate ?? ''}/${terminal ?? ''}`,
        stream: 'gate',
        expiresAt: facts.departure,
      };
    }
  }
};

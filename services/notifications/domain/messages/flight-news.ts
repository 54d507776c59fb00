import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, latest, plus } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AgencyKnowledge } from '#shared/templates/words.ts';
import type { Baseline } from '../baseline.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { momentKey } from '../moment.ts';
import { type Draft, gateAndTerminal, whenAtOrigin } from './draft.ts';

/** How long word of a flight that does not take the traveller there is useful after it. */
const disruptionUsefulMs = 24 * hour;

/** News of the flight; `agency`: what it knows of this trouble. */
export const flightNewsDraft = ({
  news,
  trip,
  facts,
  told,
  leg,
  agency,
}: {
  readonly news: FlightNews;
  readonly trip: Trip;
  readonly facts: FlightFacts;
  readonly told: Baseline;
  readonly leg: number;
  readonly agency: AgencyKnowledge;
}): Draft => {
  const name = trip.clientName;
  const flight = trip.flightNumber;
  const departure = whenAtOrigin(facts.departure, trip);
  const before = whenAtOrigin(told.departure, trip);
  const ticket = whenAtOrigin(trip.departure, trip);
  const { gate, terminal } = facts;
  const tells: Told = { leg, departure: facts.departure, ...gateAndTerminal(facts) };
  const aboutDeparture = {
    stream: 'departure',
    content: momentKey(facts.departure),
    expiresAt: facts.departure,
  } as const;
  switch (news.type) {
    case 'cancelled':
      return {
        type: news.type,
        words: { type: news.type, name, flight, departure: before, agency },
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
        words: { type: news.type, name, flight, departure, gate, terminal, agency },
        told: { ...tells, phase: 'scheduled' },
        content: 'reinstated',
        stream: 'phase',
        expiresAt: facts.departure,
      };
    case 'diverted':
      return {
        type: news.type,
        words: {
          type: news.type,
          name,
          flight,
          agency,
          to: facts.divertedTo && { city: facts.divertedTo.city, iata: facts.divertedTo.iata },
        },
        told: { leg, phase: 'diverted' },
        content: 'diverted',
        stream: 'phase',
        expiresAt: plus(facts.arrival ?? facts.observedAt, disruptionUsefulMs),
      };
    case 'delayed':
      return {
        type: news.type,
        words: { type: news.type, name, flight, before, departure, ticket, gate, terminal, agency },
        told: { ...tells, delay: true },
        ...aboutDeparture,
      };
    case 'departure_moved_earlier': {
      const { type, kind } = news;
      return {
        type,
        words: {
          type,
          kind,
          name,
          flight,
          before,
          departure,
          ticket,
          gate: kind === 'gone' ? null : gate,
          terminal: kind === 'gone' ? null : terminal,
          agency,
        },
        told: kind === 'gone' ? { leg, departure: facts.departure } : tells,
        ...aboutDeparture,
        ...(kind === 'gone' ? { expiresAt: plus(told.departure, disruptionUsefulMs) } : {}),
      };
    }
    case 'back_on_time':
      return {
        type: news.type,
        words: { type: news.type, name, flight, departure, gate, terminal, agency },
        told: tells,
        ...aboutDeparture,
      };
    case 'gate_change': {
      const { type, isFirst } = news;
      return {
        type,
        // A change of departure that is held or too small is not told here: the told time stays.
        words: { type, name, flight, departure: before, gate, terminal, isFirst },
        told: { leg, ...gateAndTerminal(facts) },
        content: `${gate ?? ''}/${terminal ?? ''}`,
        stream: 'gate',
        expiresAt: facts.departure,
      };
    }
  }
};

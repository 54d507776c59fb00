import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, latest, plus } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { momentKey } from '../moment.ts';
import { type Draft, gateAndTerminal, whenAtOrigin } from './draft.ts';

/** How long word of a cancellation or diversion is useful after the flight. */
const disruptionUsefulMs = 24 * hour;

/** News of the flight; `isLongDelay`: the agency has a task about it. */
export const flightNewsDraft = ({
  news,
  trip,
  facts,
  told,
  leg,
  isLongDelay,
}: {
  readonly news: FlightNews;
  readonly trip: Trip;
  readonly facts: FlightFacts;
  readonly told: Baseline;
  readonly leg: number;
  readonly isLongDelay: boolean;
}): Draft => {
  const name = trip.clientName;
  const flight = trip.flightNumber;
  const departure = whenAtOrigin(facts.departure, trip);
  const before = whenAtOrigin(told.departure, trip);
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
        words: { type: news.type, name, flight, departure: before },
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
        words: { type: news.type, name, flight, departure, gate: facts.gate },
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
        words: {
          type: news.type,
          name,
          flight,
          before,
          departure,
          gate: facts.gate,
          agencyKnows: isLongDelay,
        },
        told: { ...tells, delay: true },
        ...aboutDeparture,
      };
    case 'departure_moved_earlier':
      return {
        type: news.type,
        words: { type: news.type, name, flight, before, departure, gate: facts.gate },
        told: tells,
        ...aboutDeparture,
      };
    case 'back_on_time':
      return {
        type: news.type,
        words: { type: news.type, name, flight, departure, gate: facts.gate },
        told: tells,
        ...aboutDeparture,
      };
    case 'gate_change': {
      const gate = news.gate ? facts.gate : null;
      const terminal = news.terminal ? facts.terminal : null;
      return {
        type: news.type,
        // A change of departure that is held or too small is not told here: the told time stays.
        words: { type: news.type, name, flight, departure: before, gate, terminal },
        told: { leg, ...(news.gate ? { gate } : {}), ...(news.terminal ? { terminal } : {}) },
        content: `${gate ?? ''}/${terminal ?? ''}`,
        stream: 'gate',
        expiresAt: facts.departure,
      };
    }
  }
};

import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { momentKey } from '../moment.ts';
import { arrivalOf, type Draft, routeOf, whenAtOrigin } from './draft.ts';

/** The longest flights there are land within this time. */
const longestFlightMs = 20 * hour;

/** Word to a follower that the flight has left, useful until it should be there. */
export const departedDraft = (trip: Trip, facts: FlightFacts, leg: number): Draft => ({
  type: 'departed',
  words: {
    type: 'follower',
    about: {
      type: 'departed',
      flight: trip.flightNumber,
      ...routeOf(trip, facts),
      departure: whenAtOrigin(facts.departure, trip),
      arrival: arrivalOf(facts, trip),
    },
  },
  told: { leg, departure: facts.departure, phase: 'departed' },
  content: `departed/${momentKey(facts.departure)}`,
  stream: 'phase',
  expiresAt: facts.arrival ?? plus(facts.departure, longestFlightMs),
});

import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { momentKey } from '../moment.ts';
import { type Draft, whenAtOrigin } from './draft.ts';

/**
 * The call to the gate; `isUnchecked`: the facts are stale, and a gate is to be checked;
 * `isDelayNews`: it is sent instead of a delay.
 */
export const boardingDraft = ({
  trip,
  departure,
  facts,
  isUnchecked,
  isDelayNews,
  told,
  leg,
}: {
  readonly trip: Trip;
  readonly departure: Instant;
  readonly facts: FlightFacts | null;
  readonly isUnchecked: boolean;
  readonly isDelayNews: boolean;
  readonly told: Baseline;
  readonly leg: number;
}): Draft => ({
  type: 'boarding',
  words: {
    type: 'boarding',
    flight: trip.flightNumber,
    departure: whenAtOrigin(departure, trip),
    before: isDelayNews ? whenAtOrigin(told.departure, trip) : null,
    gate: facts?.gate ?? null,
    terminal: facts?.terminal ?? null,
    unchecked: isUnchecked && facts?.gate != null,
  },
  told: { leg, departure, boardingFor: departure, ...(isDelayNews ? { delay: true } : {}) },
  content: `${momentKey(departure)}/${facts?.gate ?? ''}`,
  stream: 'boarding',
  expiresAt: departure,
});

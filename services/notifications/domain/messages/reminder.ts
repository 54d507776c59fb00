import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { momentKey } from '../moment.ts';
import { type Draft, gateAndTerminal, whenAtOrigin } from './draft.ts';

const maxNoteLength = 120;

/** The agency's one line for the reminder: `metadata.custom_message`, never its internal notes. */
const customMessage = ({ metadata }: Trip): string | null => {
  const text = metadata['custom_message'];
  if (typeof text !== 'string') return null;
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? null : [...line].slice(0, maxNoteLength).join('').trim();
};

/**
 * The reminder, with the newest time and gate. `isChangeNews`: it says what the departure was;
 * `isDelayNews`: it counts as a delay.
 */
export const reminderDraft = ({
  trip,
  facts,
  told,
  leg,
  isChangeNews,
  isDelayNews,
  expiresAt,
}: {
  readonly trip: Trip;
  readonly facts: FlightFacts | null;
  readonly told: Baseline;
  readonly leg: number;
  readonly isChangeNews: boolean;
  readonly isDelayNews: boolean;
  readonly expiresAt: Instant;
}): Draft => {
  const departure = facts?.departure ?? told.departure;
  return {
    type: '24h_reminder',
    words: {
      type: '24h_reminder',
      name: trip.clientName,
      flight: trip.flightNumber,
      origin: trip.originIata,
      destination: trip.destinationIata,
      departure: whenAtOrigin(departure, trip),
      before: isChangeNews ? whenAtOrigin(told.departure, trip) : null,
      gate: facts?.gate ?? null,
      terminal: facts?.terminal ?? null,
      note: customMessage(trip),
    },
    told: {
      leg,
      departure,
      ...(facts ? gateAndTerminal(facts) : {}),
      ...(isDelayNews ? { delay: true } : {}),
    },
    content: `${momentKey(departure)}/${facts?.gate ?? ''}`,
    stream: 'once',
    expiresAt,
  };
};

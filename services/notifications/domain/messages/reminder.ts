import { airportTime } from '#shared/domain/airport-time.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { momentKey } from '../moment.ts';
import { arrivalOf, type Draft, routeOf, whenAtOrigin } from './draft.ts';

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
  leadHours,
  now,
  expiresAt,
}: {
  readonly trip: Trip;
  readonly facts: FlightFacts | null;
  readonly told: Baseline;
  readonly leg: number;
  readonly isChangeNews: boolean;
  readonly isDelayNews: boolean;
  readonly leadHours: Settings['notification_preferences']['airport_lead_hours'];
  readonly now: Instant;
  readonly expiresAt: Instant;
}): Draft => {
  const departure = facts?.departure ?? told.departure;
  return {
    type: '24h_reminder',
    words: {
      type: '24h_reminder',
      flight: trip.flightNumber,
      ...routeOf(trip, facts),
      departure: whenAtOrigin(departure, trip),
      before: isChangeNews ? whenAtOrigin(told.departure, trip) : null,
      arrival: arrivalOf(facts, trip),
      airportAt: whenAtOrigin(
        airportTime(trip, { departure, ticket: trip.departure }, leadHours).at,
        trip,
      ),
      gate: facts?.gate ?? null,
      terminal: facts?.terminal ?? null,
      note: customMessage(trip),
      now,
    },
    told: { leg, departure, ...(isDelayNews ? { delay: true } : {}) },
    // What it calls tomorrow is today after midnight.
    content: `${momentKey(departure)}/${facts?.gate ?? ''}/${localDate(now, trip.originZone)}`,
    stream: 'once',
    expiresAt,
  };
};

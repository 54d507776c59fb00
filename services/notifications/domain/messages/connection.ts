import type { ConnectionReading } from '#shared/domain/connection.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import type { AgencyKnowledge } from '#shared/templates/words.ts';
import type { Baseline } from '../baseline.ts';
import { isSameMoment, momentKey } from '../moment.ts';
import { type Draft, disruptionUsefulMs, routeOf, whenAtOrigin } from './draft.ts';
import { connectionTo } from './landing.ts';

/** A word about the way on from a flight. */
export type ConnectionNews = Extract<
  MessageType,
  'connection_at_risk' | 'connection_missed' | 'connection_restored'
>;

const statuses = {
  connection_at_risk: 'at_risk',
  connection_missed: 'missed',
  connection_restored: 'restored',
} as const;

/**
 * What the times of two flights do to the change between them; it carries the new times of both,
 * and counts as telling them.
 */
export const connectionDraft = ({
  news,
  trip,
  facts,
  next,
  reading,
  told,
  leg,
  fineSince,
  agency,
}: {
  readonly news: ConnectionNews;
  readonly trip: Trip;
  readonly facts: FlightFacts;
  readonly next: JourneyLeg;
  readonly reading: ConnectionReading;
  readonly told: Baseline;
  readonly leg: number;
  readonly fineSince: Instant | null;
  readonly agency: AgencyKnowledge;
}): Draft => {
  const isAhead = facts.phase === 'scheduled';
  const isLater =
    facts.departure > told.departure && !isSameMoment(facts.departure, told.departure);
  const { gate, terminal } = next.flight ?? { gate: null, terminal: null };
  return {
    type: news,
    words: {
      type: news,
      flight: trip.flightNumber,
      destination: routeOf(trip, facts).destination,
      departure: isAhead ? whenAtOrigin(facts.departure, trip) : null,
      arrival: { at: reading.arrival, zone: facts.destination.zone, iata: trip.destinationIata },
      next: connectionTo(next, Math.max(0, Math.floor(reading.marginMs / minute))),
      agency,
    },
    told: {
      leg,
      connection: { status: statuses[news], to: next.flightKey },
      ...(isAhead && isLater && news !== 'connection_restored' ? { delay: true } : {}),
      legs: {
        [next.tripId]: {
          leg: next.revision,
          departure: reading.departure,
          ...(news !== 'connection_missed' && gate !== null ? { gate } : {}),
          ...(news !== 'connection_missed' && terminal !== null ? { terminal } : {}),
        },
      },
    },
    content: [news, momentKey(reading.arrival), momentKey(reading.departure), fineSince ?? ''].join(
      '/',
    ),
    stream: 'connection',
    // That a flight is gone is still to be said for a while; of another only before it leaves.
    expiresAt: plus(reading.departure, news === 'connection_missed' ? disruptionUsefulMs : 0),
  };
};

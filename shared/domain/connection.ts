import { isSamePlace } from './airport-codes.ts';
import { airport } from './airports.ts';
import type { FlightFacts } from './flight.ts';
import { between, day, earliest, hour, type Instant, minute, plus } from './instant.ts';
import { sameCity } from './metropolitan-areas.ts';
import type { Settings } from './settings.ts';
import type { TripStatus } from './trip.ts';

/** A leg of one contact's journey, as far as a connection depends on it. */
export interface ConnectingLeg {
  readonly tripId: string;
  readonly originIata: string;
  readonly destinationIata: string;
  /** As booked. */
  readonly departure: Instant;
  /** The lodging at the destination. */
  readonly stay: string | null;
  readonly status: TripStatus;
  readonly flight: FlightFacts | null;
}

/** Whether a connection can be made: `missed` where the second flight will be gone. */
export type ConnectionStatus = 'possible' | 'at_risk' | 'missed';

/** How a connection stands. */
export interface ConnectionReading {
  readonly status: ConnectionStatus;
  /** Best arrival of the first flight, best departure of the second. */
  readonly arrival: Instant;
  readonly departure: Instant;
  /** Time between the two, as it is now and as it was booked; negative where it overlaps. */
  readonly marginMs: number;
  readonly bookedMarginMs: number;
  readonly minimumMs: number;
  /** The time that was booked is below the minimum. */
  readonly isTightAsBooked: boolean;
}

/** A connection leaves within this time of the scheduled arrival before it (PEOPLE §3). */
const connectionWithinMs = day;
/** Who arrives later than this before a departure does not board any more. */
const gateClosesMs = 20 * minute;
/** From so long before its first flight a connection is watched. */
const watchedBeforeMs = day;

type Preferences = Settings['notification_preferences'];

const isFlown = ({ status, flight }: ConnectingLeg): boolean =>
  status !== 'withdrawn' && status !== 'cancelled' && flight?.phase !== 'cancelled';

/**
 * Whether a flight goes on from where another one arrives: from the airport or the city of the
 * arrival, within a day of it as scheduled, and without a lodging in between (PEOPLE §3).
 */
export const goesOn = (
  { destinationIata, stay }: Pick<ConnectingLeg, 'destinationIata' | 'stay'>,
  scheduledArrival: Instant,
  next: Pick<ConnectingLeg, 'originIata' | 'departure'>,
): boolean =>
  stay === null &&
  sameCity(next.originIata, destinationIata) &&
  between(scheduledArrival, next.departure) <= connectionWithinMs;

const scheduledArrivalOf = ({ flight }: ConnectingLeg): Instant | null =>
  flight?.scheduledArrival ?? flight?.arrival ?? flight?.landedAt ?? null;

const arrivalOf = ({ flight }: ConnectingLeg): Instant | null =>
  flight?.landedAt ?? flight?.arrival ?? null;

/** Whether a leg ends in the city from which another begins. */
export const leadsTo = (
  first: Pick<ConnectingLeg, 'destinationIata'>,
  second: Pick<ConnectingLeg, 'originIata'>,
): boolean => sameCity(second.originIata, first.destinationIata);

/**
 * The leg that a traveller changes to: the next one that is flown from the airport or the city of
 * the arrival, within a day of it, and without a lodging in between. Null: there is none, a flight
 * of the two is not flown, or the first one was not found yet.
 */
export const connectionAfter = <L extends ConnectingLeg>(
  first: ConnectingLeg,
  legs: readonly L[],
): L | null => {
  const next = legs.find(
    (leg) =>
      leg.tripId !== first.tripId &&
      leg.departure > first.departure &&
      leadsTo(first, leg) &&
      isFlown(leg),
  );
  const scheduledArrival = scheduledArrivalOf(first);
  return next !== undefined &&
    scheduledArrival !== null &&
    isFlown(first) &&
    first.flight?.phase !== 'diverted' &&
    goesOn(first, scheduledArrival, next)
    ? next
    : null;
};

/**
 * The legs that a traveller changes from, several where one contact's passengers come on different
 * flights; none where the leg begins a journey, or follows a stay.
 */
export const connectionsBefore = <L extends ConnectingLeg>(
  second: ConnectingLeg,
  legs: readonly L[],
): readonly L[] => legs.filter((leg) => connectionAfter(leg, legs)?.tripId === second.tripId);

/** The time that a connection needs (PEOPLE §3): of all four airports of its flights. */
const minimumMs = (
  first: ConnectingLeg,
  second: ConnectingLeg,
  { minimum_connection_minutes: minutes }: Preferences,
): number => {
  if (!isSamePlace(first.destinationIata, second.originIata)) return minutes.other_airport * minute;
  const countries = new Set(
    [first.originIata, first.destinationIata, second.destinationIata].map(
      (iata) => airport(iata)?.country ?? iata,
    ),
  );
  return (countries.size === 1 ? minutes.domestic : minutes.international) * minute;
};

const hasLeft = ({ flight }: ConnectingLeg): boolean =>
  flight?.phase === 'landed' ||
  flight?.phase === 'diverted' ||
  (flight?.phase === 'departed' && flight.isOff !== false);

const isDown = ({ flight }: ConnectingLeg): boolean => flight?.phase === 'landed';

const statusOf = (
  first: ConnectingLeg,
  second: ConnectingLeg,
  {
    arrival,
    departure,
    marginMs,
    bookedMarginMs,
    minimumMs: minimum,
  }: Omit<ConnectionReading, 'status' | 'isTightAsBooked'>,
  preferences: Preferences,
): ConnectionStatus => {
  if (arrival > plus(departure, -gateClosesMs) || (hasLeft(second) && !isDown(first)))
    return 'missed';
  const isTight =
    bookedMarginMs < minimum
      ? marginMs <= bookedMarginMs - preferences.delay_threshold_minutes * minute
      : marginMs < minimum;
  return isTight ? 'at_risk' : 'possible';
};

/** How the connection between two legs stands; null: the arrival of the first is not known. */
export const readConnection = (
  first: ConnectingLeg,
  second: ConnectingLeg,
  preferences: Preferences,
): ConnectionReading | null => {
  const arrival = arrivalOf(first);
  const scheduledArrival = scheduledArrivalOf(first);
  if (arrival === null || scheduledArrival === null) return null;
  const departure = second.flight?.departure ?? second.departure;
  const times = {
    arrival,
    departure,
    marginMs: between(arrival, departure),
    bookedMarginMs: between(
      scheduledArrival,
      second.flight?.scheduledDeparture ?? second.departure,
    ),
    minimumMs: minimumMs(first, second, preferences),
  };
  return {
    ...times,
    status: statusOf(first, second, times, preferences),
    isTightAsBooked: times.bookedMarginMs < times.minimumMs,
  };
};

/**
 * How a connection stands as far as it is watched: from a day before its first flight until that
 * has landed. Once landed it does not get worse, unless the second flight is gone: who has a few
 * minutes left is better served by the gate than by giving up. What was missed may be possible
 * after all.
 */
export const watchedStatus = (
  first: ConnectingLeg,
  { status, arrival, departure }: ConnectionReading,
  before: ConnectionStatus,
  now: Instant,
): ConnectionStatus => {
  if (now < watchedFrom(first)) return 'possible';
  if (!isDown(first) || before === 'missed') return status;
  return arrival > departure ? 'missed' : before;
};

/**
 * From when on a connection is watched: a day before its first flight is scheduled to leave. A
 * delay must not end the watch that it began in.
 */
export const watchedFrom = ({ departure, flight }: ConnectingLeg): Instant =>
  plus(earliest(departure, flight?.scheduledDeparture) ?? departure, -watchedBeforeMs);

/** Whether somebody has to hear of trouble with the connection at once: it is about to be lived. */
export const isNear = (first: ConnectingLeg, now: Instant): boolean =>
  first.flight?.phase === 'departed' ||
  first.flight?.phase === 'landed' ||
  between(now, first.flight?.departure ?? first.departure) <= urgentBeforeMs;

const urgentBeforeMs = 3 * hour;

/** From when on trouble with the connection is urgent, while its first flight has not left. */
export const urgentFrom = (first: ConnectingLeg): Instant =>
  plus(first.flight?.departure ?? first.departure, -urgentBeforeMs);

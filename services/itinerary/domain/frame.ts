import { airport } from '#shared/domain/airports.ts';
import { type Destination, destinationOf } from '#shared/domain/destination.ts';
import {
  between,
  day,
  epoch,
  hour,
  type Instant,
  instant,
  minute,
  plus,
} from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

/** A moment in the calendar and on the clock of the destination. */
export interface LocalMoment {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
}

/** Whether a text is a time of day as `HH:MM`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

interface Coordinates {
  readonly lat: number;
  readonly lon: number;
}

/** The days there are to plan, and what bounds them. */
export interface Frame {
  readonly destination: Destination;
  /** Local dates at the destination, in order. */
  readonly dates: readonly string[];
  /** Nothing begins before it: the arrival plus the way into the city. */
  readonly from: LocalMoment;
  /** Nothing is planned after it: the onward flight less the way to it. Null: not known. */
  readonly until: LocalMoment | null;
}

const defaultDays = 3;
/** Longer stays are planned for their first two weeks. */
const maxDays = 14;
const intoTheCityMs = 90 * minute;
const toTheAirportMs = 3 * hour;
/** Less than this between a landing and the next departure is a connection. */
const connectionMs = 6 * hour;
const cruiseKmPerHour = 800;
const groundMs = 40 * minute;
/** For airports that the table does not know. */
const unknownFlightMs = 3 * hour;
const earthRadiusKm = 6371;

const localMoment = (at: Instant, zone: string): LocalMoment => ({
  date: localDate(at, zone),
  time: localClock(at, zone),
});
const addDays = (date: string, days: number): string =>
  instant(epoch(`${date}T00:00:00.000Z`) + days * day).slice(0, 10);

/** The great-circle distance between two points in degrees. */
const distanceKm = (a: Coordinates, b: Coordinates): number => {
  const radians = Math.PI / 180;
  const cosine =
    Math.sin(a.lat * radians) * Math.sin(b.lat * radians) +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.cos((a.lon - b.lon) * radians);
  return earthRadiusKm * Math.acos(Math.min(1, Math.max(-1, cosine)));
};

/** A flight's time estimated by distance, while nothing is known of the flight. */
const estimatedFlightMs = (originIata: string, destinationIata: string): number => {
  const [origin, destination] = [airport(originIata), airport(destinationIata)];
  if (!origin || !destination) return unknownFlightMs;
  return (distanceKm(origin, destination) / cruiseKmPerHour) * hour + groundMs;
};

/** When the traveller lands, as well as it is known. */
const arrivalOf = ({ trip, flight }: TripContext): Instant =>
  flight?.arrival ??
  trip.estimatedArrival ??
  plus(
    flight?.departure ?? trip.departure,
    estimatedFlightMs(trip.originIata, trip.destinationIata),
  );

/**
 * The days from the arrival to the return date, else three (RULES §6). Null: the next flight leaves
 * too soon to see anything.
 */
export const frameOf = (context: TripContext): Frame | null => {
  const { trip, flight, nextLeg } = context;
  const zone = flight?.destination.zone ?? trip.destinationZone;
  const arrival = arrivalOf(context);
  if (nextLeg && between(arrival, nextLeg.departure) < connectionMs) return null;
  const firstDate = localDate(arrival, zone);
  const lastDate =
    trip.returnDate !== null && trip.returnDate >= firstDate
      ? trip.returnDate
      : addDays(firstDate, defaultDays - 1);
  const leavesAt = nextLeg ? localMoment(plus(nextLeg.departure, -toTheAirportMs), zone) : null;
  const until = leavesAt && leavesAt.date <= lastDate ? leavesAt : null;
  const endDate = until?.date ?? lastDate;
  return {
    destination: destinationOf(trip.destinationIata, flight?.destination.city),
    dates: Array.from({ length: maxDays }, (_, index) => addDays(firstDate, index)).filter(
      (date) => date <= endDate,
    ),
    from: localMoment(plus(arrival, intoTheCityMs), zone),
    until,
  };
};

/** Whether something can be done at a moment. Dates and times compare as text. */
export const isWithin = (frame: Frame, { date, time }: LocalMoment): boolean =>
  frame.dates.includes(date) &&
  (date > frame.from.date || (date === frame.from.date && time >= frame.from.time)) &&
  (frame.until === null ||
    date < frame.until.date ||
    (date === frame.until.date && time <= frame.until.time));

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
import type { TripContext } from '#shared/ports/actor-store.ts';

/** A moment in the calendar and on the clock of the destination. */
export interface LocalMoment {
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
}

/** The days there are to plan, and what bounds them. */
export interface Frame {
  readonly destination: Destination;
  /** Local dates at the destination, in order. */
  readonly dates: readonly string[];
  /** Nothing begins before it: the arrival, and the way into the city. */
  readonly from: LocalMoment;
  /** Nothing is left to do after it: the onward flight, and the way to it. Null: it is not known. */
  readonly until: LocalMoment | null;
}

const usualDays = 3;
/** Longer stays are planned for their first two weeks. */
const mostDays = 14;
const intoTheCityMs = 90 * minute;
const toTheAirportMs = 3 * hour;
/** Between a landing and the next departure it takes more than this to be anywhere but at the airport. */
const connectionMs = 6 * hour;
const speedKmPerHour = 800;
const groundMs = 40 * minute;

const local = (at: Instant, zone: string): LocalMoment => ({
  date: localDate(at, zone),
  time: localClock(at, zone),
});
const nextDate = (date: string, days: number): string =>
  instant(epoch(`${date}T00:00:00.000Z`) + days * day).slice(0, 10);

/** A guess by distance, for a flight of which nothing is known yet. */
const flightMs = (originIata: string, destinationIata: string): number => {
  const [a, b] = [airport(originIata), airport(destinationIata)];
  if (!a || !b) return 3 * hour;
  const rad = Math.PI / 180;
  const cosine =
    Math.sin(a.lat * rad) * Math.sin(b.lat * rad) +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.cos((a.lon - b.lon) * rad);
  const km = 6371 * Math.acos(Math.min(1, Math.max(-1, cosine)));
  return (km / speedKmPerHour) * hour + groundMs;
};

/** When the traveller lands, as well as it is known. */
const arrivalOf = ({ trip, flight }: TripContext): Instant =>
  flight?.arrival ??
  trip.estimatedArrival ??
  plus(flight?.departure ?? trip.departure, flightMs(trip.originIata, trip.destinationIata));

/** The days from the arrival to the return date, else three (RULES §6); null: the next flight leaves too soon to see anything. */
export const frameOf = (context: TripContext): Frame | null => {
  const { trip, flight, nextLeg } = context;
  const zone = flight?.destination.zone ?? trip.destinationZone;
  const arrival = arrivalOf(context);
  if (nextLeg && between(arrival, nextLeg.departure) < connectionMs) return null;
  const first = localDate(arrival, zone);
  const last =
    trip.returnDate !== null && trip.returnDate >= first
      ? trip.returnDate
      : nextDate(first, usualDays - 1);
  const leaving = nextLeg ? local(plus(nextLeg.departure, -toTheAirportMs), zone) : null;
  const until = leaving && leaving.date <= last ? leaving : null;
  const end = until?.date ?? last;
  const dates = Array.from({ length: mostDays }, (_, index) => nextDate(first, index)).filter(
    (date) => date <= end,
  );
  return {
    destination: destinationOf(trip.destinationIata, flight?.destination.city),
    dates,
    from: local(plus(arrival, intoTheCityMs), zone),
    until,
  };
};

/** Whether something can be done at that moment: days and times compare as text. */
export const isWithin = (frame: Frame, { date, time }: LocalMoment): boolean =>
  frame.dates.includes(date) &&
  (date > frame.from.date || (date === frame.from.date && time >= frame.from.time)) &&
  (frame.until === null ||
    date < frame.until.date ||
    (date === frame.until.date && time <= frame.until.time));

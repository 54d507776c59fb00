import { type Destination, destinationOf } from '#shared/domain/destination.ts';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import { addDays, type JourneyFlights, type Stay } from '#shared/domain/stay.ts';
import { type SoldPlan, soldTimes, type TakenTime } from '#shared/domain/stay-plan.ts';

/** A moment in the calendar and on the clock of the destination. */
export interface LocalMoment {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
}

/** Whether a text is a time of day as `HH:MM`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** The days there are to plan, and what bounds them. */
export interface Frame {
  readonly destination: Destination;
  /** Local dates at the destination, in order. */
  readonly dates: readonly string[];
  /** Nothing begins before it: the arrival plus the way into the city. */
  readonly from: LocalMoment;
  /** Nothing is planned after it: the onward flight less the way to it. Null: not known. */
  readonly until: LocalMoment | null;
  /** What was sold takes these times. */
  readonly taken: readonly TakenTime[];
}

/** Longer stays are planned for their first two weeks. */
const maxDays = 14;
const intoTheCityMs = 90 * minute;
const toTheAirportMs = 3 * hour;

const localMoment = (at: Instant, zone: string): LocalMoment => ({
  date: localDate(at, zone),
  time: localClock(at, zone),
});

/** The days of a stay, from the arrival to the departure from there, else three (RULES §6). */
export const frameOf = (stay: Stay, { flights }: JourneyFlights, sold: SoldPlan): Frame => {
  const until = stay.leavesAt ? localMoment(plus(stay.leavesAt, -toTheAirportMs), stay.zone) : null;
  const lastDate = until && until.date < stay.to ? until.date : stay.to;
  const [first] = stay.arrivals;
  return {
    destination: destinationOf(stay.iata, first && flights[first.flightKey]?.destination.city),
    dates: Array.from({ length: maxDays }, (_, index) => addDays(stay.from, index)).filter(
      (date) => date <= lastDate,
    ),
    from: localMoment(plus(stay.arrivesAt, intoTheCityMs), stay.zone),
    until: until && until.date <= lastDate ? until : null,
    taken: soldTimes(sold),
  };
};

/** Whether something can be done at a moment. Dates and times compare as text. */
export const isWithin = (frame: Frame, { date, time }: LocalMoment): boolean =>
  frame.dates.includes(date) &&
  (date > frame.from.date || (date === frame.from.date && time >= frame.from.time)) &&
  (frame.until === null ||
    date < frame.until.date ||
    (date === frame.until.date && time <= frame.until.time));

import { icaoDesignator } from '#shared/domain/airline-codes.ts';
import { timetableData } from './timetable-data.ts';

/** A row of the timetable; a pair of directions makes two. */
export interface Row {
  /** IATA code. */
  readonly carrier: string;
  readonly origin: string;
  readonly destination: string;
  readonly numbers: readonly number[];
  /** ISO weekdays, Monday is 1. */
  readonly weekdays: readonly number[];
  /** The departure of each number, `HH:MM` local at the origin. */
  readonly times: readonly string[];
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return 60 * hours + minutes;
};
const clockOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':');

const rowsOf = (line: string): readonly Row[] => {
  const [carrier = '', route = '', range = '', days = '', window = ''] = line.split(' ');
  const isReturn = route.includes('-');
  const [origin = '', destination = ''] = route.split(/[->]/);
  const [first = 0, last = first] = range.split('-').map(Number);
  const [from = 0, to = from] = window.split('-').map(minutesOf);
  const numbers = Array.from({ length: (last - first) / 2 + 1 }, (_, nth) => first + 2 * nth);
  const stepMinutes = numbers.length === 1 ? 0 : (to - from) / (numbers.length - 1);
  const row = {
    carrier,
    origin,
    destination,
    numbers,
    weekdays: [...days].map(Number),
    times: numbers.map((_, nth) => clockOf(5 * Math.round((from + nth * stepMinutes) / 5))),
  };
  const back = { origin: destination, destination: origin, numbers: numbers.map((n) => n + 1) };
  return isReturn ? [row, { ...row, ...back }] : [row];
};

/** All flights there are without anybody having booked one. */
export const timetableRows: readonly Row[] = timetableData.trim().split('\n').flatMap(rowsOf);

/** A flight of the timetable, on the weekdays on which it flies. */
export interface RegularFlight {
  readonly origin: string;
  readonly destination: string;
  readonly weekdays: readonly number[];
  /** `HH:MM`, local at the origin. */
  readonly time: string;
}

const byIdent: ReadonlyMap<string, readonly RegularFlight[]> = timetableRows.reduce(
  (flights, { carrier, numbers, times, ...rest }) => {
    for (const [nth, number] of numbers.entries()) {
      const ident = icaoDesignator(`${carrier}${number}`);
      const flight = { ...rest, time: times[nth] ?? '12:00' };
      flights.set(ident, [...(flights.get(ident) ?? []), flight]);
    }
    return flights;
  },
  new Map<string, readonly RegularFlight[]>(),
);

/** The flights of a number in AeroAPI's form (`BAW820`); one number may fly several routes. */
export const regularFlights = (ident: string): readonly RegularFlight[] => byIdent.get(ident) ?? [];

/** The ISO weekday of a date, `YYYY-MM-DD`. */
export const weekdayOf = (date: string): number =>
  ((new Date(`${date}T12:00:00.000Z`).getUTCDay() + 6) % 7) + 1;

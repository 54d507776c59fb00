import { airport } from '#shared/domain/airports.ts';
import { airportDistanceKm } from '#shared/domain/distance.ts';
import { between, hour, type Instant, minute } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { NewLeg } from '#shared/ports/journey-desk.ts';
import { normaliseBooking } from './booking.ts';
import type { NewJourneyInput } from './journey-input.ts';
import { anybody, type JourneyIssue } from './journey-issue.ts';

/** Faster than any airliner flies from gate to gate. */
const fastestKmPerHour = 1000;
type FlownLeg = Pick<NewLeg, 'originIata' | 'destinationIata' | 'departure'>;

/** How long a leg is in the air at least, in milliseconds. */
const shortestFlightMs = (leg: FlownLeg): number => {
  const [from, to] = [airport(leg.originIata), airport(leg.destinationIata)];
  const km = from && to ? airportDistanceKm(from, to) : 0;
  return (km / fastestKmPerHour) * hour;
};

/** Legs that leave before the one listed before them can have landed. */
export const impossibleConnections = (legs: readonly FlownLeg[]): readonly JourneyIssue[] =>
  legs.flatMap((leg, nth) => {
    const before = legs[nth - 1];
    if (!before) return [];
    const missingMs = shortestFlightMs(before) - between(before.departure, leg.departure);
    if (missingMs <= 0) return [];
    const minutes = Math.ceil(missingMs / minute);
    return [
      {
        path: ['legs', nth, 'departure'],
        code: 'leaves_before_arrival',
        message: `is at least ${minutes} minutes before the leg before it can have landed`,
      },
    ];
  });

/** The legs of a journey in normal form, with what is wrong or to be checked about them. */
export const legsOf = (
  input: Pick<NewJourneyInput, 'legs'>,
  now: Instant,
): {
  readonly legs: readonly NewLeg[];
  readonly problems: readonly JourneyIssue[];
  readonly warnings: readonly JourneyIssue[];
} => {
  const checked = input.legs.map((leg) => normaliseBooking({ ...anybody, ...leg }, now));
  const at = (nth: number) => (issue: { field: string; code: string; message: string }) => ({
    path: ['legs', nth, issue.field],
    code: issue.code,
    message: issue.message,
  });
  const legs = checked
    .flatMap((result): NewLeg[] => (result.ok ? [result.value.trip] : []))
    .map(onlyLeg);
  const flights = checked.map((result) => (result.ok ? flightAndDay(result.value.trip) : null));
  const repeated = flights.flatMap((flight, nth) =>
    flight !== null && flights.indexOf(flight) < nth
      ? [
          {
            path: ['legs', nth],
            code: 'duplicate_leg',
            message: 'is the same flight on the same day as an earlier leg',
          },
        ]
      : [],
  );
  return {
    legs,
    problems: [
      ...checked.flatMap((result, nth) => (result.ok ? [] : result.problems.map(at(nth)))),
      ...repeated,
    ],
    warnings: [
      ...checked.flatMap((result, nth) => (result.ok ? result.value.warnings.map(at(nth)) : [])),
      ...impossibleConnections(legs),
    ],
  };
};

/** What two legs of one journey cannot both be. */
export const flightAndDay = ({
  flightNumber,
  departure,
  originZone,
}: Pick<NewLeg, 'flightNumber' | 'departure' | 'originZone'>): string =>
  `${flightNumber} ${localDate(departure, originZone)}`;

/** The part of a booking that is about its flight. */
export const onlyLeg = (leg: NewLeg): NewLeg => ({
  flightNumber: leg.flightNumber,
  originIata: leg.originIata,
  destinationIata: leg.destinationIata,
  originZone: leg.originZone,
  destinationZone: leg.destinationZone,
  departure: leg.departure,
  flightKey: leg.flightKey,
  stay: leg.stay,
  returnDate: leg.returnDate,
});

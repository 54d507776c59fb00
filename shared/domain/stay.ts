import { airport } from './airports.ts';
import { distanceKm } from './distance.ts';
import type { FlightFacts, FlightKey } from './flight.ts';
import { between, day, epoch, hour, type Instant, instant, minute, plus } from './instant.ts';
import { localDate } from './local-time.ts';
import { cityCode, sameCity } from './metropolitan-areas.ts';
import type { Trip } from './trip.ts';

/** A flight of the same travellers that belongs to another journey. */
export interface OtherFlight {
  readonly originIata: string;
  readonly destinationIata: string;
  readonly departure: Instant;
}

/** The flights of a journey, as they are booked and as they stand. */
export interface JourneyFlights {
  /** The trips of all its contacts that are not withdrawn. */
  readonly trips: readonly Trip[];
  readonly flights: Readonly<Record<FlightKey, FlightFacts>>;
  /** By trip: the last flight before it and the next one after it on other journeys. */
  readonly beside: Readonly<
    Record<string, { readonly before: OtherFlight | null; readonly after: OtherFlight | null }>
  >;
}

/** Time in one city between an arrival and the next departure from there, of one journey. */
export interface Stay {
  /** The city, and which visit of it: `LON`, `LON-2`. It lasts while flights are edited. */
  readonly key: string;
  /** Its place among the stays of the journey, from one. */
  readonly n: number;
  /** The airport of the first arrival. */
  readonly iata: string;
  readonly zone: string;
  /** The trips that bring its contacts, earliest first. */
  readonly arrivals: readonly Trip[];
  /** The trips that take them away; those that leave another city too. */
  readonly departures: readonly Trip[];
  /** The first arrival and the last departure, as well as they are known. */
  readonly arrivesAt: Instant;
  readonly leavesAt: Instant | null;
  /** Local dates; `to` is a guess where `isEndKnown` is false. */
  readonly from: string;
  readonly to: string;
  readonly isEndKnown: boolean;
  /** Where they sleep, in the agency's words at the booking. */
  readonly lodging: string | null;
  /** What a plan is made for: where and when, as booked. Delays do not change it. */
  readonly basis: string;
}

const defaultDays = 3;
/** A flight that leaves within this time of the arrival is a connection (PEOPLE §3). */
const connectionWithinMs = day;
const cruiseKmPerHour = 800;
const groundMs = 40 * minute;
/** For airports that the table does not know. */
const unknownFlightMs = 3 * hour;

/** A local date some days later. */
export const addDays = (date: string, days: number): string =>
  instant(epoch(`${date}T00:00:00.000Z`) + days * day).slice(0, 10);

/** A flight's time estimated by distance, while nothing is known of the flight. */
const estimatedFlightMs = (originIata: string, destinationIata: string): number => {
  const [origin, destination] = [airport(originIata), airport(destinationIata)];
  if (!origin || !destination) return unknownFlightMs;
  const km = distanceKm(
    { lat: origin.lat, lng: origin.lon },
    { lat: destination.lat, lng: destination.lon },
  );
  return (km / cruiseKmPerHour) * hour + groundMs;
};

/** When a trip leaves, as well as it is known. */
export const departureOf = (trip: Trip, flight: FlightFacts | undefined): Instant =>
  flight?.departure ?? trip.estimatedDeparture ?? trip.scheduledDeparture ?? trip.departure;

/** When a trip arrives, as well as it is known; an estimate by distance where nothing is. */
export const arrivalOf = (trip: Trip, flight: FlightFacts | undefined): Instant =>
  flight?.arrival ??
  trip.estimatedArrival ??
  plus(departureOf(trip, flight), estimatedFlightMs(trip.originIata, trip.destinationIata));

const byDeparture = (a: Trip, b: Trip): number =>
  a.departure === b.departure ? (a.id < b.id ? -1 : 1) : a.departure < b.departure ? -1 : 1;

/** The visit that a trip begins, of its contact alone. */
interface Visit {
  readonly arrival: Trip;
  readonly departure: Trip | null;
  readonly leavesAt: Instant | null;
}

const visitsOf = (
  trips: readonly Trip[],
  { flights, beside }: JourneyFlights,
  home: string,
): readonly Visit[] =>
  trips.flatMap((arrival, index): Visit[] => {
    const { before = null, after = null } = beside[arrival.id] ?? {};
    const isWayHome =
      (sameCity(home, arrival.destinationIata) && !sameCity(home, arrival.originIata)) ||
      (before !== null &&
        sameCity(before.originIata, arrival.destinationIata) &&
        sameCity(before.destinationIata, arrival.originIata));
    if (isWayHome) return [];
    const departure = trips[index + 1] ?? null;
    const onward =
      departure ?? (after && sameCity(after.originIata, arrival.destinationIata) ? after : null);
    const leavesAt = departure
      ? departureOf(departure, flights[departure.flightKey])
      : (onward?.departure ?? null);
    const isConnection =
      onward !== null &&
      leavesAt !== null &&
      arrival.stay === null &&
      sameCity(onward.originIata, arrival.destinationIata) &&
      between(arrivalOf(arrival, flights[arrival.flightKey]), leavesAt) <= connectionWithinMs;
    return isConnection ? [] : [{ arrival, departure, leavesAt }];
  });

const endOf = (
  visits: readonly Visit[],
  zone: string,
  from: string,
): Pick<Stay, 'leavesAt' | 'to' | 'isEndKnown'> => {
  const ends = visits.map(({ leavesAt }) => leavesAt);
  const leavesAt = ends.includes(null)
    ? null
    : ends.reduce((a, b) => (a !== null && b !== null && a > b ? a : b), null);
  const returnDate = visits
    .map(({ arrival }) => arrival.returnDate)
    .reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  const known = leavesAt ? localDate(leavesAt, zone) : returnDate;
  return known !== null && known >= from
    ? { leavesAt, to: known, isEndKnown: true }
    : { leavesAt, to: addDays(from, defaultDays - 1), isEndKnown: false };
};

/** What the visits of one city have in common; its place in the journey is not known yet. */
const stayOf = (
  key: string,
  visits: readonly Visit[],
  { flights }: JourneyFlights,
): Omit<Stay, 'n'> | null => {
  const arrivals = visits.map(({ arrival }) => arrival).sort(byDeparture);
  const [first] = arrivals;
  if (!first) return null;
  const zone = flights[first.flightKey]?.destination.zone ?? first.destinationZone;
  const arrivesAt = arrivals
    .map((trip) => arrivalOf(trip, flights[trip.flightKey]))
    .reduce((a, b) => (b < a ? b : a));
  const from = localDate(arrivesAt, zone);
  const end = endOf(visits, zone, from);
  const departures = visits.flatMap(({ departure }) => departure ?? []).sort(byDeparture);
  const last = departures.at(-1);
  const booked = localDate(first.departure, first.originZone);
  const until =
    departures.length === visits.length && last
      ? localDate(last.departure, last.originZone)
      : end.isEndKnown
        ? end.to
        : '';
  return {
    key,
    iata: first.destinationIata,
    zone,
    arrivals,
    departures,
    arrivesAt,
    from,
    ...end,
    lodging: arrivals.find(({ stay }) => stay !== null)?.stay ?? null,
    basis: `${key}/${booked}/${until}`,
  };
};

/** Followers and guides hear of the journey of others, and have no days to plan. */
const isTravelled = ({ role }: Trip): boolean => role === 'traveller' || role === 'guardian';

/**
 * The stays of a journey, by arrival: one for all its contacts in a city, none for a way home, none
 * for a connection (PEOPLE §2).
 */
export const staysOf = (journey: JourneyFlights): readonly Stay[] => {
  const trips = journey.trips.filter(isTravelled).sort(byDeparture);
  const home = trips[0]?.originIata;
  if (home === undefined) return [];
  const visits = new Map<string, Visit[]>();
  for (const contactId of new Set(trips.map((trip) => trip.contactId))) {
    const count = new Map<string, number>();
    const own = trips.filter((trip) => trip.contactId === contactId);
    for (const visit of visitsOf(own, journey, home)) {
      const city = cityCode(visit.arrival.destinationIata);
      const nth = (count.get(city) ?? 0) + 1;
      count.set(city, nth);
      const key = nth === 1 ? city : `${city}-${nth}`;
      visits.set(key, [...(visits.get(key) ?? []), visit]);
    }
  }
  return [...visits]
    .flatMap(([key, ofCity]) => stayOf(key, ofCity, journey) ?? [])
    .sort((a, b) =>
      a.arrivesAt === b.arrivesAt ? (a.key < b.key ? -1 : 1) : a.arrivesAt < b.arrivesAt ? -1 : 1,
    )
    .map((stay, index) => ({ ...stay, n: index + 1 }));
};

/** The stay that a trip brings its contact to, else the one that it ends; null: neither. */
export const stayOfTrip = (stays: readonly Stay[], tripId: string): Stay | null =>
  stays.find(({ arrivals }) => arrivals.some(({ id }) => id === tripId)) ??
  stays.find(({ departures }) => departures.some(({ id }) => id === tripId)) ??
  null;

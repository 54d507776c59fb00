import { airport } from './airports.ts';
import { goesOn } from './connection.ts';
import { distanceKm } from './distance.ts';
import type { FlightFacts, FlightKey } from './flight.ts';
import { day, epoch, hour, type Instant, instant, minute, plus } from './instant.ts';
import { localDate } from './local-time.ts';
import { cityCode, sameCity } from './metropolitan-areas.ts';
import type { Trip } from './trip.ts';

/** A flight of the same travellers that belongs to another journey. */
export interface OtherFlight {
  readonly originIata: string;
  readonly destinationIata: string;
  readonly departure: Instant;
  /** As booked. */
  readonly bookedDeparture: Instant;
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

/** Trips by departure, each once. */
const inOrder = (trips: readonly Trip[]): readonly Trip[] =>
  [...new Map(trips.map((trip) => [trip.id, trip])).values()].sort(byDeparture);

/** The visit that a trip begins, of one passenger. */
interface Visit {
  readonly arrival: Trip;
  readonly departure: Trip | null;
  readonly leavesAt: Instant | null;
  readonly bookedToLeaveAt: Instant | null;
}

/** When a trip was to arrive as it was booked; delays do not change it. */
const scheduledArrivalOf = (trip: Trip, flight: FlightFacts | undefined): Instant =>
  flight?.scheduledArrival ??
  plus(trip.departure, estimatedFlightMs(trip.originIata, trip.destinationIata));

/** Who flies on a trip; one without passengers is its contact's own. */
const passengersOf = ({ passengers, contactId }: Trip): readonly string[] =>
  passengers.length > 0 ? passengers.map(({ id }) => id) : [contactId];

/**
 * The next flight of a passenger: as the same contact has it, else as another one does, who was
 * given that flight alone.
 */
const nextOf = (arrival: Trip, own: readonly Trip[]): Trip | null => {
  const later = own.filter((trip) => trip.departure > arrival.departure);
  return (
    later.find(({ contactId }) => contactId === arrival.contactId) ??
    later.find(({ originIata }) => sameCity(originIata, arrival.destinationIata)) ??
    null
  );
};

/**
 * The visits that the trips of one passenger begin. `homes`: the airports from which the passenger
 * and the journey set out.
 */
const visitsOf = (
  own: readonly Trip[],
  { flights, beside }: JourneyFlights,
  homes: readonly string[],
): readonly Visit[] =>
  own.flatMap((arrival): Visit[] => {
    const { before = null, after = null } = beside[arrival.id] ?? {};
    const isWayHome =
      homes.some(
        (home) => sameCity(home, arrival.destinationIata) && !sameCity(home, arrival.originIata),
      ) ||
      (before !== null &&
        sameCity(before.originIata, arrival.destinationIata) &&
        sameCity(before.destinationIata, arrival.originIata));
    if (isWayHome) return [];
    const departure = nextOf(arrival, own);
    const elsewhere =
      !departure && after && sameCity(after.originIata, arrival.destinationIata) ? after : null;
    const leavesAt = departure
      ? departureOf(departure, flights[departure.flightKey])
      : (elsewhere?.departure ?? null);
    const bookedToLeaveAt = departure?.departure ?? elsewhere?.bookedDeparture ?? null;
    const originIata = departure?.originIata ?? elsewhere?.originIata;
    const isConnection =
      originIata !== undefined &&
      bookedToLeaveAt !== null &&
      goesOn(arrival, scheduledArrivalOf(arrival, flights[arrival.flightKey]), {
        originIata,
        departure: bookedToLeaveAt,
      });
    return isConnection ? [] : [{ arrival, departure, leavesAt, bookedToLeaveAt }];
  });

/** The last of some moments; null: one is not known. */
const lastOf = (moments: readonly (Instant | null)[]): Instant | null =>
  moments.includes(null)
    ? null
    : moments.reduce((a, b) => (a !== null && b !== null && a > b ? a : b), null);

const returnDateOf = (visits: readonly Visit[]): string | null =>
  visits
    .map(({ arrival }) => arrival.returnDate)
    .reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);

const endOf = (
  visits: readonly Visit[],
  zone: string,
  from: string,
): Pick<Stay, 'leavesAt' | 'to' | 'isEndKnown'> => {
  const leavesAt = lastOf(visits.map((visit) => visit.leavesAt));
  const returnDate = returnDateOf(visits);
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
  const arrivals = inOrder(visits.map(({ arrival }) => arrival));
  const [first] = arrivals;
  if (!first) return null;
  const zone = flights[first.flightKey]?.destination.zone ?? first.destinationZone;
  const arrivesAt = arrivals
    .map((trip) => arrivalOf(trip, flights[trip.flightKey]))
    .reduce((a, b) => (b < a ? b : a));
  const from = localDate(arrivesAt, zone);
  const booked = localDate(first.departure, first.originZone);
  const bookedEnd = lastOf(visits.map(({ bookedToLeaveAt }) => bookedToLeaveAt));
  const until = bookedEnd
    ? localDate(bookedEnd, first.destinationZone)
    : (returnDateOf(visits) ?? '');
  return {
    key,
    iata: first.destinationIata,
    zone,
    arrivals,
    departures: inOrder(visits.flatMap(({ departure }) => departure ?? [])),
    arrivesAt,
    from,
    ...endOf(visits, zone, from),
    lodging: arrivals.find(({ stay }) => stay !== null)?.stay ?? null,
    basis: `${key}/${booked}/${until}`,
  };
};

/** Followers and guides hear of the journey of others, and have no days to plan. */
const isTravelled = ({ role }: Trip): boolean => role === 'traveller' || role === 'guardian';

/** The trips of each passenger, in the order in which they are flown. */
const tripsByPassenger = (trips: readonly Trip[]): readonly (readonly Trip[])[] =>
  [...new Set(trips.flatMap(passengersOf))].map((passenger) =>
    trips.filter((trip) => passengersOf(trip).includes(passenger)),
  );

/**
 * By flight: which visit of its city it begins, from one. Every arrival there counts, also one that
 * is a way home or a connection, so that an edit which makes a stay of it renames no other.
 */
const ordinalsOf = (passengers: readonly (readonly Trip[])[]): ReadonlyMap<FlightKey, number> => {
  const ordinals = new Map<FlightKey, number>();
  for (const own of passengers) {
    const seen = new Map<string, Set<FlightKey>>();
    for (const { contactId, destinationIata, flightKey } of own) {
      const chain = `${contactId}/${cityCode(destinationIata)}`;
      const before = (seen.get(chain) ?? new Set()).add(flightKey);
      seen.set(chain, before);
      ordinals.set(flightKey, Math.max(ordinals.get(flightKey) ?? 1, before.size));
    }
  }
  return ordinals;
};

/**
 * The stays of a journey, by arrival: one for all its passengers in a city, none for a way home,
 * none for a connection (PEOPLE §2).
 */
export const staysOf = (journey: JourneyFlights): readonly Stay[] => {
  const trips = journey.trips.filter(isTravelled).sort(byDeparture);
  const passengers = tripsByPassenger(trips);
  const ordinals = ordinalsOf(passengers);
  const visits = new Map<string, Visit[]>();
  for (const own of passengers) {
    const homes = [...own.slice(0, 1), ...trips.slice(0, 1)].map(({ originIata }) => originIata);
    for (const visit of visitsOf(own, journey, homes)) {
      const city = cityCode(visit.arrival.destinationIata);
      const nth = ordinals.get(visit.arrival.flightKey) ?? 1;
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

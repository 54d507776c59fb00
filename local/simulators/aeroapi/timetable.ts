import { airport, type KnownAirport } from '#shared/domain/airports.ts';
import { day, epoch, type Instant, instant, minute } from '#shared/domain/instant.ts';
import { localClock, localDate, parseDeparture } from '#shared/domain/local-time.ts';
import { seededRandom } from '../random.ts';
import { distanceKm, hubs } from './airports.ts';
import { type Designator, parseDesignator } from './designator.ts';
import type { FlightPlan, FlightState } from './plan.ts';
import { airportRef, type FlightRecord } from './record.ts';
import { randomStory, type Story, storyOf } from './stories.ts';

/** A booked flight, which therefore exists. */
export interface ExpectedFlight {
  readonly designator: string;
  readonly origin: string;
  readonly destination: string;
  readonly departure: Instant;
  /** Its story begins after this instant, so that a flight booked an hour ahead still has one. */
  readonly bookedAt?: Instant;
  /** What happens to it; random by default. */
  readonly story?: Story;
}

/**
 * All flights there are: the booked ones, and one a day for any other designator. The same seed and
 * bookings give the same flights.
 */
export interface Timetable {
  /** Makes a booked flight exist; the first booking of a designator, route and local date holds. */
  expect(flight: ExpectedFlight): void;
  /** Replaces what happens to a flight on a local date at its origin. */
  script(
    flight: { readonly designator: string; readonly date: string },
    states: readonly FlightState[],
  ): void;
  /** The flights of a designator that are scheduled to leave in `[from, to)`, the latest first. */
  plans(designator: string, from: Instant, to: Instant): readonly FlightPlan[];
}

interface Leg {
  readonly origin: KnownAirport;
  readonly destination: KnownAirport;
  /** Epoch milliseconds. */
  readonly out: number;
  readonly bookedAt: Instant | null;
  readonly story: Story | null;
}

const mileKm = 1.609344;
const taxiOutMs = 15 * minute;
const taxiInMs = 8 * minute;
/** How many plans are cached. */
const maxPlans = 2_000;

const flightMs = (km: number): number => Math.round(km / 13.8 + 18) * minute;

/** Creates a timetable. */
export const createTimetable = (world: { readonly seed: string }): Timetable => {
  const { seed } = world;
  const booked = new Map<string, Leg[]>();
  const scripts = new Map<string, readonly FlightState[]>();
  const plans = new Map<string, FlightPlan>();
  const dateOf = (leg: Pick<Leg, 'origin' | 'out'>): string =>
    localDate(instant(leg.out), leg.origin.zone);

  /** The daily leg of a designator without bookings: random hubs and a random local time. */
  const inventedLeg = (
    ident: string,
  ): {
    readonly origin: KnownAirport;
    readonly destination: KnownAirport;
    readonly time: string;
  } | null => {
    const random = seededRandom(seed, ident);
    const [first, ...others] = hubs;
    if (first === undefined) return null;
    const origin = random.pick([first, ...others]);
    const [next, ...rest] = [first, ...others].filter((a) => a !== origin);
    if (next === undefined) return null;
    const hours = String(random.between(6, 22)).padStart(2, '0');
    const minutes = String(5 * random.between(0, 11)).padStart(2, '0');
    const time = `${hours}:${minutes}`;
    return { origin, destination: random.pick([next, ...rest]), time };
  };

  /** The leg of a day without a booking: like the first booked one, else invented. */
  const dailyLeg = (ident: string, date: string): Leg | null => {
    const first = booked.get(ident)?.[0];
    const usual = first
      ? {
          origin: first.origin,
          destination: first.destination,
          time: localClock(instant(first.out), first.origin.zone),
        }
      : inventedLeg(ident);
    if (usual === null) return null;
    const parsed = parseDeparture(`${date}T${usual.time}`, usual.origin.zone);
    return parsed.kind === 'instant'
      ? { ...usual, out: epoch(parsed.at), bookedAt: null, story: null }
      : null;
  };

  const scheduledRecord = (flight: Designator, leg: Leg): FlightRecord => {
    const random = seededRandom(
      seed,
      flight.ident,
      leg.origin.iata,
      leg.destination.iata,
      dateOf(leg),
      'record',
    );
    const km = distanceKm(leg.origin, leg.destination);
    const eteMs = flightMs(km);
    const idSeconds = Math.round((leg.out - 2 * day) / 1_000);
    const times = {
      out: leg.out,
      off: leg.out + taxiOutMs,
      on: leg.out + taxiOutMs + eteMs,
      in: leg.out + taxiOutMs + eteMs + taxiInMs,
    };
    return {
      ident: flight.ident,
      ident_icao: flight.airlineIcao === null ? null : `${flight.airlineIcao}${flight.number}`,
      ident_iata: flight.airlineIata === null ? null : `${flight.airlineIata}${flight.number}`,
      actual_runway_off: null,
      actual_runway_on: null,
      fa_flight_id: `${flight.ident}-${idSeconds}-schedule-${random.between(100, 1_999)}p`,
      operator: flight.airlineIcao ?? flight.airlineIata,
      operator_icao: flight.airlineIcao,
      operator_iata: flight.airlineIata,
      flight_number: flight.number,
      registration: null,
      atc_ident: null,
      inbound_fa_flight_id: null,
      codeshares: [],
      codeshares_iata: [],
      blocked: false,
      diverted: false,
      cancelled: false,
      position_only: false,
      origin: airportRef(leg.origin),
      destination: airportRef(leg.destination),
      departure_delay: 0,
      arrival_delay: 0,
      filed_ete: eteMs / 1_000,
      progress_percent: 0,
      status: 'Scheduled',
      aircraft_type:
        km > 5_000 ? random.pick(['B789', 'A359', 'B77W']) : random.pick(['A320', 'B738', 'A321']),
      route_distance: Math.round(km / mileKm),
      filed_airspeed: 450,
      filed_altitude: null,
      route: null,
      baggage_claim: null,
      seats_cabin_business: null,
      seats_cabin_coach: null,
      seats_cabin_first: null,
      gate_origin: null,
      gate_destination: null,
      terminal_origin: random.pick(['A', 'B', '1', '2', null]),
      terminal_destination: random.pick(['A', '1', '2', null]),
      type: 'Airline',
      scheduled_out: instant(times.out),
      estimated_out: instant(times.out),
      actual_out: null,
      scheduled_off: instant(times.off),
      estimated_off: instant(times.off),
      actual_off: null,
      scheduled_on: instant(times.on),
      estimated_on: instant(times.on),
      actual_on: null,
      scheduled_in: instant(times.in),
      estimated_in: instant(times.in),
      actual_in: null,
      foresight_predictions_available: false,
    };
  };

  /** The hub nearest to the destination that is neither end of the flight. */
  const alternateOf = (leg: Leg): KnownAirport | null =>
    hubs
      .filter((a) => a.iata !== leg.origin.iata && a.iata !== leg.destination.iata)
      .reduce<KnownAirport | null>(
        (best, a) =>
          best === null || distanceKm(a, leg.destination) < distanceKm(best, leg.destination)
            ? a
            : best,
        null,
      );

  const planOf = (flight: Designator, leg: Leg): FlightPlan => {
    const route = `${leg.origin.iata}-${leg.destination.iata}`;
    const key = [flight.ident, route, leg.out, leg.bookedAt ?? '', leg.story ?? ''].join('/');
    const cached = plans.get(key);
    if (cached) return cached;
    const scheduled = scheduledRecord(flight, leg);
    const script = scripts.get(`${flight.ident}/${dateOf(leg)}`);
    const random = seededRandom(
      seed,
      flight.ident,
      leg.origin.iata,
      leg.destination.iata,
      dateOf(leg),
    );
    const story = leg.story ?? randomStory(random);
    const alternate = story === 'diverted' ? alternateOf(leg) : null;
    const times = [scheduled.scheduled_off, scheduled.scheduled_on, scheduled.scheduled_in].map(
      (t) => (t === null ? leg.out : epoch(t)),
    );
    const [off = leg.out, on = leg.out, parked = leg.out] = times;
    const changes = script
      ? { states: script, diversion: null }
      : storyOf(story, {
          scheduled,
          random,
          out: leg.out,
          off,
          on,
          in: parked,
          bookedAt: leg.bookedAt,
          alternate: alternate && airportRef(alternate),
        });
    const plan: FlightPlan = { scheduled, ...changes };
    if (plans.size >= maxPlans) plans.clear();
    plans.set(key, plan);
    return plan;
  };

  return {
    expect: (flight) => {
      const designator = parseDesignator(flight.designator);
      const origin = airport(flight.origin);
      const destination = airport(flight.destination);
      if (designator === null || origin === undefined || destination === undefined) return;
      const leg: Leg = {
        origin,
        destination,
        out: epoch(flight.departure),
        bookedAt: flight.bookedAt ?? null,
        story: flight.story ?? null,
      };
      const legs = booked.get(designator.ident) ?? [];
      const isKnown = legs.some(
        (l) =>
          l.origin.iata === origin.iata &&
          l.destination.iata === destination.iata &&
          dateOf(l) === dateOf(leg),
      );
      if (!isKnown) booked.set(designator.ident, [...legs, leg]);
    },
    script: (flight, states) => {
      const designator = parseDesignator(flight.designator);
      if (designator === null) return;
      // Instants are compared as strings, so they are normalised.
      const sorted = states
        .map((s) => ({ ...s, from: instant(epoch(s.from)) }))
        .sort((a, b) => epoch(a.from) - epoch(b.from));
      scripts.set(`${designator.ident}/${flight.date}`, sorted);
      plans.clear();
    },
    plans: (text, from, to) => {
      const designator = parseDesignator(text);
      if (designator === null) return [];
      const legs = booked.get(designator.ident) ?? [];
      const bookedDates = new Set(legs.map(dateOf));
      const dates: string[] = [];
      for (let at = epoch(from) - day; at < epoch(to) + 2 * day; at += day)
        dates.push(instant(at).slice(0, 10));
      const daily = dates
        .filter((d) => !bookedDates.has(d))
        .map((d) => dailyLeg(designator.ident, d));
      return [...legs, ...daily.filter((leg) => leg !== null)]
        .filter((leg) => leg.out >= epoch(from) && leg.out < epoch(to))
        .sort((a, b) => b.out - a.out)
        .map((leg) => planOf(designator, leg));
    },
  };
};

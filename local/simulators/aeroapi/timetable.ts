import { airport, type KnownAirport } from '#shared/domain/airports.ts';
import type { StoryEvent } from '#shared/domain/flight-story.ts';
import { day, epoch, type Instant, instant } from '#shared/domain/instant.ts';
import { localClock, localDate, parseDeparture } from '#shared/domain/local-time.ts';
import type { FlightOfDay } from '#shared/ports/flight-sandbox.ts';
import { seededRandom } from '../random.ts';
import { alternateOf } from './airports.ts';
import { type Designator, parseDesignator } from './designator.ts';
import type { FlightPlan, FlightState } from './plan.ts';
import { airportRef } from './record.ts';
import { scheduledRecord } from './scheduled-record.ts';
import { randomStory, type Story, storyOf } from './stories.ts';
import { eventsUntil } from './story-events.ts';
import { regularFlights, weekdayOf } from './timetable-rows.ts';
import { type ToldItem, type ToldPlan, tellStory } from './told-story.ts';

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

/** A flight of one day, with everything that happens to it. */
export interface StoriedFlight {
  readonly plan: FlightPlan;
  readonly told: readonly ToldItem[];
  /** In order, told or by chance. */
  readonly events: readonly StoryEvent[];
}

/**
 * All flights there are: those of the timetable's rows, and those that were made to exist. The same
 * seed, flights and stories give the same records.
 */
export interface Timetable {
  /** Makes a flight exist; the last call for a designator, route and local date holds. */
  expect(flight: ExpectedFlight): void;
  /** Whether a row has the number on this route, on the weekday of that departure. */
  flies(flight: Omit<ExpectedFlight, 'bookedAt' | 'story'>): boolean;
  /** Replaces what happens to a flight on a local date at its origin. */
  script(
    flight: { readonly designator: string; readonly date: string },
    states: readonly FlightState[],
  ): void;
  /** The flights of a designator that are scheduled to leave in `[from, to)`, the latest first. */
  plans(designator: string, from: Instant, to: Instant): readonly FlightPlan[];
  /** One flight; null where there is none. */
  flightOf(flight: FlightOfDay): StoriedFlight | null;
  /** What would become of a flight by other items than those told so far; null as above. */
  imagine(flight: FlightOfDay, told: readonly ToldItem[]): ToldPlan | null;
  /** Replaces everything that was told of a flight. */
  tell(flight: FlightOfDay, told: readonly ToldItem[]): void;
}

interface Leg {
  readonly origin: KnownAirport;
  readonly destination: KnownAirport;
  /** Epoch milliseconds. */
  readonly out: number;
  readonly bookedAt: Instant | null;
  readonly story: Story | null;
}

/** A flight on the days on which nobody booked it. */
interface UsualFlight extends Pick<Leg, 'origin' | 'destination'> {
  readonly weekdays: readonly number[];
  /** `HH:MM`, local at the origin. */
  readonly time: string;
}

/** Later than anything that happens. */
const forever: Instant = '9999-12-31T23:59:59.999Z';
const everyDay = [1, 2, 3, 4, 5, 6, 7];
/** How many plans are cached. */
const maxPlans = 2_000;

const routeOf = (leg: Pick<Leg, 'origin' | 'destination'>): string =>
  `${leg.origin.iata}-${leg.destination.iata}`;
const dateOf = (leg: Pick<Leg, 'origin' | 'out'>): string =>
  localDate(instant(leg.out), leg.origin.zone);
/** The name under which a flight's story is kept. */
const nameOf = (ident: string, route: string, date: string): string => `${ident}/${route}/${date}`;

/** Creates a timetable. */
export const createTimetable = (world: { readonly seed: string }): Timetable => {
  const { seed } = world;
  const booked = new Map<string, Leg[]>();
  const scripts = new Map<string, readonly FlightState[]>();
  const told = new Map<string, readonly ToldItem[]>();
  const plans = new Map<string, FlightPlan>();

  /** On other days a flight leaves as it was booked first, else as its row says. */
  const usualFlights = (ident: string): readonly UsualFlight[] => {
    const firstOfRoute = new Map<string, UsualFlight>();
    const add = (flight: UsualFlight): void => {
      const route = routeOf(flight);
      if (!firstOfRoute.has(route)) firstOfRoute.set(route, flight);
    };
    const regular = regularFlights(ident);
    for (const { origin, destination, out } of booked.get(ident) ?? [])
      add({
        origin,
        destination,
        time: localClock(instant(out), origin.zone),
        weekdays:
          regular.find((r) => r.origin === origin.iata && r.destination === destination.iata)
            ?.weekdays ?? everyDay,
      });
    for (const { origin: from, destination: to, time, weekdays } of regular) {
      const [origin, destination] = [airport(from), airport(to)];
      if (origin && destination) add({ origin, destination, time, weekdays });
    }
    return [...firstOfRoute.values()];
  };

  const legOn = (flight: UsualFlight, date: string): Leg | null => {
    if (!flight.weekdays.includes(weekdayOf(date))) return null;
    const { origin, destination } = flight;
    const parsed = parseDeparture(`${date}T${flight.time}`, origin.zone);
    return parsed.kind === 'instant'
      ? { origin, destination, out: epoch(parsed.at), bookedAt: null, story: null }
      : null;
  };

  /** The flight as it would be had nobody told anything. */
  const untold = (flight: Designator, leg: Leg): FlightPlan => {
    const names = [seed, flight.ident, leg.origin.iata, leg.destination.iata, dateOf(leg)];
    const scheduled = scheduledRecord(flight, leg, seededRandom(...names, 'record'));
    const script = scripts.get(`${flight.ident}/${dateOf(leg)}`);
    if (script) return { scheduled, states: script, diversion: null, absences: [] };
    const random = seededRandom(...names);
    const story = leg.story ?? randomStory(random);
    const alternate = story === 'diverted' ? alternateOf(leg) : null;
    const [off = leg.out, on = leg.out, parked = leg.out] = [
      scheduled.scheduled_off,
      scheduled.scheduled_on,
      scheduled.scheduled_in,
    ].map((t) => (t === null ? leg.out : epoch(t)));
    const changes = storyOf(story, {
      scheduled,
      random,
      out: leg.out,
      off,
      on,
      in: parked,
      bookedAt: leg.bookedAt,
      alternate: alternate && airportRef(alternate),
    });
    return { scheduled, ...changes, absences: [] };
  };
  const toldPlan = (flight: Designator, leg: Leg, items: readonly ToldItem[]): ToldPlan => {
    const name = nameOf(flight.ident, routeOf(leg), dateOf(leg));
    return tellStory(untold(flight, leg), items, {
      random: seededRandom(seed, name, 'told'),
      airport,
    });
  };

  const planOf = (flight: Designator, leg: Leg): FlightPlan => {
    const name = nameOf(flight.ident, routeOf(leg), dateOf(leg));
    const key = [name, leg.out, leg.bookedAt ?? '', leg.story ?? ''].join('/');
    const cached = plans.get(key);
    if (cached) return cached;
    const { plan } = toldPlan(flight, leg, told.get(name) ?? []);
    if (plans.size >= maxPlans) plans.clear();
    plans.set(key, plan);
    return plan;
  };

  const legs = (ident: string, from: number, to: number): readonly Leg[] => {
    const all = booked.get(ident) ?? [];
    const taken = new Set(all.map((leg) => nameOf(ident, routeOf(leg), dateOf(leg))));
    const dates: string[] = [];
    for (let at = from - day; at < to + 2 * day; at += day) dates.push(instant(at).slice(0, 10));
    const others = usualFlights(ident).flatMap((flight) =>
      dates
        .filter((date) => !taken.has(nameOf(ident, routeOf(flight), date)))
        .flatMap((date) => legOn(flight, date) ?? []),
    );
    return [...all, ...others]
      .filter((leg) => leg.out >= from && leg.out < to)
      .sort((a, b) => b.out - a.out);
  };

  const find = (
    flight: FlightOfDay,
  ): { readonly designator: Designator; readonly leg: Leg; readonly name: string } | null => {
    const designator = parseDesignator(flight.designator);
    const midnight = Date.parse(`${flight.date}T00:00:00.000Z`);
    if (designator === null || Number.isNaN(midnight)) return null;
    const name = nameOf(designator.ident, `${flight.origin}-${flight.destination}`, flight.date);
    const leg = legs(designator.ident, midnight - day, midnight + 2 * day).find(
      (each) => nameOf(designator.ident, routeOf(each), dateOf(each)) === name,
    );
    return leg ? { designator, leg, name } : null;
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
      const all = booked.get(designator.ident) ?? [];
      // In its place, since on other days the flight leaves as the first says.
      const known = all.findIndex((l) => routeOf(l) === routeOf(leg) && dateOf(l) === dateOf(leg));
      booked.set(designator.ident, known < 0 ? [...all, leg] : all.with(known, leg));
    },
    flies: (flight) => {
      const designator = parseDesignator(flight.designator);
      const zone = airport(flight.origin)?.zone;
      if (designator === null || zone === undefined) return false;
      const weekday = weekdayOf(localDate(flight.departure, zone));
      return regularFlights(designator.ident).some(
        ({ origin, destination, weekdays }) =>
          origin === flight.origin &&
          destination === flight.destination &&
          weekdays.includes(weekday),
      );
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
      return designator === null
        ? []
        : legs(designator.ident, epoch(from), epoch(to)).map((leg) => planOf(designator, leg));
    },
    flightOf: (flight) => {
      const found = find(flight);
      if (!found) return null;
      const items = told.get(found.name) ?? [];
      const begin = items.map(({ toldAt }) => toldAt).sort()[0] ?? forever;
      const { plan, events } = toldPlan(found.designator, found.leg, items);
      const before = eventsUntil(untold(found.designator, found.leg), begin);
      return { plan, told: items, events: [...before, ...events] };
    },
    imagine: (flight, items) => {
      const found = find(flight);
      return found && toldPlan(found.designator, found.leg, items);
    },
    tell: (flight, items) => {
      const found = find(flight);
      if (!found) return;
      told.set(found.name, items);
      plans.clear();
    },
  };
};

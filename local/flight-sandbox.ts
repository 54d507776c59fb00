import { airport } from '#shared/domain/airports.ts';
import { flightKey } from '#shared/domain/flight.ts';
import type { FlightStory, NewStoryItem } from '#shared/domain/flight-story.ts';
import { type Instant, plus } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightOfDay, FlightSandbox, TellOutcome } from '#shared/ports/flight-sandbox.ts';
import type { FlightStories } from './flight-stories.ts';
import { recordsAt } from './simulators/aeroapi/plan.ts';
import type { AeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import type { StoriedFlight } from './simulators/aeroapi/timetable.ts';
import { timetableRows } from './simulators/aeroapi/timetable-rows.ts';
import type { ToldItem } from './simulators/aeroapi/told-story.ts';

/** No story is longer. */
const maxItems = 100;

const zoneOf = ({ plan }: StoriedFlight): string => plan.scheduled.origin?.timezone ?? 'UTC';

/** The flight under the one name that stories are kept by. */
const named = (flight: StoriedFlight): FlightOfDay => {
  const { ident, ident_iata, origin, destination, scheduled_out } = flight.plan.scheduled;
  return {
    designator: ident_iata ?? ident,
    origin: origin?.code_iata ?? '',
    destination: destination?.code_iata ?? '',
    date: localDate(scheduled_out ?? '', zoneOf(flight)),
  };
};

const shown = (flight: StoriedFlight, now: Instant): FlightStory => ({
  flightKey: flightKey(named(flight)),
  scheduledDeparture: flight.plan.scheduled.scheduled_out ?? now,
  now,
  status: recordsAt(flight.plan, now)[0]?.status ?? null,
  happened: flight.events.filter(({ at }) => at <= now),
  toCome: flight.events.filter(({ at }) => at > now),
});

/** Tells stories to the flight simulator, and keeps them over a restart. */
export const createFlightSandbox = async (options: {
  readonly timetable: AeroApiSimulator['timetable'];
  readonly stories: FlightStories;
  readonly clock: Clock;
  /** Flights that left before this instant are forgotten. */
  readonly oldest: Instant;
}): Promise<FlightSandbox> => {
  const { timetable, stories, clock, oldest } = options;
  await stories.forgetBefore(oldest.slice(0, 10));
  for (const { flight, told } of await stories.all()) timetable.tell(flight, told);

  /** Changes follow one another, so that memory and database end with the same story. */
  let lastChange: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const turn = lastChange.then(change);
    lastChange = turn.catch(() => undefined);
    return turn;
  };
  const replace = async (flight: StoriedFlight, told: readonly ToldItem[]): Promise<void> => {
    const name = named(flight);
    // First in memory: what happens now must not be behind the next push.
    timetable.tell(name, told);
    await stories.keep(name, told).catch((error: unknown) => {
      timetable.tell(name, flight.told);
      throw error;
    });
  };
  const current = (flight: FlightOfDay): FlightStory | null => {
    const found = timetable.flightOf(flight);
    return found && shown(found, clock.now());
  };

  /** Which of the new items cannot be, or make something impossible that was told before. */
  const impossible = (
    flight: StoriedFlight,
    items: readonly ToldItem[],
  ): readonly { readonly nth: number; readonly reason: string }[] => {
    const name = named(flight);
    if (flight.told.length + items.length > maxItems)
      return [{ nth: 0, reason: `more than ${maxItems} items are told of this flight` }];
    const already = timetable.imagine(name, flight.told)?.refused.map(({ told }) => told) ?? [];
    const refused = timetable.imagine(name, [...flight.told, ...items])?.refused ?? [];
    return refused
      .filter(({ told }) => !already.includes(told))
      .map(({ told, reason }) =>
        items.includes(told)
          ? { nth: items.indexOf(told), reason }
          : {
              nth: 0,
              reason:
                `${told.item.type} at ${localClock(told.at, zoneOf(flight))}, which was told ` +
                `before, could not be: ${reason}`,
            },
      );
  };

  const tell = async (
    flight: FlightOfDay,
    items: readonly NewStoryItem[],
  ): Promise<TellOutcome> => {
    const found = timetable.flightOf(flight);
    if (!found) return { kind: 'unknown-flight' };
    const now = clock.now();
    const past = items.findIndex(({ at }) => at !== null && at < now);
    if (past >= 0) return { kind: 'in-the-past', nth: past };
    const unknown = items.findIndex(({ item }) => item.type === 'divert' && !airport(item.airport));
    if (unknown >= 0) return { kind: 'unknown-airport', nth: unknown };
    const told = items.map(
      // One millisecond later, since what is pushed is what has happened since the last push.
      ({ item, at, afterMs }): ToldItem => ({
        item,
        at: at ?? plus(now, Math.round(afterMs ?? 0) + 1),
        toldAt: now,
      }),
    );
    const refused = impossible(found, told);
    if (refused.length > 0) return { kind: 'impossible', items: refused };
    await replace(found, [...found.told, ...told]);
    const story = current(flight);
    return story ? { kind: 'told', story } : { kind: 'unknown-flight' };
  };

  return {
    story: async (flight) => current(flight),
    tell: (flight, items) => inTurn(() => tell(flight, items)),
    takeBack: (flight) =>
      inTurn(async () => {
        const found = timetable.flightOf(flight);
        if (!found) return null;
        const now = clock.now();
        await replace(
          found,
          found.told.filter(({ at }) => at <= now),
        );
        return current(flight);
      }),
    timetable: () =>
      timetableRows.map(({ carrier, origin, destination, numbers, weekdays }) => ({
        carrier,
        origin,
        destination,
        numbers,
        weekdays,
      })),
  };
};

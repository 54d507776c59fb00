import type { EffectRow, FlightRow } from '#shared/adapters/memory/rows.ts';
import type { FlightPhase } from '#shared/domain/flight.ts';
import { epoch, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Ending } from './evidence.ts';
import { mostLateMinutes } from './queues.ts';
import type { World } from './world.ts';

/** A trip that was followed to its end, with all that its traveller was told of the flight it ended with. */
interface Followed {
  readonly key: string;
  readonly trip: Trip;
  readonly facts: NonNullable<FlightRow['facts']>;
  readonly history: FlightRow['history'];
  /**
   * What was told last, by the last message that says something of it: of all that were tried, and of those that arrived. What failed was
   * tried, and the agency knows; what the traveller really holds may be the truth again all the same.
   */
  readonly lastTold: <K extends keyof Told>(what: K) => readonly (Told[K] | undefined)[];
  /** Whether it is written down why something of these subjects was not told since then. */
  readonly isSilent: (since: Instant, subjects: ReadonlySet<string>) => boolean;
  /** Whether the trip took a turn between these, which knew whatever was known a minute before it. */
  readonly tookTurn: (fromMs: number, untilMs: number) => boolean;
}

const aboutPhase = ['cancelled', 'reinstated', 'diverted', 'flight', 'trip'] as const;
const aboutDeparture = [
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'trip_changed',
  '24h_reminder',
  'boarding',
] as const;
const ofPhase: ReadonlySet<string> = new Set(aboutPhase);
const ofDeparture: ReadonlySet<string> = new Set([...aboutPhase, ...aboutDeparture]);
const ofGate: ReadonlySet<string> = new Set([...aboutPhase, ...aboutDeparture, 'gate_change']);

/** A task tells the agency, not the traveller. */
const isSilence = (decision: string): boolean =>
  decision === 'held' || decision === 'suppressed' || decision === 'dropped';

const senderOf = (world: World, agencyId: string): string =>
  world.agencies.find((agency) => agency.id === agencyId)?.sender ?? '';

const followed = ({ memory, booked, world, ledger, accepted }: Ending): Followed[] => {
  const { inspect } = memory;
  const flights = new Map(inspect.flights().map((flight) => [flight.flightKey, flight]));
  // The order in which they were really taken: clocks of workers differ by more than what lies between two messages.
  const takenMs = new Map(accepted.map((message) => [message.effectId, message.atMs]));
  const toldMs = (row: EffectRow): number =>
    takenMs.get(row.id) ?? epoch(row.sentAt ?? row.lastTriedAt ?? row.createdAt);
  return [...booked].flatMap(([key, tripId]): Followed[] => {
    const trip = inspect.trips().find((t) => t.id === tripId);
    const flight = trip && flights.get(trip.flightKey);
    if (!trip || trip.status === 'withdrawn' || !flight?.facts) return [];
    // Who has opted out is told nothing: that is the reason.
    if (ledger.optedOutAt.has(`${senderOf(world, trip.agencyId)}|${trip.whatsapp}`)) return [];
    const rows = inspect.effects().filter((row) => row.tripId === tripId);
    const tried = rows
      .filter(({ status }) => status === 'SENT' || status === 'FAILED')
      .sort((a, b) => toldMs(a) - toldMs(b));
    const leg = Math.max(1, ...tried.map((row) => row.told.leg ?? 1));
    const told = tried.filter((row) => row.told.leg === leg);
    const isLost = inspect
      .quarantined()
      .some((q) => q.event.tripId === tripId || q.actorId === trip.flightKey);
    return [
      {
        key,
        trip,
        facts: flight.facts,
        history: flight.history,
        lastTold: (what) =>
          [told, told.filter(({ status }) => status === 'SENT')].map(
            (of) => of.findLast((row) => row.told[what] !== undefined)?.told[what],
          ),
        isSilent: (when, subjects) => {
          // Each worker writes its own clock down, and clocks differ.
          const since = plus(when, -minute);
          return (
            isLost ||
            inspect
              .decisions()
              .some(
                (d) =>
                  d.tripId === tripId &&
                  d.at >= since &&
                  subjects.has(d.subject) &&
                  isSilence(d.decision),
              ) ||
            rows.some(
              (row) => row.status === 'DROPPED' && row.createdAt >= since && subjects.has(row.type),
            )
          );
        },
        tookTurn: (fromMs, untilMs) =>
          (ledger.turnsOf.get(tripId) ?? []).some((at) => at > fromMs + minute && at < untilMs),
      },
    ];
  });
};

const phaseIsKnown = (
  { watch, world }: Ending,
  { key, facts, history, lastTold, isSilent }: Followed,
): void => {
  const [phase = 'scheduled', held = 'scheduled'] = lastTold('phase');
  const otherwise = history.findLastIndex((h) => h.facts.phase !== facts.phase);
  const since = history[otherwise + 1]?.at ?? world.start;
  const isTold = (now: FlightPhase, instead: FlightPhase): boolean =>
    phase === now || held === now || phase === instead || isSilent(since, ofPhase);
  if (facts.phase === 'cancelled' && !isTold('cancelled', 'diverted'))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: the flight is cancelled, told ${phase}`,
    );
  if (facts.phase === 'diverted' && !isTold('diverted', 'cancelled'))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: the flight was diverted, told ${phase}`,
    );
};

/** From when on the flight was known not to be waiting for its departure any more. */
const isOverMs = (history: Followed['history']): number => {
  const then = history[history.findLastIndex((h) => h.facts.phase === 'scheduled') + 1];
  return then ? epoch(then.at) : Number.POSITIVE_INFINITY;
};

const departureIsKnown = (
  { watch, ledger }: Ending,
  { key, trip, history, lastTold, isSilent, tookTurn }: Followed,
): void => {
  const before = history.findLast((h) => h.facts.phase === 'scheduled');
  if (!before) return;
  const { departure: last, departureSince } = before.facts;
  const knownAt =
    history.find(
      (h) => h.facts.phase === 'scheduled' && h.facts.departure === last && h.at >= departureSince,
    )?.at ?? before.at;
  const knownMs = Math.max(epoch(knownAt), ledger.editedAt.get(trip.id) ?? 0);
  // Whichever turn the trip took in that time knew it; where there was none, the news was on its way, but not for ever.
  const untilMs = Math.min(epoch(last) - 2 * minute, isOverMs(history) - minute);
  if (!tookTurn(knownMs, untilMs) && untilMs - knownMs < (mostLateMinutes + 60) * minute) return;
  const isOff = (departure: Instant = trip.departure): boolean => {
    const off = epoch(last) - epoch(departure);
    return off >= 30 * minute || off <= -10 * minute;
  };
  const told = lastTold('departure');
  if (told.every(isOff) && !isSilent(knownAt, ofDeparture))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: leaves ${last}, told ${told[0] ?? trip.departure}`,
    );
};

/** Of a gate that changes within `gate_alert_hours` of the departure a traveller hears who was told another, or at boarding that none was known. */
const gateIsKnown = (
  { watch }: Ending,
  { key, history, lastTold, isSilent, tookTurn }: Followed,
): void => {
  const scheduled = history.filter((h) => h.facts.phase === 'scheduled');
  const gate = scheduled.at(-1)?.facts.gate ?? null;
  const since = scheduled[scheduled.findLastIndex((h) => h.facts.gate !== gate) + 1];
  const told = lastTold('gate');
  if (gate === null || !since || told.includes(gate) || told.includes(undefined)) return;
  const departureMs = epoch(since.facts.departure);
  const inWindow = departureMs - epoch(since.at) < 3 * hour - 5 * minute;
  const untilMs = Math.min(departureMs - 10 * minute, isOverMs(history) - minute);
  if (inWindow && tookTurn(epoch(since.at), untilMs) && !isSilent(since.at, ofGate))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: leaves from gate ${gate}, told ${told[0]}`,
    );
};

/** What is told at the end is what is known at the end, or a recorded reason says why not. */
export const whatIsToldIsKnown = (ending: Ending): void => {
  for (const one of followed(ending)) {
    phaseIsKnown(ending, one);
    const [phase = 'scheduled'] = one.lastTold('phase');
    if (phase !== 'scheduled' && phase !== 'landed') continue;
    departureIsKnown(ending, one);
    gateIsKnown(ending, one);
  }
};

import type { Announcement } from '#shared/actor/agent.ts';
import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { earliest, type Instant, plus } from '#shared/domain/instant.ts';
import { isCommandFor } from '#shared/events/catalogue.ts';
import type { PushedReading } from '#shared/events/flights.ts';
import type { FlightAlerts, FlightData, FlightLookup } from '#shared/ports/flight-data.ts';
import type { RecordCommand } from '#shared/ports/turn-commands.ts';
import type { FlightContext } from '#shared/ports/turn-contexts.ts';
import { createFlightTracker } from '../agent.ts';
import { TrackerState, unknownFlight } from '../domain/state.ts';
import type { TrackerDecision, TrackerTurn } from '../domain/turn.ts';

/** A trip that follows the flight from `bookedAt` on. */
export interface Booking {
  readonly bookedAt: Instant;
  readonly departure: Instant;
  readonly originZone: string;
  readonly destinationZone: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The flight as a test wants it. */
export interface ScriptedFlight {
  readonly recordsAt: (at: Instant) => readonly AeroFlight[];
  /** What goes wrong with a look at this instant; null: nothing. */
  readonly fault?: (at: Instant) => FlightLookup | null;
  /** With pushes: when something changes. */
  readonly changes?: readonly Instant[];
  readonly pushLatencyMs?: number;
  /** When which booking asks for a look. */
  readonly asked?: readonly { readonly at: Instant; readonly by: number }[];
}

export type Said = Announcement<'flight-tracker'> & { readonly at: Instant };

/** What was said of one kind. */
export const of = (said: readonly Said[], type: string): Said[] =>
  said.filter((s) => s.type === type);

/** What a tracker saw and said of one flight. */
export interface TrackerRun {
  readonly looks: readonly Instant[];
  readonly pushes: readonly Instant[];
  readonly said: readonly Said[];
  readonly records: readonly (Extract<RecordCommand, { kind: 'flight' }> & {
    readonly at: Instant;
  })[];
  readonly state: TrackerState;
}

const agencyOf = (index: number): string => `00000000-0000-4000-8000-00000000000${index + 1}`;
const tripOf = (index: number): string => `10000000-0000-4000-8000-00000000000${index + 1}`;
const pushedReading = (f: AeroFlight): PushedReading => ({
  status: f.status,
  cancelled: f.cancelled,
  diverted: f.diverted,
  destinationIata: f.destination?.code_iata ?? null,
  scheduledOut: f.scheduled_out,
  estimatedOut: f.estimated_out,
  actualOut: f.actual_out,
  scheduledOff: f.scheduled_off,
  estimatedOff: f.estimated_off,
  actualOff: f.actual_off,
  scheduledOn: f.scheduled_on,
  estimatedOn: f.estimated_on,
  actualOn: f.actual_on,
  scheduledIn: f.scheduled_in,
  estimatedIn: f.estimated_in,
  actualIn: f.actual_in,
});

/** A turn as the kernel runs it: what is outside first, then the decision. */
export const turnOf = async (
  tracker: ReturnType<typeof createFlightTracker>,
  turn: TrackerTurn,
): Promise<TrackerDecision> => {
  const { event } = turn;
  return tracker.decide(
    turn,
    isCommandFor(event, 'flight-tracker')
      ? await tracker.step({ ...turn, event })
      : await tracker.gather({ ...turn, event }),
  );
};

/**
 * Lives a flight from its first booking to `until` with the real agent, one actor, virtual time and
 * no store.
 */
export const liveThrough = async (
  flightKey: string,
  bookings: readonly Booking[],
  script: ScriptedFlight,
  until: Instant,
): Promise<TrackerRun> => {
  let now = earliest(...bookings.map((b) => b.bookedAt)) ?? until;
  const looks: Instant[] = [];
  const pushes: Instant[] = [];
  const said: Said[] = [];
  const records: TrackerRun['records'][number][] = [];
  const data: FlightData = {
    async look({ designator: _, from, to }) {
      looks.push(now);
      const fault = script.fault?.(now) ?? null;
      if (fault) return fault;
      const found = script
        .recordsAt(now)
        .filter(
          (r) =>
            (r.scheduled_out ?? '') >= from &&
            (r.scheduled_out ?? '') < to &&
            (r.scheduled_out ?? '') < plus(now, 48 * 3_600_000),
        );
      return found.length > 0
        ? { kind: 'found', records: found, at: now }
        : { kind: 'not-found', at: now };
    },
  };
  let alert: string | null = null;
  const alerts: FlightAlerts = {
    create: async () => {
      alert = 'alert-1';
      return alert;
    },
    delete: async () => {
      alert = null;
    },
  };
  const tracker = createFlightTracker({
    flights: shareLooks(data, createMemoryFlightSnapshots(), { now: () => now }),
    alerts: script.changes ? alerts : null,
  });
  let state: TrackerState = unknownFlight;
  const pending: { timer: { readonly due: Instant; readonly generation: number } | null } = {
    timer: null,
  };

  const envelope = (index: number | null) => ({
    id: '20000000-0000-4000-8000-000000000001',
    version: 1,
    time: now,
    agencyId: index === null ? null : agencyOf(index),
    tripId: index === null ? null : tripOf(index),
    correlationId: '20000000-0000-4000-8000-000000000001',
    causationId: null,
  });
  const take = async (event: TrackerTurn['event']): Promise<void> => {
    const flight: FlightContext = {
      followers: bookings.flatMap((b, i) =>
        b.bookedAt <= now
          ? [
              {
                tripId: tripOf(i),
                agencyId: agencyOf(i),
                journeyId: tripOf(i),
                departure: b.departure,
                bookedAt: b.bookedAt,
                status: 'booked' as const,
                originZone: b.originZone,
                destinationZone: b.destinationZone,
              },
            ]
          : [],
      ),
      agencies: Object.fromEntries(bookings.map((b, i) => [agencyOf(i), b.settings ?? {}])),
    };
    const turn: TrackerTurn = {
      actorId: flightKey,
      event,
      now,
      state,
      trip: null,
      journey: null,
      flight,
      conversation: null,
    };
    const decision = await turnOf(tracker, turn);
    state = TrackerState.parse(decision.state);
    for (const command of decision.timers ?? [])
      pending.timer =
        command.due === null
          ? null
          : { due: command.due, generation: (pending.timer?.generation ?? 0) + 1 };
    for (const r of decision.records ?? [])
      if (r.kind === 'flight') records.push({ ...r, at: now });
    for (const announced of decision.events ?? []) {
      const heard = { ...envelope(null), ...announced };
      if (isCommandFor(heard, 'flight-tracker')) await take(heard);
      else said.push({ ...announced, at: now });
    }
  };

  const waitingBookings = bookings
    .map((b, i) => ({ at: b.bookedAt, index: i }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const waitingPushes = (script.changes ?? []).map((at) => ({
    at: plus(at, script.pushLatencyMs ?? 0),
    of: at,
  }));
  const waitingAsked = [...(script.asked ?? [])];
  for (;;) {
    const next = earliest(
      waitingBookings[0]?.at,
      waitingPushes[0]?.at,
      waitingAsked[0]?.at,
      pending.timer?.due,
    );
    if (next === null || next > until) break;
    if (next > now) now = next;
    if (waitingBookings[0]?.at === next) {
      const booking = waitingBookings.shift();
      const departure = bookings[booking?.index ?? 0]?.departure ?? now;
      await take({
        ...envelope(booking?.index ?? 0),
        type: 'TripBooked',
        data: { flightKey, departure },
      });
    } else if (waitingPushes[0]?.at === next) {
      const of = waitingPushes.shift()?.of ?? now;
      if (alert === null) continue;
      for (const f of script.recordsAt(of)) {
        const was = script.recordsAt(plus(of, -1)).find((r) => r.fa_flight_id === f.fa_flight_id);
        if (was && JSON.stringify(was) === JSON.stringify(f)) continue;
        pushes.push(now);
        const code =
          f.cancelled && !was?.cancelled
            ? 'cancelled'
            : !f.cancelled && was?.cancelled
              ? 'uncancelled'
              : f.diverted && !was?.diverted
                ? 'diverted'
                : 'change';
        await take({
          ...envelope(null),
          time: of,
          type: 'FlightAlertReceived',
          data: {
            flightKey,
            alertId: alert,
            code,
            faFlightId: f.fa_flight_id,
            reading: pushedReading(f),
          },
        });
      }
    } else if (waitingAsked[0]?.at === next) {
      const asked = waitingAsked.shift();
      await take({
        ...envelope(asked?.by ?? 0),
        type: 'FlightLookRequested',
        data: { flightKey },
      });
    } else if (pending.timer) {
      const { due, generation } = pending.timer;
      pending.timer = null;
      await take({
        ...envelope(null),
        type: 'FlightCheckDue',
        data: { actorId: flightKey, generation, due },
      });
    }
  }
  return { looks, pushes, said, records, state };
};

/** A flight of which AeroAPI has one record, always. */
export const always = (record: AeroFlight): ScriptedFlight => ({ recordsAt: () => [record] });

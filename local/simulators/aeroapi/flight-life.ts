import type { KnownAirport } from '#shared/domain/airports.ts';
import type { StoryEvent, StoryItem } from '#shared/domain/flight-story.ts';
import { epoch, type Instant, instant, minute } from '#shared/domain/instant.ts';
import { localClock } from '#shared/domain/local-time.ts';
import type { SeededRandom } from '../random.ts';
import { type FlightPlan, type FlightState, recordsAt } from './plan.ts';
import { airportRef, type FlightRecord } from './record.ts';

/** What a life needs to know of the world. */
export interface LifeWorld {
  readonly random: SeededRandom;
  readonly airport: (iata: string) => KnownAirport | undefined;
}

/** A flight that lives from one instant on. */
export interface FlightLife {
  /** Lets it do what it does of its own accord, up to an instant in epoch milliseconds. */
  liveUntil(until: number): void;
  /** Lets something happen; a text says why it cannot, and then nothing did. */
  happen(item: StoryItem, at: number): string | null;
  events(): readonly StoryEvent[];
  plan(): FlightPlan;
}

const gateBeforeMs = 120 * minute;
const arrivalGateBeforeMs = 40 * minute;
const beltAfterMs = 3 * minute;
const diversionMs = 30 * minute;
/** A reinstated flight does not leave sooner than this. */
const reinstatedAfterMs = 45 * minute;

type Phase = 'scheduled' | 'cancelled' | 'taxiing' | 'airborne' | 'landed' | 'parked';

const phaseOf = (r: FlightRecord): Phase =>
  r.cancelled
    ? 'cancelled'
    : r.actual_in !== null
      ? 'parked'
      : r.actual_on !== null
        ? 'landed'
        : r.actual_off !== null
          ? 'airborne'
          : r.actual_out !== null
            ? 'taxiing'
            : 'scheduled';

const hasLeft = (phase: Phase): boolean => phase !== 'scheduled' && phase !== 'cancelled';
const isDown = (phase: Phase): boolean => phase === 'landed' || phase === 'parked';

/**
 * A flight that did as its plan says until `begin`. From then on it does of its own accord what
 * every flight does, and nothing else: it gets a gate, leaves at its estimated time, lands.
 */
export const beginLife = (base: FlightPlan, begin: Instant, world: LifeWorld): FlightLife => {
  const { random } = world;
  const scheduled = base.scheduled;
  const scheduledOut = epoch(scheduled.scheduled_out ?? begin);
  const offset = (at: Instant | null): number => epoch(at ?? begin) - scheduledOut;
  const offsets = {
    off: offset(scheduled.scheduled_off),
    on: offset(scheduled.scheduled_on),
    in: offset(scheduled.scheduled_in),
  };
  const clock = (at: number): string => {
    const { timezone, code_iata } = scheduled.origin ?? {};
    return `${localClock(instant(at), timezone ?? 'UTC')} (${code_iata})`;
  };

  // How it stands when the first item is told.
  const record = recordsAt({ ...base, absences: [] }, begin)[0] ?? scheduled;
  const best = (actual: Instant | null, estimated: Instant | null, fallback: number): number =>
    epoch(actual ?? estimated ?? instant(fallback));
  const times = {
    out: best(record.actual_out, record.estimated_out, scheduledOut),
    off: best(record.actual_off, record.estimated_off, scheduledOut + offsets.off),
    on: best(record.actual_on, record.estimated_on, scheduledOut + offsets.on),
    in: best(record.actual_in, record.estimated_in, scheduledOut + offsets.in),
  };
  let phase = phaseOf(record);
  let gate = record.gate_origin;
  let belt = record.baggage_claim;
  let hasArrivalGate = record.gate_destination !== null;
  let lastAt = epoch(begin);

  const isPast = ({ from }: FlightState): boolean => from <= begin;
  const states = base.states.filter(isPast);
  const earlierDiversion =
    base.diversion !== null && base.diversion.from <= begin ? base.diversion : null;
  let leg = earlierDiversion && {
    ...earlierDiversion,
    states: earlierDiversion.states.filter(isPast),
  };
  const absences: { from: Instant; to: Instant | null }[] = [];
  const events: StoryEvent[] = [];

  const isLost = (): boolean => absences.at(-1)?.to === null;
  const set = (at: number, fields: Partial<FlightRecord>): void => {
    const state = { from: instant(at), set: fields };
    if (leg) leg = { ...leg, states: [...leg.states, state] };
    else states.push(state);
    lastAt = at;
  };
  const estimates = () => ({
    estimated_off: instant(times.off),
    estimated_on: instant(times.on),
    estimated_in: instant(times.in),
  });
  const moveDeparture = (out: number): void => {
    times.out = out;
    times.off = out + offsets.off;
    times.on = out + offsets.on;
    times.in = out + offsets.in;
  };
  const departure = () => ({ estimated_out: instant(times.out), ...estimates() });

  const leave = (at: number): void => {
    moveDeparture(at);
    phase = 'taxiing';
    set(at, { cancelled: false, actual_out: instant(at), ...departure() });
  };
  const takeOff = (at: number): void => {
    times.off = at;
    times.on = Math.max(times.on, at + minute);
    times.in = Math.max(times.in, times.on + minute);
    phase = 'airborne';
    set(at, { actual_off: instant(at), ...estimates() });
  };
  const touchDown = (at: number): void => {
    times.in = at + (offsets.in - offsets.on);
    times.on = at;
    phase = 'landed';
    set(at, { actual_on: instant(at), ...estimates() });
  };

  /** What it does next of its own accord; null: nothing. */
  const next = (): {
    readonly at: number;
    readonly act: (at: number) => StoryItem | null;
  } | null => {
    switch (phase) {
      case 'scheduled':
        if (gate === null && times.out > lastAt)
          return {
            at: times.out - gateBeforeMs,
            act: (at) => {
              gate = `${random.pick(['A', 'B', 'C', 'D'])}${random.between(1, 38)}`;
              set(at, { gate_origin: gate });
              return { type: 'gate', gate };
            },
          };
        return {
          at: times.out,
          act: (at) => {
            leave(at);
            return { type: 'depart' };
          },
        };
      case 'taxiing':
        return {
          at: times.off,
          act: (at) => {
            takeOff(at);
            return null;
          },
        };
      case 'airborne':
        if (!hasArrivalGate && leg === null)
          return {
            at: times.on - arrivalGateBeforeMs,
            act: (at) => {
              hasArrivalGate = true;
              set(at, {
                gate_destination: `${random.pick(['A', 'B', 'C'])}${random.between(1, 38)}`,
              });
              return null;
            },
          };
        return {
          at: times.on,
          act: (at) => {
            touchDown(at);
            return { type: 'land' };
          },
        };
      case 'landed':
        if (belt === null && leg === null)
          return {
            at: times.on + beltAfterMs,
            act: (at) => {
              belt = String(random.between(1, 14));
              set(at, { baggage_claim: belt });
              return { type: 'belt', belt };
            },
          };
        return {
          at: times.in,
          act: (at) => {
            phase = 'parked';
            set(at, { actual_in: instant(at) });
            return null;
          },
        };
      case 'cancelled':
      case 'parked':
        return null;
    }
  };
  const liveUntil = (until: number): void => {
    for (let coming = next(); coming !== null; coming = next()) {
      // One instant has one change: pushes tell them apart by their times.
      const at = Math.max(coming.at, lastAt + 1);
      if (at > until) return;
      const item = coming.act(at);
      if (item) events.push({ ...item, at: instant(at), told: false });
    }
  };

  const apply = (item: StoryItem, at: number): string | null => {
    const whereItIs = isDown(phase)
      ? `it landed at ${clock(times.on)}`
      : hasLeft(phase)
        ? `it departed at ${clock(times.out)}`
        : phase === 'cancelled'
          ? 'it is cancelled'
          : `it has not departed, which it does at ${clock(times.out)}`;
    switch (item.type) {
      case 'cancel':
        if (phase !== 'scheduled') return whereItIs;
        phase = 'cancelled';
        set(at, {
          cancelled: true,
          estimated_out: null,
          estimated_off: null,
          estimated_on: null,
          estimated_in: null,
        });
        return null;
      case 'reinstate':
        if (phase !== 'cancelled') return 'it is not cancelled';
        phase = 'scheduled';
        moveDeparture(Math.max(times.out, at + reinstatedAfterMs));
        set(at, { cancelled: false, ...departure() });
        return null;
      case 'delay':
      case 'earlier': {
        if (phase !== 'scheduled') return whereItIs;
        const out = scheduledOut + (item.type === 'delay' ? 1 : -1) * item.minutes * minute;
        if (out <= at) return `it would depart at ${clock(out)}, which is past by then`;
        moveDeparture(out);
        set(at, departure());
        return null;
      }
      case 'gate':
        if (phase !== 'scheduled') return whereItIs;
        gate = item.gate;
        set(at, { gate_origin: gate });
        return null;
      case 'depart':
        if (hasLeft(phase)) return whereItIs;
        leave(at);
        return null;
      case 'divert': {
        if (!hasLeft(phase) || isDown(phase)) return whereItIs;
        if (leg !== null) return 'it is diverted already';
        const alternate = world.airport(item.airport);
        if (!alternate || alternate.iata === scheduled.destination?.code_iata)
          return `${item.airport} is where it flies anyway`;
        if (phase === 'taxiing') takeOff(at);
        const from = Math.max(at, lastAt + 1);
        times.on = from + diversionMs;
        times.in = times.on + (offsets.in - offsets.on);
        set(from, { diverted: true });
        leg = {
          from: instant(from),
          set: {
            destination: airportRef(alternate),
            estimated_on: instant(times.on),
            estimated_in: instant(times.in),
            gate_destination: null,
          },
          states: [],
        };
        return null;
      }
      case 'land':
        if (!hasLeft(phase) || isDown(phase)) return whereItIs;
        if (phase === 'taxiing') takeOff(at);
        touchDown(Math.max(at, lastAt + 1));
        return null;
      case 'belt':
        if (!hasLeft(phase)) return whereItIs;
        belt = item.belt;
        set(at, { baggage_claim: belt });
        return null;
      case 'lose':
        if (isLost()) return 'it is lost already';
        absences.push({ from: instant(at), to: null });
        lastAt = at;
        return null;
      case 'find': {
        const absence = absences.at(-1);
        if (!absence || absence.to !== null) return 'it is not lost';
        absence.to = instant(at);
        lastAt = at;
        return null;
      }
    }
  };

  return {
    liveUntil,
    happen: (item, earliest) => {
      liveUntil(earliest);
      const at = Math.max(earliest, lastAt + 1);
      const reason = apply(item, at);
      if (reason === null) events.push({ ...item, at: instant(at), told: true });
      return reason;
    },
    events: () => events,
    plan: () => ({ scheduled, states, diversion: leg, absences }),
  };
};

import { epoch, type Instant, plus } from '#shared/domain/instant.ts';
import type { FlightRecord } from './record.ts';

/**
 * A change of a flight: from `from` on, its record has the fields of `set`. Status text, progress
 * and delays follow from flags and times, unless `set` names them: then they hold until the next
 * state.
 */
export interface FlightState {
  readonly from: Instant;
  readonly set: Partial<FlightRecord>;
}

/** Everything that happens to one flight: its schedule, and the changes over time. */
export interface FlightPlan {
  readonly scheduled: FlightRecord;
  /** Ordered by `from`. */
  readonly states: readonly FlightState[];
  /** A diverted flight's second record, under the same fa_flight_id, from the diversion on. */
  readonly diversion: {
    readonly from: Instant;
    readonly set: Partial<FlightRecord>;
    readonly states: readonly FlightState[];
  } | null;
  /** When there is no record; `to` is null where it stays away. */
  readonly absences: readonly { readonly from: Instant; readonly to: Instant | null }[];
}

const seconds = (from: Instant | null, to: Instant | null): number | null =>
  from === null || to === null ? null : Math.round((epoch(to) - epoch(from)) / 1_000);

/** In seconds. */
const delayedThreshold = 15 * 60;

const statusOf = (
  r: FlightRecord,
  departureDelay: number | null,
  arrivalDelay: number | null,
): string => {
  if (r.cancelled) return 'Cancelled';
  if (r.diverted) return 'Diverted';
  const isLate = (delay: number | null): boolean => (delay ?? 0) >= delayedThreshold;
  if (r.actual_in !== null)
    return isLate(arrivalDelay) ? 'Arrived / Delayed' : 'Arrived / Gate Arrival';
  if (r.actual_on !== null) return 'Landed / Taxiing';
  if (r.actual_off !== null)
    return isLate(arrivalDelay) ? 'En Route / Delayed' : 'En Route / On Time';
  if (r.actual_out !== null)
    return isLate(departureDelay) ? 'Taxiing / Delayed' : 'Taxiing / Left Gate';
  return isLate(departureDelay) ? 'Scheduled / Delayed' : 'Scheduled';
};

const progressOf = (r: FlightRecord, now: Instant): number => {
  if (r.actual_on !== null || r.actual_in !== null) return 100;
  if (r.actual_off === null) return 0;
  const on = r.estimated_on ?? r.scheduled_on;
  if (on === null || on <= r.actual_off) return 0;
  const flownMs = epoch(now) - epoch(r.actual_off);
  const totalMs = epoch(on) - epoch(r.actual_off);
  return Math.max(0, Math.min(99, Math.round((100 * flownMs) / totalMs)));
};

const pick = <T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): Pick<T, K> | Record<never, never> =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));

const recordAt = (
  scheduled: FlightRecord,
  states: readonly FlightState[],
  now: Instant,
): FlightRecord => {
  const past = states.filter(({ from }) => from <= now);
  const r: FlightRecord = Object.assign({}, scheduled, ...past.map(({ set }) => set));
  const departure_delay = seconds(r.scheduled_out, r.actual_out ?? r.estimated_out) ?? 0;
  const arrival_delay = seconds(r.scheduled_in, r.actual_in ?? r.estimated_in) ?? 0;
  return {
    ...r,
    departure_delay,
    arrival_delay,
    progress_percent: progressOf(r, now),
    status: statusOf(r, departure_delay, arrival_delay),
    ...pick(past.at(-1)?.set ?? {}, [
      'departure_delay',
      'arrival_delay',
      'progress_percent',
      'status',
    ]),
  };
};

/** The flight's own record at an instant, without that of a diversion. */
const flightAt = (plan: FlightPlan, now: Instant): FlightRecord =>
  recordAt(plan.scheduled, plan.states, now);

/**
 * Every record of the flight at an instant: one, or two once it has been diverted, with the record
 * to the other airport first; none while it is absent.
 */
export const recordsAt = (plan: FlightPlan, now: Instant): readonly FlightRecord[] => {
  if (plan.absences.some(({ from, to }) => from <= now && (to === null || now < to))) return [];
  const original = flightAt(plan, now);
  if (plan.diversion === null || plan.diversion.from > now) return [original];
  // The diverted record keeps what had happened before the diversion.
  const { from, set, states } = plan.diversion;
  const earlier = plan.states.filter((state) => state.from < from);
  return [recordAt(plan.scheduled, [...earlier, { from, set }, ...states], now), original];
};

/** The instants in `(after, until]` at which the flight changes, in order. */
const changesBetween = (plan: FlightPlan, after: Instant, until: Instant): readonly Instant[] => {
  const all = [
    ...plan.states,
    ...(plan.diversion ? [plan.diversion, ...plan.diversion.states] : []),
  ];
  return [...new Set(all.map(({ from }) => from))]
    .filter((from) => from > after && from <= until)
    .sort();
};

/** A flight's record before and after a change. */
export interface RecordChange {
  readonly at: Instant;
  readonly before: FlightRecord;
  /** Of a diverted flight the record that continues. */
  readonly after: FlightRecord;
  /** The record that a diversion leaves behind; null for any other change. */
  readonly left: FlightRecord | null;
}

/** What changes in `(after, until]`, in order; none where the record appears or disappears. */
export const recordChanges = (
  plan: FlightPlan,
  after: Instant,
  until: Instant,
): readonly RecordChange[] =>
  changesBetween(plan, after, until).flatMap((at) => {
    const [before, ...othersBefore] = recordsAt(plan, plus(at, -1));
    const [now, ...others] = recordsAt(plan, at);
    if (!before || !now) return [];
    const left = others.length > othersBefore.length ? others[0] : undefined;
    return [{ at, before, after: now, left: left ?? null }];
  });

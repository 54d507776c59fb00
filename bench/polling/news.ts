import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { between, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { FlightTimeline } from '#shared/testing/flight-timelines.ts';
import { recordsAt } from '#shared/testing/flight-timelines.ts';

/** A change that the traveller would be told about, and when AeroAPI first showed it. */
export interface News {
  readonly kind:
    | 'delayed'
    | 'earlier'
    | 'gate'
    | 'cancelled'
    | 'reinstated'
    | 'diverted'
    | 'landing';
  readonly at: Instant;
}

const departureOf = (r: AeroFlight): Instant | null =>
  r.actual_out ?? r.estimated_out ?? r.scheduled_out;
/** A shorter cancellation ends before a second reading could confirm it, and is never told. */
const minCancellationMs = 3 * minute;

/** The instants at which a timeline changes. */
export const changesOf = ({ flights }: FlightTimeline): Instant[] =>
  [...new Set(flights.flatMap((states) => states.map((s) => s.from)))].sort();

/** The news by RULES §3 with default settings for an ideal observer; no holds, no quiet hours. */
export const newsOf = (timeline: FlightTimeline): News[] => {
  const news: News[] = [];
  const told = {
    departure: timeline.departure,
    gate: null as string | null,
    cancelled: false,
    diverted: false,
    landed: false,
    delays: 0,
  };
  const changes = changesOf(timeline);
  changes.forEach((at, i) => {
    const records = recordsAt(timeline.flights, at);
    const record = records.find((r) => !r.cancelled) ?? records[0];
    if (!record || at < timeline.bookedAt) {
      if (record) told.gate = record.gate_origin ?? told.gate;
      return;
    }
    const isCancelled = record.cancelled && /cancel/i.test(record.status);
    const durationMs = between(at, changes[i + 1] ?? plus(at, hour));
    if (isCancelled && !told.cancelled && durationMs >= minCancellationMs) {
      told.cancelled = true;
      news.push({ kind: 'cancelled', at });
    } else if (!record.cancelled && told.cancelled) {
      told.cancelled = false;
      news.push({ kind: 'reinstated', at });
    }
    if (record.cancelled) return;
    if (record.diverted && !told.diverted) {
      told.diverted = true;
      news.push({ kind: 'diverted', at });
    }
    if (record.actual_on && !told.landed) {
      told.landed = true;
      if (!told.diverted) news.push({ kind: 'landing', at });
    }
    if (record.actual_out) return;
    const departure = departureOf(record) ?? told.departure;
    const delayMs = between(told.departure, departure);
    if (delayMs >= (told.delays >= 2 ? 30 : 15) * minute) {
      told.departure = departure;
      told.delays += 1;
      news.push({ kind: 'delayed', at });
    } else if (delayMs <= -10 * minute) {
      told.departure = departure;
      news.push({ kind: 'earlier', at });
    }
    const { gate_origin: gate } = record;
    if (
      gate !== null &&
      told.gate !== null &&
      gate !== told.gate &&
      between(at, departure) <= 3 * hour
    )
      news.push({ kind: 'gate', at });
    told.gate = gate ?? told.gate;
  });
  return news;
};

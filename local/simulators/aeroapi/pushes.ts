import { day, type Instant, plus } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { Alert } from './alert-book.ts';
import { changesBetween, recordsAt } from './plan.ts';
import type { FlightRecord } from './record.ts';
import type { Timetable } from './timetable.ts';

/** The body of one push (AeroAPI `callbacks.deliver_alert`); unlike the poll, airports are plain codes. */
export interface Push {
  readonly at: Instant;
  readonly url: string;
  readonly body: {
    readonly long_description: string;
    readonly short_description: string;
    readonly summary: string;
    readonly event_code: EventCode;
    readonly alert_id: number;
    readonly flight: Readonly<Record<string, unknown>>;
  };
}

type EventCode = 'out' | 'off' | 'on' | 'in' | 'diverted' | 'cancelled' | 'uncancelled' | 'change';

/** What happened between two readings of one record, in the service's words; null where no alert speaks of it. */
const eventOf = (before: FlightRecord, after: FlightRecord): EventCode | null => {
  if (!before.cancelled && after.cancelled)
    return after.status === 'Cancelled' ? 'cancelled' : null;
  if (before.cancelled && !after.cancelled)
    return before.status === 'Cancelled' ? 'uncancelled' : null;
  if (!before.diverted && after.diverted) return 'diverted';
  for (const code of ['out', 'off', 'on', 'in'] as const)
    if (before[`actual_${code}`] === null && after[`actual_${code}`] !== null) return code;
  const watched = [
    'estimated_out',
    'estimated_in',
    'gate_origin',
    'terminal_origin',
    'gate_destination',
    'baggage_claim',
  ] as const;
  return watched.some((field) => before[field] !== after[field]) ? 'change' : null;
};

const isAskedFor = (alert: Alert, code: EventCode, record: FlightRecord): boolean => {
  const { events } = alert.request;
  switch (code) {
    case 'cancelled':
    case 'uncancelled':
      return events.cancelled;
    case 'diverted':
      return events.diverted;
    case 'change':
      return record.actual_off === null ? events.departure : events.arrival;
    case 'out':
      return events.out || events.departure;
    case 'off':
      return events.off || events.departure;
    case 'on':
      return events.on || events.arrival;
    case 'in':
      return events.in || events.arrival;
  }
};

const pushedFlight = (r: FlightRecord): Push['body']['flight'] => {
  const kept = [
    'fa_flight_id', 'ident', 'ident_icao', 'ident_iata', 'registration', 'atc_ident', 'route', 'position_only', 'blocked', 'cancelled',
    'diverted', 'route_distance', 'filed_ete', 'filed_altitude', 'scheduled_out', 'estimated_out', 'actual_out', 'scheduled_off', 'estimated_off',
    'actual_off', 'scheduled_on', 'estimated_on', 'actual_on', 'scheduled_in', 'estimated_in', 'actual_in', 'baggage_claim', 'gate_origin',
    'gate_destination', 'terminal_origin', 'terminal_destination',
  ] as const; // biome-ignore format: a list to look over
  const airport = (end: 'origin' | 'destination') => ({
    [end]: r[end]?.code ?? null,
    [`${end}_icao`]: r[end]?.code_icao ?? null,
    [`${end}_iata`]: r[end]?.code_iata ?? null,
    [`${end}_lid`]: r[end]?.code_lid ?? null,
  });
  return {
    ...Object.fromEntries(kept.map((field) => [field, r[field]])),
    ...(r.aircraft_type === null ? {} : { aircraft_type: r.aircraft_type }),
    filed_airspeed_kts: r.filed_airspeed,
    ...airport('origin'),
    ...airport('destination'),
  };
};

const matches = (wanted: string | null | undefined, at: FlightRecord['origin']): boolean =>
  wanted == null || wanted === at?.code || wanted === at?.code_iata || wanted === at?.code_icao;

const inDates = (alert: Alert, record: FlightRecord): boolean => {
  if (record.scheduled_out === null) return false;
  const date = localDate(record.scheduled_out, record.origin?.timezone ?? 'UTC');
  const { start, end } = alert.request;
  return (start == null || date >= start) && (end == null || date <= end);
};

const words = (record: FlightRecord, code: EventCode): string =>
  `${record.ident} ${record.origin?.code_iata ?? '?'}-${record.destination?.code_iata ?? '?'}: ${code}, ${record.status}`;

/** Everything that is pushed for the alerts because of what happened in `(after, until]`, in the order in which it happened. */
export const pushesBetween = (
  alerts: readonly Alert[],
  endpoint: string | null,
  timetable: Timetable,
  after: Instant,
  until: Instant,
): readonly Push[] => {
  const pushes: Push[] = [];
  for (const alert of alerts) {
    const url = alert.request.target_url ?? endpoint;
    const { ident, origin, destination } = alert.request;
    if (url === null || ident == null) continue;
    // A flight that left two days ago has long arrived; one that leaves in more than two is not in the service yet.
    for (const plan of timetable.plans(ident, plus(after, -2 * day), plus(until, 2 * day))) {
      if (
        !matches(origin, plan.scheduled.origin) ||
        !matches(destination, plan.scheduled.destination) ||
        !inDates(alert, plan.scheduled)
      )
        continue;
      for (const at of changesBetween(plan, after, until)) {
        // The first record is the one that flies on.
        const [before] = recordsAt(plan, plus(at, -1));
        const now = recordsAt(plan, at);
        const event =
          now.find((r) => r.diverted) &&
          before &&
          !before.diverted &&
          now.length > 1 &&
          recordsAt(plan, plus(at, -1)).length === 1
            ? 'diverted'
            : null;
        const record = event === null ? now[0] : now.at(-1);
        const code = event ?? (before && record ? eventOf(before, record) : null);
        if (record === undefined || code === null || !isAskedFor(alert, code, record)) continue;
        const text = words(record, code);
        pushes.push({
          at,
          url,
          body: {
            long_description: text,
            short_description: text,
            summary: text,
            event_code: code,
            alert_id: alert.id,
            flight: pushedFlight(record),
          },
        });
      }
    }
  }
  return pushes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};

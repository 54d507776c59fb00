import { day, type Instant, plus } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { Alert } from './alert-book.ts';
import { recordChanges } from './plan.ts';
import type { FlightRecord } from './record.ts';
import type { Timetable } from './timetable.ts';

/** One push (AeroAPI `callbacks.deliver_alert`); its airports are codes, unlike a lookup's. */
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

/** The event between two states of one record; null for a change that no alert reports. */
const eventOf = (before: FlightRecord, after: FlightRecord): EventCode | null => {
  if (!before.cancelled && after.cancelled)
    return after.status === 'Cancelled' ? 'cancelled' : null;
  if (before.cancelled && !after.cancelled)
    return before.status === 'Cancelled' ? 'uncancelled' : null;
  if (!before.diverted && after.diverted) return 'diverted';
  for (const code of ['out', 'off', 'on', 'in'] as const)
    if (before[`actual_${code}`] === null && after[`actual_${code}`] !== null) return code;
  const reportedFields = [
    'estimated_out',
    'estimated_in',
    'gate_origin',
    'terminal_origin',
    'gate_destination',
    'baggage_claim',
  ] as const;
  return reportedFields.some((field) => before[field] !== after[field]) ? 'change' : null;
};

const isRequested = (alert: Alert, code: EventCode, record: FlightRecord): boolean => {
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

/** The fields that a push has in common with a lookup. */
const pushedFields = [
  'fa_flight_id',
  'ident',
  'ident_icao',
  'ident_iata',
  'registration',
  'atc_ident',
  'route',
  'position_only',
  'blocked',
  'cancelled',
  'diverted',
  'route_distance',
  'filed_ete',
  'filed_altitude',
  'scheduled_out',
  'estimated_out',
  'actual_out',
  'scheduled_off',
  'estimated_off',
  'actual_off',
  'scheduled_on',
  'estimated_on',
  'actual_on',
  'scheduled_in',
  'estimated_in',
  'actual_in',
  'baggage_claim',
  'gate_origin',
  'gate_destination',
  'terminal_origin',
  'terminal_destination',
] as const;

const pushedFlight = (r: FlightRecord): Push['body']['flight'] => {
  const airport = (end: 'origin' | 'destination') => ({
    [end]: r[end]?.code ?? null,
    [`${end}_icao`]: r[end]?.code_icao ?? null,
    [`${end}_iata`]: r[end]?.code_iata ?? null,
    [`${end}_lid`]: r[end]?.code_lid ?? null,
  });
  return {
    ...Object.fromEntries(pushedFields.map((field) => [field, r[field]])),
    ...(r.aircraft_type === null ? {} : { aircraft_type: r.aircraft_type }),
    filed_airspeed_kts: r.filed_airspeed,
    ...airport('origin'),
    ...airport('destination'),
  };
};

const matchesAirport = (
  code: string | null | undefined,
  airport: FlightRecord['origin'],
): boolean =>
  code == null ||
  code === airport?.code ||
  code === airport?.code_iata ||
  code === airport?.code_icao;

const isWithinDates = (alert: Alert, record: FlightRecord): boolean => {
  if (record.scheduled_out === null) return false;
  const date = localDate(record.scheduled_out, record.origin?.timezone ?? 'UTC');
  const { start, end } = alert.request;
  return (start == null || date >= start) && (end == null || date <= end);
};

const descriptionOf = ({ ident, origin, destination, status }: FlightRecord, code: EventCode) =>
  `${ident} ${origin?.code_iata ?? '?'}-${destination?.code_iata ?? '?'}: ${code}, ${status}`;

/** The pushes for everything that happens in `(after, until]`, in chronological order. */
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
    // A flight that left two days ago has arrived; the service does not know one further ahead.
    for (const plan of timetable.plans(ident, plus(after, -2 * day), plus(until, 2 * day))) {
      if (
        !matchesAirport(origin, plan.scheduled.origin) ||
        !matchesAirport(destination, plan.scheduled.destination) ||
        !isWithinDates(alert, plan.scheduled)
      )
        continue;
      for (const change of recordChanges(plan, after, until)) {
        const record = change.left ?? change.after;
        const code = change.left ? 'diverted' : eventOf(change.before, change.after);
        if (code === null || !isRequested(alert, code, record)) continue;
        const text = descriptionOf(record, code);
        pushes.push({
          at: change.at,
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

import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { PushedReading } from '#shared/events/flights.ts';

const time = Instant.nullish()
  .catch(null)
  .transform((at) => at ?? null);
const flag = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value || null);

/**
 * The body FlightAware posts to an alert's target (AeroAPI 4.28, callback `deliver_alert`), reduced
 * to what we read.
 */
const AlertBody = z.object({
  event_code: z.string().min(1),
  alert_id: z.union([z.int().transform(String), z.string().regex(/^\d+$/)]),
  flight: z.object({
    fa_flight_id: text,
    // Not in the description; some deliveries have it.
    status: text,
    cancelled: flag,
    diverted: flag,
    destination_iata: text,
    scheduled_out: time,
    estimated_out: time,
    actual_out: time,
    scheduled_off: time,
    estimated_off: time,
    actual_off: time,
    scheduled_on: time,
    estimated_on: time,
    actual_on: time,
    scheduled_in: time,
    estimated_in: time,
    actual_in: time,
  }),
});

/** What a delivered alert says. */
export interface AlertPush {
  readonly alertId: string;
  readonly code: string;
  readonly faFlightId: string | null;
  readonly reading: PushedReading;
}

/**
 * Reads the body of an alert webhook; null where it is none. Fields it does not know, and times it
 * cannot read, are passed over.
 */
export const parseAlertPush = (body: unknown): AlertPush | null => {
  const parsed = AlertBody.safeParse(body);
  if (!parsed.success) return null;
  const { alert_id: alertId, event_code: code, flight: f } = parsed.data;
  return {
    alertId,
    code,
    faFlightId: f.fa_flight_id,
    reading: PushedReading.parse({
      status: f.status,
      cancelled: f.cancelled,
      diverted: f.diverted,
      destinationIata: f.destination_iata,
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
    }),
  };
};

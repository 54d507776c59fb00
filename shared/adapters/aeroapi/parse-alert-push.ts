import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { PushedReading } from '#shared/events/flights.ts';

const optionalInstant = Instant.nullish()
  .catch(null)
  .transform((at) => at ?? null);
const optionalBoolean = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
const optionalText = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value || null);

/**
 * The fields we read of the body that FlightAware posts to an alert's target (AeroAPI 4.28,
 * callback `deliver_alert`).
 */
const AlertBody = z.object({
  event_code: z.string().min(1),
  alert_id: z.union([z.int().transform(String), z.string().regex(/^\d+$/)]),
  flight: z.object({
    fa_flight_id: optionalText,
    // Undocumented; some deliveries have it.
    status: optionalText,
    cancelled: optionalBoolean,
    diverted: optionalBoolean,
    destination_iata: optionalText,
    scheduled_out: optionalInstant,
    estimated_out: optionalInstant,
    actual_out: optionalInstant,
    scheduled_off: optionalInstant,
    estimated_off: optionalInstant,
    actual_off: optionalInstant,
    scheduled_on: optionalInstant,
    estimated_on: optionalInstant,
    actual_on: optionalInstant,
    scheduled_in: optionalInstant,
    estimated_in: optionalInstant,
    actual_in: optionalInstant,
  }),
});

/** A delivered alert. */
export interface AlertPush {
  readonly alertId: string;
  readonly code: string;
  readonly faFlightId: string | null;
  readonly reading: PushedReading;
}

/**
 * Reads the body of an alert webhook; null where it is something else. Unknown fields are ignored,
 * unreadable times become null.
 */
export const parseAlertPush = (body: unknown): AlertPush | null => {
  const parsed = AlertBody.safeParse(body);
  if (!parsed.success) return null;
  const { alert_id: alertId, event_code: code, flight } = parsed.data;
  return {
    alertId,
    code,
    faFlightId: flight.fa_flight_id,
    reading: PushedReading.parse({
      status: flight.status,
      cancelled: flight.cancelled,
      diverted: flight.diverted,
      destinationIata: flight.destination_iata,
      scheduledOut: flight.scheduled_out,
      estimatedOut: flight.estimated_out,
      actualOut: flight.actual_out,
      scheduledOff: flight.scheduled_off,
      estimatedOff: flight.estimated_off,
      actualOff: flight.actual_off,
      scheduledOn: flight.scheduled_on,
      estimatedOn: flight.estimated_on,
      actualOn: flight.actual_on,
      scheduledIn: flight.scheduled_in,
      estimatedIn: flight.estimated_in,
      actualIn: flight.actual_in,
    }),
  };
};

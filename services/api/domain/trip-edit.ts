import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';
import { type NormaliseResult, normaliseBooking, type Warning } from './booking.ts';

const { shape } = BookingInput;

/**
 * An edit of a trip, as a merge patch (RFC 7396): what is absent stays, null clears what may be
 * empty.
 */
export const TripEdit = z
  .strictObject({
    clientName: shape.clientName.optional(),
    whatsapp: shape.whatsapp.optional(),
    language: shape.language.unwrap().optional(),
    flightNumber: shape.flightNumber.optional(),
    originIata: shape.originIata.optional(),
    destinationIata: shape.destinationIata.optional(),
    departure: shape.departure.optional(),
    returnDate: shape.returnDate.nullable(),
    stay: shape.stay.nullable(),
    clientDescription: shape.clientDescription.nullable(),
    metadata: shape.metadata
      .unwrap()
      .optional()
      .describe('Merged into the metadata there is; a name with null is removed.'),
    notify: z.boolean().default(true).describe('False: the agency tells the traveller itself.'),
  })
  .meta({
    id: 'TripEdit',
    description: 'What is to change about a trip; the booking that results is checked as a whole.',
  });
export type TripEdit = z.output<typeof TripEdit>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396 on objects. */
const mergePatch = (
  target: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else
      merged.set(name, isRecord(value) ? mergePatch(isRecord(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
};

/** The value of an edit where it has one (null clears), else what is there. */
const edited = <T>(change: T | null | undefined, present: T | null): T | undefined =>
  (change === undefined ? present : change) ?? undefined;

/**
 * The trip as it would be after the edit, checked as a booking. A departure that stays is not
 * judged by the clock again; where the origin moves to another time zone and no departure comes
 * with it, the time on the ticket stays, not the instant.
 */
export const applyEdit = (trip: Trip, edit: TripEdit, now: Instant): NormaliseResult => {
  const zone =
    edit.originIata === undefined ? trip.originZone : airport(edit.originIata.toUpperCase())?.zone;
  const keepsTicketTime =
    edit.departure === undefined && zone !== undefined && zone !== trip.originZone;
  const ticketTime = `${localDate(trip.departure, trip.originZone)}T${localClock(trip.departure, trip.originZone)}`;
  const stay = edited(edit.stay, trip.stay);
  const returnDate = edited(edit.returnDate, trip.returnDate);
  const clientDescription = edited(edit.clientDescription, trip.clientDescription);
  const input: BookingInput = {
    clientName: edit.clientName ?? trip.clientName,
    whatsapp: edit.whatsapp ?? trip.whatsapp,
    language: edit.language ?? trip.language,
    flightNumber: edit.flightNumber ?? trip.flightNumber,
    originIata: edit.originIata ?? trip.originIata,
    destinationIata: edit.destinationIata ?? trip.destinationIata,
    departure: edit.departure ?? (keepsTicketTime ? ticketTime : trip.departure),
    metadata: edit.metadata ? mergePatch(trip.metadata, edit.metadata) : trip.metadata,
    ...(stay !== undefined && { stay }),
    ...(returnDate !== undefined && { returnDate }),
    ...(clientDescription !== undefined && { clientDescription }),
    ...(trip.reference !== null && { reference: trip.reference }),
  };
  const whole = normaliseBooking(input, null);
  if (!whole.ok) return whole;
  const { departure, flightKey } = whole.value.trip;
  // What was booked before the hour was a part of a flight's name keeps its name with its flight.
  if (departure === trip.departure && flightKey.startsWith(trip.flightKey))
    return {
      ok: true,
      value: { ...whole.value, trip: { ...whole.value.trip, flightKey: trip.flightKey } },
    };
  const result = normaliseBooking(input, now);
  if (!result.ok || !keepsTicketTime) return result;
  const kept: Warning = {
    field: 'departure',
    code: 'local_time_kept',
    message: 'is read at the new origin: the local time stays, the instant moves.',
  };
  return { ok: true, value: { ...result.value, warnings: [...result.value.warnings, kept] } };
};

import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { tripFieldsDescription } from '#shared/domain/trip-fields.ts';
import { BookingInput } from '#shared/events/trips.ts';
import { type NormaliseResult, normaliseBooking, type Warning } from './booking.ts';
import { isJsonObject } from './json-object.ts';

const { shape } = BookingInput;

/** An edit of a trip as a merge patch (RFC 7396): absent fields stay, null clears a field. */
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
      .describe(
        `Merged into the metadata there is; a name with null is removed. ${tripFieldsDescription}`,
      ),
    notify: z.boolean().default(true).describe('False: the agency tells the traveller itself.'),
  })
  .meta({
    id: 'TripEdit',
    description: 'Changes to a trip; the result is checked as a whole booking.',
  });
/** A parsed edit of a trip. */
export type TripEdit = z.output<typeof TripEdit>;

/** Merges a patch into a JSON object (RFC 7396). */
export const mergePatch = (
  target: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const present = merged.get(name);
    if (value === null) merged.delete(name);
    else
      merged.set(
        name,
        isJsonObject(value) ? mergePatch(isJsonObject(present) ? present : {}, value) : value,
      );
  }
  return Object.fromEntries(merged);
};

/** The value after an edit: the new one, nothing where it is null, else the present one. */
const valueAfterEdit = <T>(change: T | null | undefined, present: T | null): T | undefined =>
  (change === undefined ? present : change) ?? undefined;

/** A number that the edit leaves alone was warned of when it was entered. */
const withoutOldNews = (result: NormaliseResult, edit: TripEdit): NormaliseResult =>
  result.ok && edit.whatsapp === undefined
    ? {
        ok: true,
        value: {
          ...result.value,
          warnings: result.value.warnings.filter(({ field }) => field !== 'whatsapp'),
        },
      }
    : result;

/**
 * The trip after an edit, checked as a booking. An unchanged departure may lie in the past. When
 * the origin moves to another time zone without a new departure, the local time on the ticket
 * stays, not the instant, with a warning.
 */
export const applyEdit = (trip: Trip, edit: TripEdit, now: Instant): NormaliseResult => {
  const zone =
    edit.originIata === undefined ? trip.originZone : airport(edit.originIata.toUpperCase())?.zone;
  const keepsTicketTime =
    edit.departure === undefined && zone !== undefined && zone !== trip.originZone;
  const ticketDate = localDate(trip.departure, trip.originZone);
  const ticketTime = `${ticketDate}T${localClock(trip.departure, trip.originZone)}`;
  const stay = valueAfterEdit(edit.stay, trip.stay);
  const returnDate = valueAfterEdit(edit.returnDate, trip.returnDate);
  const clientDescription = valueAfterEdit(edit.clientDescription, trip.clientDescription);
  const input: BookingInput = {
    clientName: edit.clientName ?? trip.clientName,
    whatsapp: edit.whatsapp ?? trip.whatsapp,
    language: edit.language ?? trip.language,
    // What a follower lacks was said at the booking.
    role: 'traveller',
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
  const check = (at: Instant | null): NormaliseResult =>
    withoutOldNews(normaliseBooking(input, at), edit);
  const unchecked = check(null);
  if (!unchecked.ok) return unchecked;
  const { departure, flightKey } = unchecked.value.trip;
  // A trip booked before flight keys had an hour keeps its key while it keeps its flight.
  if (departure === trip.departure && flightKey.startsWith(trip.flightKey))
    return {
      ok: true,
      value: { ...unchecked.value, trip: { ...unchecked.value.trip, flightKey: trip.flightKey } },
    };
  const result = check(now);
  if (!result.ok || !keepsTicketTime) return result;
  const warning: Warning = {
    field: 'departure',
    code: 'local_time_kept',
    message: 'is read at the new origin: the local time stays, the instant moves.',
  };
  return { ok: true, value: { ...result.value, warnings: [...result.value.warnings, warning] } };
};

import { z } from 'zod';
import { isSamePlace, mainCode } from '#shared/domain/airport-codes.ts';
import { airport } from '#shared/domain/airports.ts';
import { callName } from '#shared/domain/call-name.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { normaliseFlightNumber } from '#shared/domain/flight-number.ts';
import { between, day, hour, type Instant } from '#shared/domain/instant.ts';
import { localClock, localDate, parseDeparture } from '#shared/domain/local-time.ts';
import { type NewPassenger, passengerOf } from '#shared/domain/passenger.ts';
import { dialledNumber, mayBeLandline, normalisePhone } from '#shared/domain/phone.ts';
import { withoutSecretsIn } from '#shared/domain/redact-json.ts';
import { phoneFields, readTripFields } from '#shared/domain/trip-fields.ts';
import type { BookingInput } from '#shared/events/trips.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';

/** Why a field of a booking is refused, with a code that never changes. */
export interface FieldProblem {
  readonly field: keyof BookingInput;
  /** The member of the field that is at fault. */
  readonly within?: string;
  readonly code: string;
  readonly message: string;
}

/** A booking or an edit that changes nothing, with all its problems; `code`: that of the first. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly problems: readonly FieldProblem[];
}

/** Refuses a booking or an edit for its problems. */
export const refusal = (problems: readonly FieldProblem[]): Refusal => ({
  kind: 'refused',
  code: problems[0]?.code ?? 'refused',
  problems,
});

/** Something about an accepted booking that the agency should check. */
export interface Warning {
  readonly field: keyof BookingInput;
  readonly code:
    | 'ambiguous_local_time'
    | 'local_time_kept'
    | 'phone_may_be_landline'
    | 'consent_needed'
    | 'metadata_unread'
    | 'metadata_doubtful'
    | 'follower_without_consent'
    | 'follower_without_phone';
  readonly message: string;
}

/** A booking in normal form, or all of its problems. */
export type NormaliseResult =
  | {
      readonly ok: true;
      readonly value: {
        readonly trip: BookedTrip;
        readonly passengers: readonly NewPassenger[];
        readonly warnings: readonly Warning[];
      };
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** A flight may still be at its gate this long after its departure; beyond it the date is wrong. */
export const maxAfterDepartureMs = 6 * hour;
/** Airlines sell about a year ahead: a departure beyond this has a wrong year. */
const maxBeforeDepartureMs = 2 * 366 * day;
const maxStayMs = 366 * day;
/** More is somebody's document, not a booking's. */
export const maxMetadataBytes = 16_384;

const whitespacePattern = /[\s\p{Cc}]+/gu;
/** Characters that show nothing: with one of them in a name a booking would be no duplicate. */
const invisiblePattern = /\p{Default_Ignorable_Code_Point}/gu;
/** Text on one line: template parameters must not contain line breaks. */
const toOneLine = (text: string): string =>
  text.normalize('NFC').replace(invisiblePattern, '').replace(whitespacePattern, ' ').trim();

const departureProblem = (
  departure: Instant,
  now: Instant,
): Pick<FieldProblem, 'code' | 'message'> | null => {
  const aheadMs = between(now, departure);
  if (aheadMs < -maxAfterDepartureMs)
    return { code: 'departure_past', message: 'is more than 6 hours past' };
  if (aheadMs > maxBeforeDepartureMs)
    return { code: 'departure_too_far', message: 'is more than two years ahead' };
  return null;
};

/** Why a follower will hear nothing. */
export const silenceOf = ({
  whatsapp,
  consent,
}: Pick<BookingInput, 'whatsapp' | 'consent'>): readonly Warning[] => [
  ...(consent?.how === 'explicit'
    ? []
    : [
        {
          field: 'consent' as const,
          code: 'follower_without_consent' as const,
          message: 'is missing: a follower hears nothing before they agreed themselves',
        },
      ]),
  ...(whatsapp === null
    ? [
        {
          field: 'whatsapp' as const,
          code: 'follower_without_phone' as const,
          message: 'is missing: a follower is written to, never called',
        },
      ]
    : []),
];

/**
 * Brings a booking into normal form: phone as E.164, flight number and airports in capitals,
 * departure as an instant in UTC. `now` null: the departure may lie at any time, as when an edit
 * does not change it.
 */
export const normaliseBooking = (input: BookingInput, now: Instant | null): NormaliseResult => {
  const problems: FieldProblem[] = [];
  const warnings: Warning[] = [];
  const refuse = (field: keyof BookingInput, code: string, message: string): null => {
    problems.push({ field, code, message });
    return null;
  };

  const clientName = toOneLine(input.clientName);
  if (!/[\p{L}\p{N}]/u.test(clientName)) refuse('clientName', 'bad_name', 'must contain a letter');
  for (const field of ['reference', 'journeyReference'] as const)
    if (/\p{Cc}/u.test(input[field] ?? ''))
      refuse(field, 'bad_reference', 'must not contain control characters');

  const passengers = (input.passengers ?? [clientName]).map((name) => passengerOf(toOneLine(name)));
  if (input.passengers && passengers.some(({ name }) => !/[\p{L}\p{N}]/u.test(name)))
    refuse('passengers', 'bad_name', 'must contain a letter');

  const phone = input.whatsapp === null ? null : normalisePhone(input.whatsapp);
  if (input.whatsapp !== null && phone === null)
    refuse(
      'whatsapp',
      'bad_phone',
      'must be a phone number with its country code, such as +54 9 11 5555 0100',
    );
  if (phone && input.whatsapp !== null && mayBeLandline(input.whatsapp))
    warnings.push({
      field: 'whatsapp',
      code: 'phone_may_be_landline',
      message: `may be a landline: it is written to as ${phone}. Check that it has WhatsApp.`,
    });
  if (input.role === 'follower') warnings.push(...silenceOf(input));
  const flightNumber =
    normaliseFlightNumber(input.flightNumber) ??
    refuse(
      'flightNumber',
      'bad_flight_number',
      'must be a flight number as on the ticket, such as BA820',
    );
  const unknownAirport = 'must be the IATA code of an airport with scheduled flights';
  const origin =
    airport(input.originIata.toUpperCase()) ??
    refuse('originIata', 'unknown_airport', unknownAirport);
  const destination =
    airport(input.destinationIata.toUpperCase()) ??
    refuse('destinationIata', 'unknown_airport', unknownAirport);
  if (origin && destination && isSamePlace(origin.iata, destination.iata))
    refuse('destinationIata', 'same_airports', 'must differ from the origin');

  const parsed = parseDeparture(input.departure, origin?.zone ?? 'UTC');
  if (parsed.kind === 'invalid' && z.iso.date().safeParse(input.departure).success)
    refuse('departure', 'time_missing', 'must have a time as well, such as 2027-03-03T16:20');
  else if (parsed.kind === 'invalid')
    refuse('departure', 'bad_departure', 'must be a date and time such as 2027-03-03T16:20');
  if (parsed.kind === 'gap')
    refuse(
      'departure',
      'nonexistent_local_time',
      'does not exist at the origin: the clocks are put forward over it',
    );
  const departure = parsed.kind === 'instant' ? parsed.at : null;
  if (departure && now) {
    const problem = departureProblem(departure, now);
    if (problem) refuse('departure', problem.code, problem.message);
  }
  if (origin && parsed.kind === 'instant' && parsed.ambiguous)
    warnings.push({
      field: 'departure',
      code: 'ambiguous_local_time',
      message:
        'happens twice at the origin, where the clocks are put back; the first is taken. ' +
        'Give an offset to say which.',
    });

  const date = origin && departure ? localDate(departure, origin.zone) : null;
  if (date && input.returnDate !== undefined) {
    const stayMs = Date.parse(input.returnDate) - Date.parse(date);
    if (stayMs < 0)
      refuse('returnDate', 'return_before_departure', 'must not be before the departure');
    if (stayMs > maxStayMs)
      refuse('returnDate', 'return_too_far', 'must be within a year of the departure');
  }
  if (Buffer.byteLength(JSON.stringify(input.metadata)) > maxMetadataBytes)
    refuse('metadata', 'metadata_too_large', `must be at most ${maxMetadataBytes} bytes of JSON`);

  const said = readTripFields({
    metadata: input.metadata,
    originZone: origin?.zone ?? 'UTC',
  });
  for (const { name, expected } of said.unread)
    warnings.push({
      field: 'metadata',
      code: 'metadata_unread',
      message: `${name} should be ${expected}: nothing is answered from it`,
    });
  for (const name of phoneFields) {
    const number = said.values[name];
    if (number !== undefined && dialledNumber(number) === null)
      warnings.push({
        field: 'metadata',
        code: 'metadata_doubtful',
        message: `${name} can be no number of its country; it is told as it is written`,
      });
  }

  if (problems.length > 0 || !flightNumber || !origin || !destination || !departure || !date)
    return { ok: false, problems };
  return {
    ok: true,
    value: {
      trip: {
        clientName,
        callName: callName(clientName),
        whatsapp: phone,
        language: input.language,
        flightNumber,
        originIata: origin.iata,
        destinationIata: destination.iata,
        originZone: origin.zone,
        destinationZone: destination.zone,
        departure,
        flightKey: flightKey({
          designator: flightNumber,
          origin: mainCode(origin.iata),
          destination: mainCode(destination.iata),
          date,
          hour: localClock(departure, origin.zone).slice(0, 2),
        }),
        stay: toOneLine(input.stay ?? '') || null,
        returnDate: input.returnDate ?? null,
        clientDescription: input.clientDescription?.trim() || null,
        metadata: withoutSecretsIn(input.metadata),
        reference: input.reference ?? null,
      },
      passengers,
      warnings,
    },
  };
};

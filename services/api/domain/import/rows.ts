// cspell:ignore bebe bebé crian ingles menor
import type { CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import { iataDesignator, icaoDesignator, splitDesignator } from '#shared/domain/airline-codes.ts';
import { airport } from '#shared/domain/airports.ts';
import { normaliseFlightNumber } from '#shared/domain/flight-number.ts';
import { between, day, type Instant } from '#shared/domain/instant.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { NewLeg } from '#shared/ports/journey-desk.ts';
import { normaliseBooking } from '../booking.ts';
import { anybody } from '../journey-issue.ts';
import { onlyLeg } from '../journey-legs.ts';
import { type Cell, type DateOrder, readDate, readTime, splitMoment } from './cells.ts';
import type { ImportField } from './columns.ts';
import { type FileFlight, nearestAirport, nearestFlight } from './nearest.ts';
import { type ReadPhone, readPhone } from './phones.ts';

/** What is wrong with a row, or to be checked in it; `suggestion`: what to write instead. */
export interface RowIssue {
  readonly field: ImportField | null;
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** The filled cells of a row, corrections taken in, and the line it begins on. */
export interface FileRow {
  readonly line: number;
  readonly cells: ReadonlyMap<ImportField, string>;
}

/** A flight of a row; `isPast`: it left too long ago to be booked. */
export interface RowLeg extends NewLeg {
  readonly isPast: boolean;
  /** As the API takes it: local at the origin. */
  readonly localDeparture: string;
}

/** A row as it is understood. */
export interface ReadRow {
  readonly line: number;
  readonly reference: string | null;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: Language | null;
  readonly group: string | null;
  readonly leg: RowLeg | null;
  /** As written, to show a row of which the flight is not understood. */
  readonly flightText: string;
  readonly problems: readonly RowIssue[];
  readonly warnings: readonly RowIssue[];
}

/** By what rows are read. */
export interface RowReading {
  readonly dateOrder: DateOrder | null;
  /** Of the agency: that of numbers without a country code. */
  readonly country: CountryCode | null;
  readonly now: Instant;
}

/** So long ago that the year is wrong, and not the flight gone. */
const wrongYearMs = 180 * day;

const languages: Readonly<Record<string, Language>> = {
  es: 'es',
  spa: 'es',
  espanol: 'es',
  spanish: 'es',
  castellano: 'es',
  en: 'en',
  eng: 'en',
  english: 'en',
  ingles: 'en',
  pt: 'pt',
  por: 'pt',
  portugues: 'pt',
  portuguese: 'pt',
};
const languageFrom = (text: string): Language | null =>
  languages[
    text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 20).split(/[-_]/)[0] ?? ''
  ] ?? null;

const Email = z.email().max(200);
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** The kinds that booking systems put into a column of their own, as marks beside the name. */
const kindMark = (kind: string): string =>
  /^(?:inf|infant|bebe|bebé)/i.test(kind)
    ? ' INF'
    : /^(?:chd|cnn|child|ni[nñ]|crian|menor)/i.test(kind)
      ? ' CHD'
      : '';

const nameOf = (cell: (field: ImportField) => string): string => {
  const last = oneLine(cell('lastName'));
  const first = oneLine(cell('firstName'));
  const parts = last === '' ? first : first === '' ? last : `${last}/${first}`;
  const name = oneLine(cell('passenger')) || parts;
  const mark = kindMark(cell('kind').trim());
  return mark === '' || name.toUpperCase().endsWith(mark) ? name : `${name}${mark}`;
};

/** The flight number, with the airline of its own column where it is a number alone. */
const flightTextOf = (cell: (field: ImportField) => string): string => {
  const flight = oneLine(cell('flight')).toUpperCase();
  return /^\d{1,5}[A-Z]?$/.test(flight)
    ? `${oneLine(cell('airline')).toUpperCase()}${flight}`
    : flight;
};

const isKnownAirline = (flightNumber: string): boolean =>
  icaoDesignator(flightNumber) !== flightNumber ||
  (/^[A-Z]{3}/.test(flightNumber) && iataDesignator(flightNumber) !== null);

/** The flights of a file that can be understood as they are written, by which others are judged. */
export const flightsOf = (rows: readonly FileRow[]): readonly FileFlight[] =>
  rows.flatMap(({ cells }) => {
    const cell = (field: ImportField) => cells.get(field) ?? '';
    const flightNumber = normaliseFlightNumber(flightTextOf(cell));
    const origin = airport(cell('origin').trim().toUpperCase());
    const destination = airport(cell('destination').trim().toUpperCase());
    return flightNumber !== null && origin && destination
      ? [{ flightNumber, originIata: origin.iata, destinationIata: destination.iata }]
      : [];
  });

const fieldsOfBooking: Readonly<Record<string, ImportField>> = {
  flightNumber: 'flight',
  originIata: 'origin',
  destinationIata: 'destination',
  departure: 'date',
};

/** The same date in the first year in which it is still to come. */
const inComingYear = (date: string, today: string): string | null =>
  [0, 1]
    .map((ahead) => `${Number(today.slice(0, 4)) + ahead}${date.slice(4)}`)
    .find((candidate) => candidate > today && !candidate.endsWith('-02-29')) ?? null;

/** Reads the rows of one file; what many rows have in common is understood once. */
export const createRowReader = (reading: RowReading, flights: readonly FileFlight[]) => {
  const { dateOrder, country, now } = reading;
  const today = now.slice(0, 10);
  const legs = new Map<string, Pick<ReadRow, 'leg' | 'problems' | 'warnings'>>();
  const phones = new Map<string, Cell<ReadPhone>>();

  const phoneOf = (text: string): Cell<ReadPhone> => {
    const known = phones.get(text) ?? readPhone(text, country);
    phones.set(text, known);
    return known;
  };

  const readLeg = (
    cell: (field: ImportField) => string,
  ): Pick<ReadRow, 'leg' | 'problems' | 'warnings'> => {
    const problems: RowIssue[] = [];
    const issueOf = (field: ImportField, issue: Omit<RowIssue, 'field'>): RowIssue => ({
      field,
      code: issue.code,
      message: issue.message,
      suggestion: issue.suggestion,
    });
    const required = (field: ImportField): boolean => {
      if (cell(field).trim() !== '') return true;
      problems.push(issueOf(field, { code: 'required', message: 'is required', suggestion: null }));
      return false;
    };
    const isComplete = (['flight', 'origin', 'destination', 'date'] as const)
      .map(required)
      .every(Boolean);
    const flightNumber = flightTextOf(cell);
    const originIata = cell('origin').trim().toUpperCase();
    const destinationIata = cell('destination').trim().toUpperCase();
    const moment = splitMoment(cell('date'));
    const date = readDate(cell('date'), dateOrder, today);
    const timeText = cell('time').trim() || (moment.time ?? '');
    const time: Cell<string> =
      timeText === ''
        ? { ok: false, code: 'time_missing', message: 'must have a time', suggestion: null }
        : readTime(timeText);
    if (!isComplete) return { leg: null, problems, warnings: [] };
    if (!date.ok) problems.push(issueOf('date', date));
    if (!time.ok) problems.push(issueOf('time', time));
    const [onDate, atTime] = [date.ok ? date.value : '2000-01-01', time.ok ? time.value : '12:00'];
    const localDeparture = `${onDate}T${atTime}`;
    const input = {
      ...anybody,
      flightNumber,
      originIata,
      destinationIata,
      departure: localDeparture,
    };
    const isDated = date.ok && time.ok;
    const checked = normaliseBooking(input, isDated ? now : null);
    const isPast = !checked.ok && checked.problems.every(({ code }) => code === 'departure_past');
    const result = isPast ? normaliseBooking(input, null) : checked;
    if (!result.ok)
      for (const { field, code, message } of result.problems)
        problems.push({
          field: fieldsOfBooking[field] ?? null,
          code,
          message,
          suggestion:
            field === 'flightNumber'
              ? nearestFlight(flightNumber, { originIata, destinationIata }, flights)
              : field === 'originIata' || field === 'destinationIata'
                ? nearestAirport(
                    cell(field === 'originIata' ? 'origin' : 'destination'),
                    field,
                    normaliseFlightNumber(flightNumber),
                    flights,
                  )
                : null,
        });
    if (!result.ok || problems.length > 0) return { leg: null, problems, warnings: [] };
    const leg = onlyLeg(result.value.trip);
    const warnings: RowIssue[] = result.value.warnings.map(({ code, message }) => ({
      field: 'date',
      code,
      message,
      suggestion: null,
    }));
    if (!isKnownAirline(leg.flightNumber)) {
      const [, number = ''] = splitDesignator(leg.flightNumber) ?? [];
      const likely = flights.find(
        (flight) =>
          isKnownAirline(flight.flightNumber) &&
          splitDesignator(flight.flightNumber)?.[1] === number &&
          flight.originIata === leg.originIata &&
          flight.destinationIata === leg.destinationIata,
      );
      const issue: RowIssue = {
        field: 'flight',
        code: 'unknown_airline',
        message: 'is of no airline that is known here',
        suggestion: likely?.flightNumber ?? null,
      };
      if (likely) return { leg: null, problems: [issue], warnings };
      warnings.push(issue);
    }
    return { leg: { ...leg, isPast, localDeparture }, problems: [], warnings };
  };

  return ({ line, cells }: FileRow): ReadRow => {
    const cell = (field: ImportField) => cells.get(field) ?? '';
    const key = (['airline', 'flight', 'origin', 'destination', 'date', 'time'] as const)
      .map(cell)
      .join('\u0000');
    const leg = legs.get(key) ?? readLeg(cell);
    legs.set(key, leg);
    const phone = phoneOf(cell('phone'));
    const name = nameOf(cell).slice(0, 100);
    const problems: RowIssue[] = [...leg.problems];
    const warnings: RowIssue[] = [...leg.warnings];
    if (!/[\p{L}\p{N}]/u.test(name))
      problems.push({
        field: 'passenger',
        code: name === '' ? 'required' : 'bad_name',
        message: 'must be the name of who flies',
        suggestion: null,
      });
    if (!phone.ok)
      problems.push({
        field: 'phone',
        code: phone.code,
        message: phone.message,
        suggestion: phone.suggestion,
      });
    else if (phone.value.mayBeLandline)
      warnings.push({
        field: 'phone',
        code: 'phone_may_be_landline',
        message: `may be a landline: it is written to as ${phone.value.phone}`,
        suggestion: null,
      });
    const number = phone.ok ? phone.value.phone : null;
    const email = cell('email').trim();
    return {
      line,
      reference: oneLine(cell('reference')).slice(0, 100) || null,
      name,
      phone: number,
      email: Email.safeParse(email).success ? email : null,
      language:
        languageFrom(cell('language').trim()) ?? (number === null ? null : languageOfPhone(number)),
      group: oneLine(cell('group')).slice(0, 100) || null,
      leg: leg.leg && { ...leg.leg, stay: oneLine(cell('stay')).slice(0, 300) || null },
      flightText: [
        flightTextOf(cell),
        `${cell('origin')}-${cell('destination')}`,
        cell('date'),
        cell('time'),
      ]
        .map(oneLine)
        .filter(Boolean)
        .join(' '),
      problems,
      warnings,
    };
  };
};

/**
 * What is said of a flight that has left, and is not on the journey there is: a whole year ago the
 * year is wrong.
 */
export const pastIssue = ({ departure, localDeparture }: RowLeg, now: Instant): RowIssue => ({
  field: 'date',
  code: 'departure_past',
  message: 'is more than 6 hours past',
  suggestion:
    between(departure, now) > wrongYearMs
      ? inComingYear(localDeparture.slice(0, 10), now.slice(0, 10))
      : null,
});

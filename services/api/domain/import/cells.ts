// cspell:ignore abril agosto dezembro diciembre enero febrero fevereiro julho junho junio maio
// cspell:ignore março novembro noviembre octubre outubro septiembre setembro
import { z } from 'zod';

/** Why a cell cannot be taken, and what was probably meant, as it would be written. */
export interface CellProblem {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** What a cell says, or why it cannot be taken. */
export type Cell<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & CellProblem);

/** In which order a file writes day and month. */
export const DateOrder = z.enum(['dmy', 'mdy']);
export type DateOrder = z.output<typeof DateOrder>;

const said = <T>(value: T): Cell<T> => ({ ok: true, value });
const refused = (code: string, message: string, suggestion: string | null = null) =>
  ({ ok: false, code, message, suggestion }) as const;

const months: ReadonlyMap<string, number> = new Map(
  [
    'jan ene january enero janeiro',
    'feb fev february febrero fevereiro',
    'mar march marzo marco março',
    'apr abr april abril',
    'may mai mayo maio',
    'jun june junio junho',
    'jul july julio julho',
    'aug ago august agosto',
    'sep sept set september septiembre setembro',
    'oct out october octubre outubro',
    'nov november noviembre novembro',
    'dec dic dez december diciembre dezembro',
  ].flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

const two = (number: number): string => String(number).padStart(2, '0');
const fullYear = (year: string): number => (year.length === 2 ? 2000 : 0) + Number(year);

/** The date, or null where the calendar has none such. */
const dateOf = (year: number, month: number, day: number): string | null => {
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return z.iso.date().safeParse(date).success ? date : null;
};

const dateThenTime = /^(.{6,30}?)(?:[Tt ]\s*|,\s*)(\d{1,2}[:.hH]\d{2}.{0,12})$/;
const yearFirst = /^(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})$/;
const yearLast = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/;
const namedMonth = /^(\d{1,2})[-/. ]*(?:de )?(\p{L}{3,10})\.?[-/. ,]*(?:de )?(\d{4}|\d{2})?$/u;

/** A cell of dates that may have its time beside it, as spreadsheets export moments. */
export const splitMoment = (
  text: string,
): { readonly date: string; readonly time: string | null } => {
  const [, date, time] = dateThenTime.exec(text.trim()) ?? [];
  return date === undefined || time === undefined
    ? { date: text.trim(), time: null }
    : { date: date.trim(), time };
};

/**
 * In which order a column writes day and month, by the values that can be read in one only; null:
 * no value tells, or they contradict each other.
 */
export const dateOrderOf = (values: Iterable<string>): DateOrder | null => {
  const orders = new Set<DateOrder>();
  for (const value of values) {
    const [, first, second] = yearLast.exec(splitMoment(value).date) ?? [];
    if (Number(first) > 12 && Number(second) <= 12) orders.add('dmy');
    if (Number(second) > 12 && Number(first) <= 12) orders.add('mdy');
  }
  const [order] = orders;
  return orders.size === 1 && order ? order : null;
};

const noDate = (suggestion: string | null = null) =>
  refused('bad_date', 'must be a date such as 2027-03-03 or 03/03/2027', suggestion);

/**
 * Reads a date as people and booking systems write it, `2027-03-03`, `3/3/27`, `03MAR27`. `order`:
 * how the file writes day and month; `today` completes what lacks a year.
 */
export const readDate = (text: string, order: DateOrder | null, today: string): Cell<string> => {
  const { date } = splitMoment(text.toLowerCase());
  const [, year = '', month = '', day = ''] = yearFirst.exec(date) ?? [];
  if (year !== '') {
    const asWritten = dateOf(Number(year), Number(month), Number(day));
    return asWritten === null
      ? noDate(dateOf(Number(year), Number(day), Number(month)))
      : said(asWritten);
  }
  const [, first = '', second = '', last = ''] = yearLast.exec(date) ?? [];
  if (first !== '') {
    const dayFirst = dateOf(fullYear(last), Number(second), Number(first));
    const monthFirst = dateOf(fullYear(last), Number(first), Number(second));
    const inOrder = order === 'mdy' ? monthFirst : dayFirst;
    if (order !== null)
      return inOrder === null ? noDate(order === 'mdy' ? dayFirst : monthFirst) : said(inOrder);
    if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst)
      return refused(
        'ambiguous_date',
        'may be day and month or month and day: say `dateOrder` for the whole file',
        dayFirst,
      );
    const only = dayFirst ?? monthFirst;
    return only === null ? noDate() : said(only);
  }
  const [, named = '', name = '', ofYear] = namedMonth.exec(date) ?? [];
  const number = months.get(name);
  if (number === undefined) return noDate();
  if (ofYear !== undefined) {
    const value = dateOf(fullYear(ofYear), number, Number(named));
    return value === null ? noDate() : said(value);
  }
  const thisYear = Number(today.slice(0, 4));
  const next = [thisYear, thisYear + 1]
    .map((candidate) => dateOf(candidate, number, Number(named)))
    .find((candidate) => candidate !== null && candidate >= today);
  return refused('year_missing', 'must have a year', next ?? null);
};

const clock =
  /^(\d{1,2})(?:[:.h](\d{2})(?::\d{2}(?:\.\d+)?)?|(\d{2}))?\s*(?:(a|p)\.?\s?m\.?|hs?\.?|hrs?\.?)?$/;

/** Reads a time of day, `7:15`, `0715`, `7.15 pm`, as `HH:MM`. */
export const readTime = (text: string): Cell<string> => {
  const wrong = refused('bad_time', 'must be a time such as 07:15', null);
  const [, hours = '', after, glued, half] = clock.exec(text.trim().toLowerCase()) ?? [];
  const minutes = after ?? glued;
  if (hours === '' || (minutes === undefined && half === undefined)) return wrong;
  const written = Number(hours);
  if (half !== undefined && (written < 1 || written > 12)) return wrong;
  const hour = half === undefined ? written : (written % 12) + (half === 'p' ? 12 : 0);
  return hour > 23 || Number(minutes ?? 0) > 59
    ? wrong
    : said(`${two(hour)}:${two(Number(minutes ?? 0))}`);
};

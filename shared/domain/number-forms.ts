/** Sources of patterns, to be used with the flags `iu`; each is bounded, so that none is slow. */

const day = '(?:0?[1-9]|[12]\\d|3[01])';
const month = '(?:0?[1-9]|1[0-2])';
const year = '(?:19|20)\\d{2}';
const monthStart =
  'ene|jan|feb|fev|mar|abr|apr|may|mai|jun|jul|ago|aug|sep|set|oct|out|nov|dic|dec|dez';
const monthName = `(?:${monthStart})\\p{L}{0,8}`;
const ordinal = '(?:st|nd|rd|th|[º°ª])?';
const notLonger = '(?![/.-]?\\d)';

/** A date in figures alone: 05/03/2027, 5.3.27, 2027-03-05, 05 03 2027. */
export const numericDate = `(?:${[
  `(?:${day}[/.-]${month}|${month}[/.-]${day})[/.-](?:${year}|\\d{2})`,
  `${year}[/.-]${month}[/.-]${day}(?:T\\d{2}(?::\\d{2}){1,2}Z?)?`,
  `${day} ${month} ${year}`,
  `${month}[/.-]${year}`,
  `${year}[/.-]${month}`,
  `${year} ?[/–-] ?${year}`,
  `(?:${day}[/-]${month}|${month}[/-]${day})`,
].join('|')})${notLonger}`;

/** A date with the month's name or its first letters, in Spanish, English or Portuguese. */
const namedDate = [
  `${day}${ordinal}[ .-]?(?:de |of )?${monthName}\\.?(?:[ ,.-]{0,2}(?:del? )?(?:${year}|\\d{2}))?`,
  `${monthName}\\.? ${day}${ordinal}(?:,? (?:del? )?${year})?`,
].join('|');

const time = '\\d{1,2}(?::\\d{2}){1,2}|\\d{1,2}h\\d{0,2}';
const phone = '\\+\\d(?:[ ().-]{0,2}\\d){6,14}';
const phoneExtension =
  '(?:ext(?:ensi[oó]n|ension|ens[aã]o)?|int(?:erno)?|ramal|anexo)[ .:#]{0,2}\\d{2,6}';
const flightNumber = '(?:[A-Z]{2}|[A-Z]\\d|\\d[A-Z])\\d{2,4}(?![ .-]\\d{3})';

const currency = [
  'usd|ars|eur|brl|gbp|mxn|clp|cop|uyu|pen',
  'pesos?|euros?|d[oó]lar(?:es)?|dollars?|reai?s|libras?|pounds?|soles',
].join('|');
const unit = 'millas?|milhas?|miles?|puntos?|pontos?|points?|km|kg';
const amount = [
  `(?:[A-Z]{0,3}\\$|u\\$s|[€£]|${currency}) ?\\d[\\d.,]{0,15}`,
  `\\d[\\d.,]{0,15}(?: \\d{3}){0,3} ?(?:[$€£%]|${currency}|${unit})`,
  '\\d{1,3}(?:[. ]\\d{3}){0,4},\\d{1,2}',
  '\\d{1,3}(?:,\\d{3}){1,4}(?:\\.\\d{2})?',
].join('|');

/**
 * Dates, times, telephones, extensions, flight numbers and amounts: whoever's they are, they stay.
 */
export const everydayNumber = `(?:${[
  numericDate,
  namedDate,
  time,
  phone,
  phoneExtension,
  amount,
  flightNumber,
].join('|')})`;

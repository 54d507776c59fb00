import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { airport, airportCodes } from '#shared/domain/airports.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { mayBeLandline, normalisePhone } from '#shared/domain/phone.ts';
import type { Cell } from './cells.ts';

/** A number as it is understood; null: the cell is empty, and they are called. */
export interface ReadPhone {
  readonly phone: string | null;
  readonly mayBeLandline: boolean;
}

/** The country of a number in international form; null where it has none. */
const countryOf = (phone: string): CountryCode | null =>
  parsePhoneNumberFromString(phone)?.country ?? null;

/** The country that most of these numbers are of; null: they have none in common. */
const commonestCountry = (numbers: readonly string[]): CountryCode | null => {
  const counts = new Map<CountryCode, number>();
  for (const number of numbers) {
    const country = countryOf(number);
    if (country) counts.set(country, (counts.get(country) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? null;
};

const countryOfZone = (zone: string): CountryCode | null => {
  const code = airportCodes().find((iata) => airport(iata)?.zone === zone);
  const country = code === undefined ? undefined : airport(code)?.country;
  return getCountries().find((one) => one === country) ?? null;
};

/**
 * The country in which an agency's file writes numbers without their country code: where it is
 * called or has its clocks, else that of most of the file's numbers, else that of its sender.
 */
export const homeCountry = (
  agency: { readonly phone: string | null; readonly zone: string | null; readonly sender: string },
  numbers: readonly string[],
): CountryCode | null =>
  (agency.phone && countryOf(agency.phone)) ||
  (agency.zone && countryOfZone(agency.zone)) ||
  commonestCountry(numbers) ||
  countryOf(agency.sender);

/** What a number without its country code would be in the agency's country; null: none there. */
const inCountry = (text: string, country: CountryCode | null): string | null => {
  if (country === null) return null;
  const number = parsePhoneNumberFromString(text, country);
  const phone = number ? normalisePhone(canonicalPhone(number.number)) : null;
  return phone !== null && parsePhoneNumberFromString(phone)?.isValid() ? phone : null;
};

/** Zeros that say that there is no number, and what people write in their place. */
const isNone = (text: string): boolean =>
  text === '' || /^(?:0+|-+|n\/?a|s\/?n|no|sin|sem)$/i.test(text.replace(/\s/g, ''));

/**
 * Reads a number as an agency's file writes it. One without a country code is refused with what it
 * would be in the agency's country: a wrong guess would write to a stranger.
 */
export const readPhone = (text: string, country: CountryCode | null): Cell<ReadPhone> => {
  const written = text.trim();
  if (isNone(written)) return { ok: true, value: { phone: null, mayBeLandline: false } };
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(written))
    return {
      ok: false,
      code: 'phone_rounded',
      message: 'was rounded by a spreadsheet: its last digits are lost. Format the column as text.',
      suggestion: null,
    };
  const phone = normalisePhone(written);
  if (phone !== null) return { ok: true, value: { phone, mayBeLandline: mayBeLandline(written) } };
  const digits = written.replace(/\D/g, '');
  // `549…`: the country code without its plus, which spreadsheets drop.
  const withPlus = country !== null && countryOf(`+${digits}`) === country;
  const suggestion =
    (withPlus ? normalisePhone(`+${digits}`) : null) ?? inCountry(written, country);
  return {
    ok: false,
    code: suggestion === null ? 'bad_phone' : 'phone_without_country',
    message: 'must be a phone number with its country code, such as +54 9 11 5555 0100',
    suggestion,
  };
};

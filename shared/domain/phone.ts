import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What each writing of a number that has several begins with, and what the canonical one does. */
const writings: readonly (readonly [RegExp, string])[] = [
  // Argentina: mobiles have a 9, which half of the world leaves out.
  [/^\+54(?=(?:11|[23]\d)\d{8}$)/, '+549'],
  // Mexico: the 1 of mobiles, and the trunk prefixes, were abolished in 2019.
  [/^\+52(?:1|01|04[45])(?=\d{10}$)/, '+52'],
  // Brazil: the ninth digit of mobiles, which old WhatsApp accounts do not have.
  [/^(?<area>\+55[1-9]\d)(?=[6-9]\d{7}$)/, '$<area>9'],
];

/**
 * The one form in which a number is stored and matched (RULES §5): E.164, with the 9 in Argentina
 * and Brazil, without the 1 in Mexico. Whatever else identifies a traveller stays as it is.
 */
export const canonicalPhone = (phone: string): string =>
  writings.reduce((number, [start, canonical]) => number.replace(start, canonical), phone);

/** Characters that show nothing: direction marks of contact lists, joiners, variation selectors. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

const parsed = (text: string): PhoneNumber | undefined =>
  parsePhoneNumberFromString(
    text
      .replace(invisible, '')
      .replace(/\p{Zs}/gu, ' ')
      .trim()
      .replace(/^00/, '+'),
    { extract: false },
  );

/** The local 15 of Argentine mobiles after the international 9: one of them is too many. */
const withoutSecondMobilePrefix = (number: string): string =>
  /^\+549\d{12}$/.test(number) ? (parsed(number.replace('+549', '+54'))?.number ?? number) : number;

/**
 * Brings a number that an agency entered in international form (`+54 9 11 5555-0100`) to its
 * canonical form, or null where it cannot be one. A number of a possible length in a range nobody
 * has been given (fictional ones included) is let through: only the provider knows who can be
 * reached.
 */
export const normalisePhone = (text: string): string | null => {
  const number = parsed(text);
  if (!number || number.ext) return null;
  const canonical = canonicalPhone(withoutSecondMobilePrefix(number.number));
  const again = parsed(canonical);
  return again?.isPossible() && again.number === canonical ? canonical : null;
};

/**
 * Whether a number, as it was entered, looks like a landline: an Argentine one without the 9, or
 * one of a range of fixed lines.
 */
export const mayBeLandline = (text: string): boolean => {
  const number = parsed(text);
  if (!number) return false;
  const lacksMobilePrefix =
    number.number.startsWith('+54') && canonicalPhone(number.number) !== number.number;
  return lacksMobilePrefix || number.getType() === 'FIXED_LINE';
};

/** The id that WhatsApp gives a traveller who shows no number, such as `US.13491208655302741918`. */
const userId = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The country (ISO 3166) of a traveller without a number; null for a number. */
export const countryOfUserId = (address: string): string | null =>
  userId.exec(address)?.[1] ?? null;

import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { canonicalPhone } from './canonical-phone.ts';

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
 * Brings a number that is called, and not written to, to E.164, or null where it cannot be one: a
 * landline stays a landline, which `normalisePhone` would make a mobile.
 */
export const dialledNumber = (text: string): string | null => {
  const number = parsed(text);
  return number?.isPossible() && !number.ext ? number.number : null;
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

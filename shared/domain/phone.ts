import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * Brings a number that an agency entered in international form (`+54 9 11 5555-0100`) to E.164, or
 * null where it cannot be one. A number of a possible length in a range nobody has been given
 * (fictional ones included) is let through: only the provider knows who can be reached. Not for
 * numbers that WhatsApp gave us: those are identities and stay as they came.
 */
export const normalisePhone = (text: string): string | null => {
  const number = parsePhoneNumberFromString(text.trim().replace(/^00/, '+'), { extract: false });
  return number?.isPossible() && !number.ext ? number.number : null;
};

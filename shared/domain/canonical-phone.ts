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

/** The id that WhatsApp gives a traveller who shows no number, such as `US.13491208655302741918`. */
const userId = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The country (ISO 3166) of a traveller without a number; null for a number. */
export const countryOfUserId = (address: string): string | null =>
  userId.exec(address)?.[1] ?? null;

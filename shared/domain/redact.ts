/** What stands where a number was that is not to be kept. */
export const removed = '•••';

const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** Thirteen to nineteen digits in any grouping; a number that begins with + is a telephone's. */
const cardLike = /(?<![+\d\p{L}])\d(?:[ .\u00a0-]?\d){12,18}(?![\d\p{L}])/gu;
const securityCode =
  /\b(cvv2?|cvc2?|csc|c[oó]digo de (?:seguridad|seguran[cç]a)|security code)(\W{0,3}(?:(?:is|es|é|:|=|n[º°o.]*)\W{0,2})?)\d{3,4}\b/giu;
/** The two lines at the foot of a passport. */
const machineReadable = /(?:[PVIAC][A-Z<])?[A-Z0-9<]*<{2,}[A-Z0-9<]*/gu;
const identityWord =
  '(?:pasaportes?|passports?|passaportes?|pass(?:port)?\\.? ?(?:no|n[º°]|number)|d\\.?n\\.?i\\.?|documento(?: de identidad)?|c[eé]dula|identidad(?:e)?|identity card|id card|national id|cpf|rg|curp|rut|nie|nif|ssn|social security(?: number)?|licencia de conducir|driving licen[cs]e|driver.?s licen[cs]e|cnh)';
/** Letters and digits after a word that says whose number it is, with a few words between. */
const afterWord = new RegExp(
  `(\\b${identityWord}\\b(?:[\\s:=#.,-]|\\b(?:is|es|é|e|my|mi|meu|number|n[uú]mero|nro|num|no|n[º°]|de|del|do|the|el|o)\\b){0,8})((?:[A-Z]{1,3}[ -]?)?\\d(?:[ .\\-/]?[\\dA-Z]){4,13})(?![\\p{L}\\d])`,
  'giu',
);
/** Passports as most countries write them: letters and six to eight digits; flight numbers have four at most, booking references six signs in all. */
const passportLike = /(?<![\p{L}\d+])(?:[A-Z]{1,3}\d{6,8}|\d{2}[A-Z]{2}\d{5})(?![\p{L}\d])/giu;
/** Brazil's CPF as it is written. */
const cpf = /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/gu;

/**
 * A text without passport, identity and card numbers: they are never asked for, and those that arrive are not stored (RULES §7).
 * Telephone numbers, flights, times, booking references and amounts stay.
 */
export const withoutSecretNumbers = (text: string): string =>
  text
    .replace(machineReadable, (found) => (found.length >= 20 ? removed : found))
    .replace(cardLike, (found) => (luhn(found.replace(/\D/g, '')) ? removed : found))
    .replace(securityCode, (_, word: string, between: string) => `${word}${between}${removed}`)
    .replace(cpf, removed)
    .replace(afterWord, (_, before: string) => `${before}${removed}`)
    .replace(passportLike, removed);

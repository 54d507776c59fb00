import { everydayNumber, numericDate } from './number-forms.ts';
import { numberOwner } from './number-words.ts';

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

/** Fourteen to nineteen digits in any grouping; one that begins with + is a telephone's. */
const cardLike = /(?<![+\d\p{L}])[2-6](?:[ .\u00a0-]?\d){13,18}(?![\d\p{L}])/gu;
const securityCodeWord = 'cvv2?|cvc2?|csc|c[oó]digo de (?:seguridad|seguran[cç]a)|security code';
const securityCode = new RegExp(
  `\\b(${securityCodeWord})(\\W{0,3}(?:(?:is|es|é|:|=|n[º°o.]{0,2})\\W{0,2})?)\\d{3,4}\\b`,
  'giu',
);
/** A line at the foot of a passport has at least so many of these signs and no other. */
const shortestMachineReadable = 20;
const machineReadable = /[A-Z0-9<]+/gu;

/** An everyday number as a whole; or letters and digits that may be a person's. */
const digitOrLetter = `(?:(?: (?!${numericDate})|[.-])?\\d|-?[A-Z])`;
const number = new RegExp(
  [
    '(?:(?<=[º°])|(?<![\\p{L}\\d+]))',
    `(?:${everydayNumber}|([A-Z]{0,4}-?)(\\d${digitOrLetter}{4,17}))`,
    '(?![\\p{L}\\d]|[:/]\\d)',
  ].join(''),
  'giu',
);
/** How far words about a number are looked for. */
const reach = { before: 60, after: 30 };

/** Nothing but small words stands between the number and the word that says whose it is. */
const smallWord =
  'is|son|es|são|are|my|mi|mis|meu|minha|number|nro|num|no|de|del|do|da|of|the|el|la|o|a';
const attached = new RegExp(
  `^(?:[\\s:=#.,()-]|\\b(?:${smallWord})\\b|[éºªnN°]|n[uú]mero|\\b[A-Z]{1,2}\\b){0,8}$`,
  'iu',
);
/** A name or the like stands between: "passport of Ana Ruiz: …". */
const withName = /^(?:[\s:()]{1,3}\p{L}{1,20}){1,5}[\s:()]{0,3}$/u;
/** "… expires in 2031, number …". */
const calledNumber = /(?:number|n[uú]mero|nro|num|no|n[º°])[\s.:]{0,3}$/iu;
/** In a list every number is what the first one is. */
const listGap = /^[\s,;/&]{0,3}(?:(?:y|e|and) )?$/iu;

/** Numbers that say by themselves what they are: passports, CPF, SSN, CUIL. */
const passport = '[A-Z]{1,3}\\d{6,8}|\\d{2}[A-Z]{2}\\d{5}';
const cpf = '\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}';
const [ssn, cuil] = ['\\d{3}-\\d{2}-\\d{4}', '\\d{2}-\\d{8}-\\d'];
const selfEvident = new RegExp(`^(?:${passport}|${cpf}|${ssn}|${cuil})$`, 'iu');

/** Whether a number is a person's; `before` and `after` are what stands around its digits. */
const isIdentity = (
  candidate: string,
  before: string,
  after: string,
  followsIdentity: boolean,
): boolean => {
  const owned = numberOwner(before, after);
  if (selfEvident.test(candidate)) return owned?.owner !== 'booking';
  const digits = candidate.replace(/\D/g, '').length;
  if (followsIdentity && owned?.owner !== 'booking') return digits >= 5;
  if (owned?.owner !== 'identity') return false;
  const isOneWord = /^[A-Z\d]{6,18}$/i.test(candidate);
  if (attached.test(owned.gap)) return digits >= 5 || (digits >= 3 && isOneWord);
  return digits >= 6 && (withName.test(owned.gap) || calledNumber.test(owned.gap));
};

const withoutIdentityNumbers = (text: string): string => {
  let lastEnd: number | null = null;
  const replace = (match: string, prefix = '', digits = '', start: number): string => {
    if (digits === '') return match;
    const end = start + match.length;
    const digitsAt = end - digits.length;
    const before = text.slice(Math.max(0, digitsAt - reach.before), digitsAt);
    const after = text.slice(end, end + reach.after);
    const followsIdentity = lastEnd !== null && listGap.test(text.slice(lastEnd, start));
    if (!isIdentity(match, before, after, followsIdentity)) return match;
    lastEnd = end;
    return numberOwner(prefix, '') === null ? removed : `${prefix}${removed}`;
  };
  return text.replace(number, replace);
};

/**
 * A text without passport, identity and card numbers: they are never asked for, and those that
 * arrive are not stored (RULES §7). Telephones, flights, dates, amounts and booking references
 * stay; one that looks like a passport stays only where the words around it call it a booking's.
 */
export const withoutSecretNumbers = (text: string): string =>
  withoutIdentityNumbers(
    text
      .replace(machineReadable, (line) =>
        line.length >= shortestMachineReadable && line.includes('<<') ? removed : line,
      )
      .replace(cardLike, (digits) => (luhn(digits.replace(/\D/g, '')) ? removed : digits))
      .replace(securityCode, (_, word: string, between: string) => `${word}${between}${removed}`),
  );

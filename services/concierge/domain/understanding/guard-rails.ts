import lexicon from '../../lexicon/emergencies.json' with { type: 'json' };
import lookAlikes from '../../lexicon/look-alikes.json' with { type: 'json' };
import personLexicon from '../../lexicon/person.json' with { type: 'json' };
import { type Opting, opting } from '../opting.ts';
import { fold } from '../plain-text.ts';
import { type Emergency, emergencies } from './emergency.ts';
import { anyPhrase } from './phrases.ts';

/** What the guard rails found in a message. */
export interface Rails {
  readonly opting: Opting;
  /** The gravest of the emergencies that it tells of. */
  readonly emergency: Emergency | null;
  /** It asks for a person. */
  readonly person: boolean;
  /** It holds what must not be kept or repeated: a card number, a password. */
  readonly secret: boolean;
}

const harmless = anyPhrase(lexicon.harmless, lexicon.groups);
const elsewhere = anyPhrase(lexicon.elsewhere, lexicon.groups);
const inEarnest = anyPhrase(lookAlikes.inEarnest, lookAlikes.groups);
const certain = emergencies.map(
  (emergency) => [emergency, anyPhrase(lexicon.certain[emergency], lexicon.groups)] as const,
);
const wishes = anyPhrase(personLexicon.wishes, personLexicon.groups);
const noWishes = anyPhrase(personLexicon.harmless, personLexicon.groups);

const has = (expression: RegExp, text: string): boolean => text.search(expression) !== -1;

const laughter = /[😂🤣😆😅😜😝]/u;

/** Whether a text tells of another time or is in jest; "this is no drill" never does. */
const isElsewhere = (text: string, folded: string): boolean =>
  !has(inEarnest, folded) && (has(elsewhere, folded) || laughter.test(text));

/** A folded text without figures of speech; empty where it is in jest or tells of another time. */
const literal = (text: string): string => {
  const folded = `${fold(text)} `;
  return isElsewhere(text, folded) ? '' : folded.replace(harmless, 'x ');
};

/** Cries that are the whole of a message. */
const cries = new Set(lexicon.alone);

/** The gravest emergency that a message tells of in words that mean nothing else. */
export const emergencyIn = (text: string): Emergency | null => {
  // A question asks for help with something.
  if (cries.has(fold(text)) && !text.includes('?')) return 'danger';
  const meant = literal(text);
  return certain.find(([, expression]) => has(expression, meant))?.[0] ?? null;
};

/** Whether a message asks for a person, and not whether one is there. */
export const asksForPerson = (text: string): boolean =>
  has(wishes, `${fold(text)} `.replace(noWishes, 'x '));

/** Payment cards have 13 to 19 figures (ISO/IEC 7812), whose last is a check (Luhn). */
const cards = /(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)/gu;
const isCard = (figures: string): boolean => {
  const sum = [...figures.replace(/\D/gu, '')].toReversed().reduce((total, figure, index) => {
    const doubled = Number(figure) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
};
const password =
  /(?:contraseñ?n?a|clave|senha|password|passcode|\bpin\b|\bcvv\b|\bcvc\b)\s*(?:es|e|é|is|:|=)\s*\S/iu;

/** Whether a message holds a card number or a password. */
export const holdsSecret = (text: string): boolean =>
  [...text.matchAll(cards)].some(([figures]) => isCard(figures)) || password.test(text);

/** Reads what must not depend on what was learned. */
export const guardRails = (text: string): Rails => ({
  opting: opting(text),
  emergency: emergencyIn(text),
  person: asksForPerson(text),
  secret: holdsSecret(text),
});

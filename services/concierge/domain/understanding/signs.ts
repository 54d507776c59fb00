import lexicon from '../../lexicon/emergencies.json' with { type: 'json' };
import personLexicon from '../../lexicon/person.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { emergencies } from './emergency.ts';
import { anyPhrase } from './phrases.ts';

const phrases: readonly (readonly [string, RegExp])[] = [
  ...emergencies.map(
    (emergency) =>
      [
        emergency,
        anyPhrase([...lexicon.certain[emergency], ...lexicon.signs[emergency]], lexicon.groups),
      ] as const,
  ),
  ['harmless', anyPhrase(lexicon.harmless, lexicon.groups)],
  ['elsewhere', anyPhrase(lexicon.elsewhere, lexicon.groups)],
  ['person', anyPhrase(personLexicon.wishes, personLexicon.groups)],
  ['no-person', anyPhrase(personLexicon.harmless, personLexicon.groups)],
];

/**
 * Which phrases of the lexicon are in a text. They decide nothing by themselves: the classifier has
 * learned how far each is to be believed, and beside which others.
 */
export const signsIn = (text: string): readonly string[] => {
  const folded = `${fold(text)} `;
  return phrases.flatMap(([sign, expression]) => (folded.search(expression) === -1 ? [] : sign));
};

/** Whether a text tells of another time, a film, the news, or is in jest. */
export const isElsewhere = (text: string): boolean => signsIn(text).includes('elsewhere');

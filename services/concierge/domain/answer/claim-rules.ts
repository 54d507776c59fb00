import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import type { Known } from '../facts/known.ts';
import { fold } from '../plain-text.ts';
import { found, phrases, refusal, says } from './claims-lexicon.ts';
import { mark, type Refusal, type Sentence } from './written.ts';

const affirmationsIn = (language: Language): RegExp =>
  phrases([...lexicon.affirmations.any, ...lexicon.affirmations[language]]);
const affirmations = {
  es: affirmationsIn('es'),
  en: affirmationsIn('en'),
  pt: affirmationsIn('pt'),
};

const mayDo = new Set(lexicon.mayDo.split('|').filter((word) => !word.endsWith('*')));
const mayDoBeginnings = lexicon.mayDo
  .split('|')
  .filter((word) => word.endsWith('*'))
  .map((word) => word.slice(0, -1));
const permission =
  /(?<=^| )(?:can|may|could|podes|puedes|puede|pueden|pode|podem|podras|podrias) (\S+)/gu;
const thingIs = new RegExp(
  `(?<=^| )(?:${lexicon.things}) (?:\\S+ ){0,3}?(?:${lexicon.copulas})(?= )`,
  'u',
);
const begins = new RegExp(
  `^(?:(?:tus?|your|seus?|suas?|el|la|los|las|the|o|a|os|as|el|este|esta|this|that) )?(?:${lexicon.things})(?= )`,
  'u',
);
const isAtThing = new RegExp(
  `(?<=^| )(?:${lexicon.copulas}) (?:en|in|at|no|na|em|al lado de|junto a) (?:(?:el|la|the|o|a) )?(?:${lexicon.things})(?= )`,
  'u',
);
const leading = `(?:el|la|los|las|the|a|al|o|os|as|ao|un|una|um|uma|de|del|do|da|desde|en|no|na|em|in|at|on|by|from|para|for|con|com|with|entre|este|esta|this|${lexicon.labels}|${lexicon.things})`;
/** A thing that is or has something, and what that is where it is a reference. */
const isOrHas = new RegExp(
  `(?<=^| )(?:${lexicon.things}|ref) (?:[^ ]+ ){0,2}?(?:es|son|is|are|sao|eh|esta|estan|has|have|tiene|tienen|tem) (?:${leading} ){0,5}(?<known>ref(?= ))?`,
  'gu',
);
const saysWhatItIs = ({ text, marks }: Sentence): boolean => {
  if (marks.length === 0) return false;
  const marked = text
    .replace(new RegExp(mark, 'gu'), ' ref ')
    .replace(/(?<!\p{L})é(?!\p{L})/giu, ' eh ');
  return [...`${fold(marked)} `.matchAll(isOrHas)].some(
    ({ groups }) => groups?.['known'] === undefined,
  );
};
const others = phrases(lexicon.others);
const thing = new RegExp(`(?<=^| )(?:${lexicon.things})(?= )`, 'u');
const youDo = new RegExp(`(?<=^| )(?:${lexicon.youDo})(?= )`, 'u');
const exists = /(?<=^| )(?:hay|tem|ha|there (?:is|are)|theres) /u;
const isInPortuguese = /(?<!\p{L})é(?!\p{L})/iu;
const saysYes = /^[¡¿\s]*(?:sí(?!\p{L})|si\s*[,.!:])/iu;

/** What a sentence claims that refers to nothing. */
export const claimProblem = (
  sentence: Sentence,
  meaning: string,
  { language }: Known,
): Refusal | null => {
  for (const [, verb = ''] of meaning.matchAll(permission))
    if (!mayDo.has(verb) && !mayDoBeginnings.some((beginning) => verb.startsWith(beginning)))
      return says('knowledge', verb, 'permitted or possible by your word: only quotes say that');
  if (saysWhatItIs(sentence))
    return refusal('claim', 'What something is or has must be a fact, right behind "is" or "has".');
  if (isAtThing.test(meaning)) return refusal('claim', 'Where something is must be a fact.');
  if (sentence.marks.length > 0)
    return found(others, meaning) === null
      ? null
      : refusal(
          'topic',
          'The facts are of this traveller’s own trip: speak of nobody else with them.',
        );
  if (saysYes.test(sentence.text) || meaning.search(affirmations[language]) === 0)
    return refusal('affirmation', 'A yes or no must refer to a fact in the same sentence.');
  if (exists.test(meaning) && !sentence.text.includes('?'))
    return refusal('claim', 'That something is there must be a fact.');
  if (begins.test(meaning) && !sentence.text.includes('?') && !sentence.text.endsWith(':'))
    return refusal('claim', 'A sentence about the trip must refer to a fact.');
  if (
    youDo.test(meaning) ||
    thingIs.test(meaning) ||
    (isInPortuguese.test(sentence.text) && thing.test(meaning))
  )
    return refusal('claim', 'A sentence about the trip must refer to a fact.');
  return null;
};

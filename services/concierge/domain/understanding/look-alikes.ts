import lexicon from '../../lexicon/look-alikes.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { classify } from './classifier.ts';
import { emergencyIn } from './guard-rails.ts';
import { anyPhrase } from './phrases.ts';

const light = anyPhrase(lexicon.light, lexicon.groups);
const over = anyPhrase(lexicon.over, lexicon.groups);
const calm = anyPhrase(lexicon.calm, lexicon.groups);
const grave = anyPhrase(lexicon.grave, lexicon.groups);
const voids = anyPhrase(lexicon.void, lexicon.groups);

/** What is left of a message without its look-alikes sounds like an emergency from here on. */
const restAlarmsFrom = 0.6;

/** Whether a message says that trouble is over, and nothing grave beside it: "found him!". */
export const saysOver = (text: string): boolean =>
  `${fold(text)} `.search(over) !== -1 && isLookAlike(text);

/**
 * Whether a message only sounds like an emergency: what it tells of is in jest, was a drill, a match
 * or a tooth, or is over ("found him!"). It is not where anything else in it is grave: then it is
 * read as if these phrases were not known.
 */
export const isLookAlike = (text: string): boolean => {
  const folded = `${fold(text)} `;
  const rest = folded.replace(light, '').replace(over, '');
  if (rest === folded || folded.search(grave) !== -1) return false;
  const left = rest.replace(calm, '').trim();
  if (left === '') return true;
  return (
    `${left} `.search(voids) === -1 &&
    emergencyIn(left) === null &&
    classify(left).alarm < restAlarmsFrom
  );
};

import type { Fact, Facts } from '../facts/fact.ts';
import type { KnowledgeEntry, Known } from '../facts/known.ts';
import { whatsappFormat } from '../whatsapp-format.ts';
import type { Segment } from './model-answer.ts';

/** Something that the program writes into an answer. */
export type Reference =
  | { readonly kind: 'fact'; readonly fact: Fact; readonly offsetMinutes: number }
  | { readonly kind: 'quote'; readonly entry: KnowledgeEntry };

/** Why an answer must not be sent: a stable code, and words for who wrote it. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly words: string;
}
export type RefusalReason =
  | 'empty_answer'
  | 'too_long'
  | 'unknown_fact'
  | 'unknown_quote'
  | 'bad_offset'
  | 'hidden_letters'
  | 'link'
  | 'number'
  | 'date'
  | 'amount'
  | 'code'
  | 'name'
  | 'status'
  | 'act'
  | 'promise'
  | 'topic'
  | 'knowledge'
  | 'affirmation'
  | 'claim'
  | 'negated'
  | 'unlabelled'
  | 'swapped'
  | 'glued'
  | 'language'
  | 'word';

/** A character of the private use area stands for each reference: no text may contain one. */
const firstMark = 0xe000;
const mostSegments = 60;
/** A mark, for expressions. */
export const mark = '[\\ue000-\\ue0ff]';

/** An answer as one text, with a mark where a reference stands. */
export interface Written {
  readonly text: string;
  readonly references: readonly Reference[];
}

/** The reference that a mark stands for. */
export const referenceAt = (
  { references }: Pick<Written, 'references'>,
  character: string,
): Reference | null => references[(character.codePointAt(0) ?? 0) - firstMark] ?? null;

const unknownFact = (name: string, facts: Facts): Refusal => ({
  reason: 'unknown_fact',
  words: `There is no fact "${name.slice(0, 60)}". There are: ${[...facts.keys()].join(', ')}.`,
});

/** Joins segments to one text; a reference to something that is not known is refused. */
export const written = (segments: readonly Segment[], known: Known): Written | Refusal => {
  if (segments.length > mostSegments) return { reason: 'too_long', words: 'Use fewer segments.' };
  const references: Reference[] = [];
  let text = '';
  const refer = (reference: Reference) => {
    text += String.fromCharCode(firstMark + references.length);
    references.push(reference);
  };
  for (const segment of segments) {
    if ('text' in segment) {
      if (/\p{Co}/u.test(segment.text))
        return { reason: 'hidden_letters', words: 'Write letters of the Latin alphabet only.' };
      text += segment.text;
    } else if ('fact' in segment) {
      const fact = known.facts.get(segment.fact);
      if (!fact) return unknownFact(segment.fact, known.facts);
      refer({ kind: 'fact', fact, offsetMinutes: segment.offsetMinutes ?? 0 });
    } else {
      const entry = known.knowledge.get(segment.quote);
      if (!entry)
        return { reason: 'unknown_quote', words: 'That entry of the knowledge does not exist.' };
      refer({ kind: 'quote', entry });
    }
  }
  return { text: whatsappFormat(text), references };
};

/** A sentence of an answer, with the marks that are in it. */
export interface Sentence {
  readonly text: string;
  readonly marks: readonly string[];
}

/** The sentences of an answer; a line is one at least. */
export const sentencesOf = ({ text }: Pick<Written, 'text'>): readonly Sentence[] =>
  text
    .split(/(?<=[.!?…;])(?=\s|$)|\n+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ text: part, marks: [...part.matchAll(new RegExp(mark, 'gu'))].map(String) }));

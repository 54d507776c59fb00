import type { KnowledgeEntry } from './knowledge.ts';
import { decisiveKeysOf, isStrong, isTopic, type Term, termsOf } from './topic-terms.ts';

/** An entry that may answer a question. */
export interface KnowledgeCandidate {
  readonly entry: KnowledgeEntry;
  /** Cosine similarity of the meanings of both questions, where there are embeddings. */
  readonly similarity: number | null;
}

/** An entry with how well it answers a question, from 0 to 1. */
export interface ScoredEntry {
  readonly entry: KnowledgeEntry;
  readonly score: number;
}

/**
 * From this score on an entry answers. Measured over words in test/knowledge-questions.test.ts; for
 * meanings it is where paraphrases of one question end and questions about one subject begin.
 */
export const answersFrom = 0.6;
/** What a word of the question is worth that only the answer has. */
const worthInAnswer = 0.4;
/** What a question that is covered is worth where the entry asks about other things besides. */
const leastWorth = 0.4;
/** What a word of an entry that is no topic is worth: names of places above all. */
const worthOfName = 0.5;

const total = (terms: readonly Term[]): number =>
  terms.reduce((sum, { weight }) => sum + weight, 0);
const keysOf = (terms: readonly Term[]): ReadonlySet<string> =>
  new Set(terms.flatMap(({ keys }) => keys));
const isIn = (keys: ReadonlySet<string>, term: Term): boolean =>
  term.keys.some((key) => keys.has(key));

/** How well a question is the one that a phrase asks: how much of each the other has. */
const phraseScore = (
  asked: readonly Term[],
  phrase: readonly Term[],
  answerKeys: ReadonlySet<string>,
): number => {
  const phraseKeys = keysOf(phrase);
  if (!asked.some((term) => isStrong(term) && isIn(phraseKeys, term))) return 0;
  const askedKeys = keysOf(asked);
  const isOther =
    decisiveKeysOf(asked).some((key) => !phraseKeys.has(key) && !answerKeys.has(key)) ||
    decisiveKeysOf(phrase).some((key) => !askedKeys.has(key));
  if (isOther) return 0;
  const covered = asked.reduce((sum, term) => {
    if (isIn(phraseKeys, term)) return sum + term.weight;
    return isStrong(term) && isIn(answerKeys, term) ? sum + worthInAnswer * term.weight : sum;
  }, 0);
  const said = phrase.map((term) =>
    isTopic(term) ? term : { ...term, weight: term.weight * worthOfName },
  );
  const shared = said.filter((term) => isIn(askedKeys, term));
  return (covered / total(asked)) * (leastWorth + (1 - leastWorth) * (total(shared) / total(said)));
};

/** The questions of an entry, and the parts of those that ask about one thing or another. */
const phrasesOf = (question: string): readonly (readonly Term[])[] =>
  question.split(/[?!.;/\n]+/).flatMap((sentence) => {
    const parts = sentence.split(/,| (?:o|u|ou|or|y|e|and) /i).map(termsOf);
    return [termsOf(sentence), ...parts.filter((part) => part.some(isTopic))];
  });

const wordScore = (asked: readonly Term[], { question, answers }: KnowledgeEntry): number => {
  const answerKeys = keysOf(termsOf(Object.values(answers).join(' ')));
  const phrases = phrasesOf(question);
  return Math.max(
    0,
    ...phrases.flatMap((phrase) =>
      phrase.length === 0 ? [] : [phraseScore(asked, phrase, answerKeys)],
    ),
  );
};

const specificity = ({ airline, destination, hotel }: KnowledgeEntry): number =>
  [airline, destination, hotel].filter((validity) => validity !== null).length;

/**
 * Entries with how well each answers a question, best first; of equal ones the one that holds for
 * fewer travellers.
 */
export const scoredEntries = (
  question: string,
  candidates: readonly KnowledgeCandidate[],
): readonly ScoredEntry[] => {
  const asked = termsOf(question);
  return candidates
    .map(({ entry, similarity }) => ({
      entry,
      score: Math.max(wordScore(asked, entry), similarity ?? 0),
    }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        specificity(b.entry) - specificity(a.entry) ||
        (a.entry.id < b.entry.id ? -1 : 1),
    );
};

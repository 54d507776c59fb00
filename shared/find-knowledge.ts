import { destinationOf } from './domain/destination.ts';
import { answerIn } from './domain/knowledge.ts';
import { answersFrom, type ScoredEntry, scoredEntries } from './domain/knowledge-match.ts';
import { isStrong, termsOf } from './domain/topic-terms.ts';
import type { Language } from './domain/trip.ts';
import { embeddingBeside } from './embed-missing.ts';
import type { Embedder } from './ports/embedder.ts';
import type { Knowledge } from './ports/knowledge.ts';

/** Candidates that are scored: an entry that answers has more in common than so many others. */
const maxCandidates = 60;
/** Entries that are told, the best first. */
const maxFound = 5;

/** Where answers are looked for; without an embedder they are found by words. */
export interface KnowledgeFinder {
  readonly knowledge: Pick<Knowledge, 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly embedder: Embedder | null;
}

/** Who asks, as far as it is known. */
export interface KnowledgeAsker {
  /** The airline's code, or a flight number that begins with it. */
  readonly airline: string | null;
  /** The airport's code of where the traveller goes, or the name of a city. */
  readonly destination: string | null;
  readonly hotel: string | null;
  readonly language: Language;
}

/** An entry with what is to be quoted of it. */
export interface FoundKnowledge extends ScoredEntry {
  /** Whether it answers, and may be quoted. */
  readonly answers: boolean;
  /** In the language that was asked for, or else in one that there is. */
  readonly answer: { readonly language: Language; readonly text: string };
}

/** The code that a flight number begins with: `AR1132` is of `AR`. */
const airlineOf = (text: string): string =>
  /^([A-Z0-9]{2,3}?)\d{1,4}[A-Z]?$/.exec(text.toUpperCase())?.[1] ?? text.toUpperCase();

/**
 * What an agency says to a question, best first; only the first may answer.
 * @example
 * const [best] = await findKnowledge(finder, agencyId, '¿puedo llevar mi perro?', {
 *   airline: 'AR1132', destination: 'BRC', hotel: null, language: 'es',
 * });
 * if (best?.answers) quote(best.answer.text);
 */
export const findKnowledge = async (
  { knowledge, embedder }: KnowledgeFinder,
  agencyId: string,
  text: string,
  { airline, destination, hotel, language }: KnowledgeAsker,
): Promise<readonly FoundKnowledge[]> => {
  const candidates = await knowledge.search({
    agencyId,
    airline: airline === null ? null : airlineOf(airline),
    destinations:
      destination === null ? [] : [destination, ...destinationOf(destination, destination).cities],
    hotel,
    terms: termsOf(text).filter(isStrong),
    embedding: await embeddingBeside(embedder, agencyId, text, {
      missing: (limit) => knowledge.withoutEmbedding(agencyId, limit),
      textOf: ({ question }) => question,
      put: (embeddings) =>
        knowledge.putEmbeddings(
          agencyId,
          embeddings.map(([{ id, question }, embedding]) => ({ entryId: id, question, embedding })),
        ),
    }),
    limit: maxCandidates,
  });
  return scoredEntries(text, candidates)
    .slice(0, maxFound)
    .flatMap(({ entry, score }, index) => {
      const answer = answerIn(entry, language);
      const answers = index === 0 && score >= answersFrom;
      return answer === null ? [] : [{ entry, score, answers, answer }];
    });
};

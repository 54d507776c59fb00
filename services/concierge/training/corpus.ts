import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fold } from '../domain/plain-text.ts';
import { type Intent, isIntent } from '../domain/understanding/intents.ts';

const corpusFolder = new URL('../corpus/', import.meta.url);

/** The languages of the corpus, each a file of its own. */
export const corpusLanguages = ['es', 'en', 'pt'] as const;
type CorpusLanguage = (typeof corpusLanguages)[number];

/** One line of the corpus: what a traveller may write, and what that means. */
export const CorpusLine = z.strictObject({
  id: z.string().regex(/^(?:es|en|pt)-\d{4}$/),
  text: z.string().min(1),
  intents: z.array(z.string().refine(isIntent, 'is no intent')).min(1),
  slots: z.partialRecord(
    z.enum(['day', 'flight', 'document', 'place', 'person', 'time', 'topic']),
    z.string(),
  ),
});
export type CorpusLine = z.infer<typeof CorpusLine>;

/** The text of a file of the corpus. */
const readCorpusFile = (language: CorpusLanguage): string =>
  readFileSync(new URL(`${language}.jsonl`, corpusFolder), 'utf8');

/**
 * The whole corpus.
 * @throws Error that names the file and the line that is not well-formed.
 */
export const readCorpus = (): readonly CorpusLine[] =>
  corpusLanguages.flatMap((language) =>
    readCorpusFile(language)
      .trimEnd()
      .split('\n')
      .map((line, index) => {
        try {
          return CorpusLine.parse(JSON.parse(line));
        } catch (cause) {
          throw new Error(`corpus/${language}.jsonl:${index + 1} is no line of the corpus`, {
            cause,
          });
        }
      }),
  );

/** Whether a line is kept for measuring and never trained on: a fifth of them, by their ids. */
export const isHeldBack = ({ id }: Pick<CorpusLine, 'id'>): boolean =>
  createHash('sha256').update(id).digest().readUInt32BE() % 5 === 0;

/** What makes two lines the same: their words, and the marks that may change what they mean. */
export const sameWords = (text: string): string =>
  `${fold(text)} ${text.replace(/[^?!\p{Extended_Pictographic}]/gu, '')}`;

/**
 * The two parts of a corpus. What is measured on has no line whose words were trained on in another
 * language ("ok", "kkk").
 */
export const splitCorpus = (
  lines: readonly CorpusLine[],
): { readonly training: readonly CorpusLine[]; readonly measuring: readonly CorpusLine[] } => {
  const training = lines.filter((line) => !isHeldBack(line));
  const seen = new Set(training.map(({ text }) => fold(text)));
  return {
    training,
    measuring: lines.filter((line) => isHeldBack(line) && !seen.has(fold(line.text))),
  };
};

/** The first of the intents of a line: what it is mainly about. */
export const firstIntent = ({ intents: [first] }: CorpusLine): Intent => {
  if (first === undefined) throw new Error('a line of the corpus has no intent');
  return first;
};

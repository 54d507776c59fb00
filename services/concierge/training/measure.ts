import type { Classifier, Guess } from '../domain/understanding/classifier.ts';
import type { Intent } from '../domain/understanding/intents.ts';
import type { CorpusLine } from './corpus.ts';
import { firstIntent } from './corpus.ts';

/** How a classifier did on some lines. */
export interface Measured {
  readonly lines: number;
  /** The surest intent is one of the line's. */
  readonly bestRight: number;
  /** Lines whose intents are just those that are believed. */
  readonly allRight: number;
  /** Lines of which nothing is believed. */
  readonly open: number;
  /** Lines of which something is believed, and the surest of it is wrong. */
  readonly wrong: number;
}

/** What was said, what was understood, and the lines that were. */
export interface Confusion {
  readonly meant: Intent;
  readonly understood: Intent | 'open';
  readonly texts: readonly string[];
}

interface Read {
  readonly line: CorpusLine;
  readonly best: Intent | undefined;
  readonly believed: readonly Intent[];
}

const isRight = ({ line, best }: Read): boolean =>
  best !== undefined && line.intents.includes(best);

const measuredOf = (reads: readonly Read[]): Measured => ({
  lines: reads.length,
  bestRight: reads.filter(isRight).length,
  allRight: reads.filter(
    ({ line, believed }) =>
      believed.length === line.intents.length &&
      believed.every((intent) => line.intents.includes(intent)),
  ).length,
  open: reads.filter(({ believed }) => believed.length === 0).length,
  wrong: reads.filter((read) => read.believed.length > 0 && !isRight(read)).length,
});

/** Measures a classifier by language, by intent and by what it takes for what. */
export const measure = (
  lines: readonly CorpusLine[],
  classify: Classifier,
  believedOf: (guesses: readonly Guess[]) => readonly Guess[],
): {
  readonly all: Measured;
  readonly byLanguage: ReadonlyMap<string, Measured>;
  readonly byIntent: ReadonlyMap<Intent, Measured>;
  readonly confusions: readonly Confusion[];
} => {
  const reads = lines.map((line): Read => {
    const { guesses } = classify(line.text);
    return {
      line,
      best: guesses[0]?.intent,
      believed: believedOf(guesses).map(({ intent }) => intent),
    };
  });
  const grouped = <Key>(keyOf: (read: Read) => Key): ReadonlyMap<Key, Measured> =>
    new Map([...Map.groupBy(reads, keyOf)].map(([key, own]) => [key, measuredOf(own)]));
  const wrong = Map.groupBy(
    reads.filter((read) => !isRight(read)),
    ({ line, believed: [understood = 'open'] }) => `${firstIntent(line)} ${understood}`,
  );
  return {
    all: measuredOf(reads),
    byLanguage: grouped(({ line }) => line.id.slice(0, 2)),
    byIntent: grouped(({ line }) => firstIntent(line)),
    confusions: [...wrong.values()]
      .flatMap((own) => {
        const [example] = own;
        if (!example) return [];
        return {
          meant: firstIntent(example.line),
          understood: example.believed[0] ?? ('open' as const),
          texts: own.map(({ line }) => line.text),
        };
      })
      .toSorted((a, b) => b.texts.length - a.texts.length),
  };
};

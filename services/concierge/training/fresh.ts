import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isEmergency } from '../domain/understanding/emergency.ts';
import { type Intent, isIntent, isTrouble } from '../domain/understanding/intents.ts';
import type { Situation } from '../domain/understanding/situation.ts';
import { type Understanding, understand } from '../domain/understanding/understand.ts';

const Intents = z.array(z.string().refine(isIntent, 'is no intent'));

/** A line of what ordinary travellers write: `or` are meanings that serve as well. */
const FreshLine = z.strictObject({
  id: z.string().regex(/^fresh-(?:es|en|pt)-\d{3}$/),
  text: z.string().min(1),
  intents: Intents.min(1),
  or: Intents.default([]),
});
export type FreshLine = z.infer<typeof FreshLine>;

/**
 * The lines that nothing is trained on, without the one that says so.
 * @throws Error where a line is not well-formed.
 */
export const readFresh = (): readonly FreshLine[] =>
  readFileSync(new URL('../evals/fresh.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => FreshLine.parse(JSON.parse(line)));

/** A quiet trip, so that words alone tell what is meant. */
const quiet: Omit<Situation, 'language'> = {
  own: { flightNumbers: ['LA8200'], places: ['Hotel Alexandra'], passengers: ['Ana Ruiz'] },
  disruption: null,
  phase: 'before',
  withdrawn: false,
  optedOut: false,
  last: null,
};

const languageOf = ({ id }: FreshLine): Situation['language'] =>
  id.startsWith('fresh-es') ? 'es' : id.startsWith('fresh-en') ? 'en' : 'pt';

/** A line, and what it was taken for. */
export interface FreshReading {
  readonly line: FreshLine;
  readonly understood: Understanding;
}

/** Reads all lines as the concierge would. */
export const readingsOfFresh = (): readonly FreshReading[] =>
  readFresh().map((line) => ({
    line,
    understood: understand(line.text, { ...quiet, language: languageOf(line) }),
  }));

const serves = (line: FreshLine, intent: Intent): boolean =>
  line.intents.includes(intent) || line.or.includes(intent);

/** What a line is first taken for is one of what it means. */
export const isFirstRight = ({ line, understood: { intents } }: FreshReading): boolean =>
  intents[0] !== undefined && serves(line, intents[0]);

/** All that a line means was understood, and nothing else. */
export const isAllRight = ({ line, understood: { intents } }: FreshReading): boolean =>
  intents.length > 0 &&
  intents.every((intent) => serves(line, intent)) &&
  (line.or.length > 0 || line.intents.every((intent) => intents.includes(intent)));

export const tellsOfEmergency = ({ line }: FreshReading): boolean =>
  line.intents.some((intent) => isEmergency(intent));
export const tellsOfTrouble = ({ line }: FreshReading): boolean => line.intents.some(isTrouble);

/** Whether a person hears of a message, whatever it was taken for. */
export const reachesPerson = ({
  understood: { intents, safety },
}: Pick<FreshReading, 'understood'>): boolean =>
  intents.length === 0 || safety.person || safety.worrying || intents.some(isTrouble);

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Utterance, UtteranceContext } from './utterance.ts';

/** The contexts that several lines share, by name. */
const sharedContexts = (file: string): Readonly<Record<string, UtteranceContext>> =>
  z
    .record(z.string(), UtteranceContext)
    .parse(JSON.parse(readFileSync(join(dirname(file), 'contexts.json'), 'utf8')));

/**
 * Reads a file of utterances, one JSON document a line. A context that is a string names one of
 * `contexts.json` beside the file.
 * @throws ZodError for a malformed line, Error for an unknown context.
 */
export const readUtterances = (file: string): readonly Utterance[] => {
  let shared: ReturnType<typeof sharedContexts> | null = null;
  const contextOf = (name: string): UtteranceContext => {
    shared ??= sharedContexts(file);
    const context = shared[name];
    if (!context) throw new Error(`there is no context ${name} in contexts.json beside ${file}`);
    return context;
  };
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const raw = z.looseObject({ context: z.unknown().optional() }).parse(JSON.parse(line));
      return Utterance.parse(
        typeof raw.context === 'string' ? { ...raw, context: contextOf(raw.context) } : raw,
      );
    });
};

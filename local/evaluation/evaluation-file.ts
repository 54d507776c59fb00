import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Utterance } from './utterance.ts';

/** A line that is no utterance, and why; it fails alone. */
export interface BadLine {
  readonly id: string;
  readonly problem: string;
}
export type EvaluationLine = Utterance | BadLine;

/** Whether a line cannot be evaluated. */
export const isBad = (line: EvaluationLine): line is BadLine => 'problem' in line;

/** The contexts that several lines share, by name; none without a `contexts.json`. */
const sharedContexts = (file: string): Readonly<Record<string, unknown>> => {
  const path = join(dirname(file), 'contexts.json');
  return existsSync(path)
    ? z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
    : {};
};

const problemOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? z.prettifyError(error).replace(/\n\s*/g, ' ')
    : error instanceof Error
      ? error.message
      : String(error);

const RawLine = z.looseObject({ id: z.union([z.string(), z.number()]).optional() });
/** A context of the line itself, one of `contexts.json` by its name, or one with changes to it. */
const namedContext = z.union([
  z.string().transform((name) => ({ name, changes: {} })),
  z
    .looseObject({ like: z.string() })
    .transform(({ like, ...changes }) => ({ name: like, changes })),
]);

/**
 * Reads a file of utterances, one JSON document a line. A context that is a string names one of
 * `contexts.json` beside the file; `{ "like": name, … }`, in a line or in there, is that one with
 * other
 * fields.
 */
export const readUtterances = (file: string): readonly EvaluationLine[] => {
  const shared = sharedContexts(file);
  const contextOf = (context: unknown): unknown => {
    const named = namedContext.safeParse(context);
    if (!named.success) return context;
    const { name, changes } = named.data;
    if (!(name in shared)) throw new Error(`there is no context ${name} in contexts.json`);
    return { ...Object(contextOf(shared[name])), ...changes };
  };
  return readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }): EvaluationLine => {
      let id = `line ${number}`;
      try {
        const raw = RawLine.parse(JSON.parse(line));
        id = String(raw.id ?? id);
        return Utterance.parse({ ...raw, id, context: contextOf(raw['context']) });
      } catch (error) {
        return { id, problem: problemOf(error) };
      }
    });
};

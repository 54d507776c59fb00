import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../shared/cases');

/**
 * A file of cases from the field, which stand beside this repository; null, with a word about it,
 * where they are not there.
 */
export const fieldFile = (file: string): string | null => {
  const path = join(folder, file);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  process.stderr.write(`cases from the field are not tried here: there is no ${path}\n`);
  return null;
};

/** The lines of a file of cases from the field, each a JSON object; none where it is not there. */
export const fieldCases = (file: string): readonly Readonly<Record<string, unknown>>[] =>
  (fieldFile(file) ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../shared/cases');

/**
 * The lines of a file of cases from the field, which stand beside this repository; none, with a
 * word about it, where they are not there.
 */
export const fieldCases = (file: string): readonly Readonly<Record<string, unknown>>[] => {
  const path = join(folder, file);
  if (!existsSync(path)) {
    process.stderr.write(`cases from the field are not tried here: there is no ${path}\n`);
    return [];
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
};

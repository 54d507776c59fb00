import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code');

/** What a file holds; empty where there is none. */
const contentOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    },
  );

/**
 * A secret that is made once and kept in a file, readable by its owner only. The file appears whole, and of two processes that make it at once
 * both take the first one's. A file that is empty, as a power cut may leave it, is made anew.
 */
export const persistedSecret = async (file: string, make: () => string): Promise<string> => {
  const kept = await contentOf(file);
  if (kept !== '') return kept;
  await rm(file, { force: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${make()}\n`, { mode: 0o600, flush: true });
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return contentOf(file);
};

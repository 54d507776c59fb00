import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code');

/** The trimmed content of a file; empty where it is missing. */
export const contentOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    },
  );

/**
 * A secret that is generated once and kept in a file that only its owner can read. The file is
 * linked into place, so it is never partial, and of two processes that generate it at once both
 * use the first one's. An empty file, as a power cut may leave it, is replaced.
 */
export const persistedSecret = async (file: string, generate: () => string): Promise<string> => {
  const stored = await contentOf(file);
  if (stored !== '') return stored;
  await rm(file, { force: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${generate()}\n`, { mode: 0o600, flush: true });
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return contentOf(file);
};

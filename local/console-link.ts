import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps the link that signs in at the console, for those who see no terminal. */
export const keepConsoleLink = async (
  dataDir: string,
  link: string,
): Promise<{ readonly link: string; readonly file: string }> => {
  const file = join(dataDir, 'console-link');
  await writeFile(file, `${link}\n`, { mode: 0o600 });
  return { link, file };
};

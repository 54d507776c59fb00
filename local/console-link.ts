import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps a link that signs in at the console, for those who see no terminal. */
export const keepConsoleLink = async (
  dataDir: string,
  link: string,
  name: 'console-link' | 'operator-link' = 'console-link',
): Promise<{ readonly link: string; readonly file: string }> => {
  const file = join(dataDir, name);
  await writeFile(file, `${link}\n`, { mode: 0o600 });
  return { link, file };
};

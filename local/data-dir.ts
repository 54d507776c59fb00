import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '#shared/errors.ts';

/**
 * Creates the data directory and returns its absolute path.
 * @throws ConfigurationError where it cannot be written.
 */
export const prepareDataDir = async (dataDir: string): Promise<string> => {
  const path = resolve(dataDir);
  const probe = join(path, `.probe-${process.pid}`);
  try {
    await mkdir(path, { recursive: true, mode: 0o711 });
    await writeFile(probe, '');
    await rm(probe);
    return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ConfigurationError(
      `the data directory ${path} cannot be written${code}: set DATA_DIR to a folder that can`,
    );
  }
};

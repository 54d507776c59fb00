import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '#local/processes.ts';
import { testPostgresVariable } from './postgres.ts';
import { removeTestPostgres } from './postgres-teardown.ts';

const prefix = 'bauhaus-test-postgres-';

/**
 * Before a test run: chooses the directory of the server that its files share, and removes what
 * killed runs left behind.
 */
export default async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length))))
      await removeTestPostgres(join(tmpdir(), name));
  }
  const directory = join(tmpdir(), `${prefix}${process.pid}`);
  await removeTestPostgres(directory);
  await mkdir(directory, { mode: 0o711 });
  process.env[testPostgresVariable] = directory;
};

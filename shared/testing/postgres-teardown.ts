import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopProcess, workingDirectoryOf } from '#local/processes.ts';
import { testPostgresVariable } from './postgres.ts';

/** Stops the server in the directory, if there is one, and removes the directory. */
export const removeTestPostgres = async (directory: string): Promise<void> => {
  const cluster = join(directory, 'postgres', 'cluster');
  const pid = Number(
    (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0] ?? '',
  );
  if (pid > 0 && [cluster, 'unknown'].includes((await workingDirectoryOf(pid)) ?? ''))
    await stopProcess(pid, 'SIGQUIT', 5_000);
  await rm(directory, { recursive: true, force: true });
};

/** After a test run: removes the server and its directory. */
export default async (): Promise<void> => {
  const directory = process.env[testPostgresVariable];
  if (directory !== undefined) await removeTestPostgres(directory);
};

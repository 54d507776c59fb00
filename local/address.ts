import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '#shared/config.ts';
import { contentOf } from './persisted-secret.ts';

const fileOf = (dataDir: string): string => join(dataDir, 'address');

/** Keeps where this machine answers, for commands that make links to it. */
export const keepAddress = (dataDir: string, url: string): Promise<void> =>
  writeFile(fileOf(dataDir), `${url}\n`);

/** Where the console and the API are: by configuration, or where the last start put them. */
export const addressOf = async ({
  publicBaseUrl,
  dataDir,
  port,
}: Pick<Configuration, 'publicBaseUrl' | 'dataDir' | 'port'>): Promise<string> =>
  publicBaseUrl ?? ((await contentOf(fileOf(dataDir))) || `http://localhost:${port}`);

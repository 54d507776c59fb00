import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from './errors.ts';

const packages = resolve(import.meta.dirname, '../node_modules');

/**
 * Checks the version of a package whose undocumented parts a file uses: in another version they may
 * be gone or silently behave otherwise.
 * @throws ConfigurationError where another version is installed.
 */
export const assertInstalled = (name: string, version: string, file: string): void => {
  const { version: installed } = JSON.parse(
    readFileSync(resolve(packages, name, 'package.json'), 'utf8'),
  );
  if (installed === version) return;
  throw new ConfigurationError(
    `${name} ${installed} is installed, but ${file} uses undocumented parts of ${version}: ` +
      `run "npm ci", or bring that file and its version up to date`,
  );
};

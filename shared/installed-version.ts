import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from './errors.ts';

const packages = resolve(import.meta.dirname, '../node_modules');

/**
 * Makes sure that a package whose undocumented parts a file uses is of the version it was written
 * for: with another one those parts may be gone, or do something else without a word.
 * @throws ConfigurationError where it is not.
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

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/**
 * `node published-verdicts.ts JUDGE < PAIRS` runs the published judge on pairs of a scenario file
 * and an outcome file, in one process, and prints the list of its exit codes.
 */
const [judge = ''] = process.argv.slice(2);
const pairs = z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(readFileSync(0, 'utf8')));

class ProcessExit extends Error {}
let exitCode: unknown;
process.exit = (code) => {
  exitCode = code;
  throw new ProcessExit();
};
const print = console.log;
console.log = () => {};

const exitCodes: unknown[] = [];
for (const [index, files] of pairs.entries()) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...files);
  // A module runs once for each address it is imported by.
  await import(`${pathToFileURL(judge)}?${index}`).catch((error: unknown) => {
    if (!(error instanceof ProcessExit)) throw error;
  });
  exitCodes.push(exitCode);
}
print(JSON.stringify(exitCodes));

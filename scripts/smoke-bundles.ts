import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundle, bundleBytes, functionNames, maxBundleBytes } from '../infra/lib/bundles.ts';

/** `npm run smoke:bundles`: builds every function as it is deployed, and has a plain Node import it; fails on one that is too big or does not load. */
const root = resolve(import.meta.dirname, '..');
const into = join(root, '.cache/smoke-bundles');
let failed = 0;
for (const name of functionNames) {
  const folder = await bundle(name, root, into);
  const file = join(folder, 'index.mjs');
  const bytes = await bundleBytes(folder);
  // Nothing of this project's environment: a bundle that needs more than Node at import would not start on Lambda.
  const type = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const m = await import(${JSON.stringify(file)}); process.stdout.write(typeof m.handler)`,
    ],
    {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    },
  );
  const isGood = type === 'function' && bytes <= maxBundleBytes;
  if (!isGood) failed += 1;
  process.stdout.write(
    `${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(15)} ${(bytes / 1000).toFixed(0).padStart(5)} kB, handler: ${type}\n`,
  );
}
process.stdout.write(`${functionNames.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundle, bundleBytes, functionNames, maxBundleBytes } from '../infra/lib/bundles.ts';

/**
 * `npm run smoke:bundles`: builds every function as it is deployed and imports it in plain Node.
 * Fails where one is too big or does not load.
 */
const root = resolve(import.meta.dirname, '..');
const outputFolder = join(root, '.cache/smoke-bundles');
let failureCount = 0;
for (const name of functionNames) {
  const folder = await bundle(name, root, outputFolder);
  const file = join(folder, 'index.mjs');
  const bytes = await bundleBytes(folder);
  // Without node_modules and environment: a bundle that needs them would not start on Lambda.
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
  const isGood = type === 'function' && bytes <= maxBundleBytes(name);
  if (!isGood) failureCount += 1;
  const kilobytes = (bytes / 1000).toFixed(0).padStart(5);
  process.stdout.write(
    `${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(15)} ${kilobytes} kB, handler: ${type}\n`,
  );
}
process.stdout.write(`${functionNames.length - failureCount} passed, ${failureCount} failed\n`);
process.exitCode = failureCount === 0 ? 0 : 1;

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import {
  bundle,
  bundleBytes,
  bundleOptions,
  entryPoints,
  functionNames,
  maxBundleBytes,
} from '../infra/lib/bundles.ts';

/**
 * `npm run bench:lambda`: the size of each function's bundle and the time a fresh Node takes to
 * import it, beside a naive bundle of the same source and the whole twilio package. Import time
 * stands in for a cold start, to which Lambda adds its own. The limit applies to the median by the
 * clock; processor time shows whether the bundle or a busy machine was slow.
 */
const runs = Number(process.argv[2] ?? 15);
const root = resolve(import.meta.dirname, '..');
const outputFolder = join(root, '.cache/bench-bundles');
const limitMs = 150;

/** How long a new process takes to import a file, without Node's own start. */
const importTimes = (file: string): readonly [wallMs: number, cpuMs: number] => {
  const code = `const t = performance.now(), c = process.cpuUsage();
    await import(${JSON.stringify(file)});
    const wall = performance.now() - t, { user, system } = process.cpuUsage(c);
    process.stdout.write(wall + ' ' + (user + system) / 1000); process.exit(0);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
  });
  const [wall = Number.NaN, cpu = Number.NaN] = output.split(' ').map(Number);
  return [wall, cpu];
};
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const naiveFolder = join(outputFolder, 'naive');
mkdirSync(naiveFolder, { recursive: true });
const subjects: {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly isOurs: boolean;
}[] = [];
for (const name of functionNames) {
  const folder = await bundle(name, root, outputFolder);
  subjects.push({
    name,
    file: join(folder, 'index.mjs'),
    bytes: await bundleBytes(folder),
    isOurs: true,
  });
}
for (const [name, contents] of [
  [
    'naive: notifications',
    `export * from ${JSON.stringify(join(root, entryPoints.notifications))};`,
  ],
  ['naive: twilio whole', "import twilio from 'twilio'; export { twilio };"],
] as const) {
  const outfile = join(naiveFolder, `${name.replace(/\W+/g, '-')}.mjs`);
  await build({
    ...bundleOptions,
    plugins: [],
    external: [],
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'js' },
    outfile,
  });
  subjects.push({ name, file: outfile, bytes: statSync(outfile).size, isOurs: false });
}

const times = new Map<string, (readonly [number, number])[]>(
  subjects.map(({ name }) => [name, []]),
);
// In turn, so that other load on this machine affects all of them.
for (let run = 0; run < runs; run += 1)
  for (const { name, file } of subjects) times.get(name)?.push(importTimes(file));

process.stdout.write(
  [
    `| bundle | kB | import, median of ${runs} (ms) | processor time (ms) | |\n`,
    '|---|---|---|---|---|\n',
  ].join(''),
);
let failures = 0;
for (const { name, bytes, isOurs } of subjects) {
  const samples = times.get(name) ?? [];
  const wallMs = median(samples.map(([ms]) => ms));
  const cpuMs = median(samples.map(([, ms]) => ms));
  const isWithinLimits = !isOurs || (bytes <= maxBundleBytes(name) && wallMs <= limitMs);
  if (!isWithinLimits) failures += 1;
  const verdict = isWithinLimits ? 'ok' : `over ${maxBundleBytes(name) / 1000} kB or ${limitMs} ms`;
  const cells = [
    name,
    (bytes / 1000).toFixed(0),
    wallMs.toFixed(0),
    cpuMs.toFixed(0),
    isOurs ? verdict : '',
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
process.exitCode = failures === 0 ? 0 : 1;

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
 * `npm run bench:lambda`: how big each function's bundle is and how long a fresh Node takes to import it, beside the same source bundled
 * naively (no pruning of what is never used) and beside the whole twilio package, in the same run. Import time on this machine is a stand-in
 * for a cold start, which adds what Lambda itself takes. The median by the clock is what is judged; where the machine does other work at the
 * same time, processor time tells whether a bundle or the machine was slow.
 */
const runs = Number(process.argv[2] ?? 15);
const root = resolve(import.meta.dirname, '..');
const into = join(root, '.cache/bench-bundles');
const limitMs = 150;

/** What a new process takes to import a file, Node's own start left out: by the clock, and of processor time, which other work on the machine does not lengthen. */
const importTimes = (file: string): readonly [wallMs: number, cpuMs: number] => {
  const code = `const t = performance.now(), c = process.cpuUsage(); await import(${JSON.stringify(file)});
    const wall = performance.now() - t, { user, system } = process.cpuUsage(c);
    process.stdout.write(wall + ' ' + (user + system) / 1000); process.exit(0);`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
  });
  const [wall = Number.NaN, cpu = Number.NaN] = said.split(' ').map(Number);
  return [wall, cpu];
};
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const naive = join(into, 'naive');
mkdirSync(naive, { recursive: true });
const subjects: {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly ours: boolean;
}[] = [];
for (const name of functionNames) {
  const folder = await bundle(name, root, into);
  subjects.push({
    name,
    file: join(folder, 'index.mjs'),
    bytes: await bundleBytes(folder),
    ours: true,
  });
}
for (const [name, contents] of [
  [
    'naive: notifications',
    `export * from ${JSON.stringify(join(root, entryPoints.notifications))};`,
  ],
  ['naive: twilio whole', "import twilio from 'twilio'; export { twilio };"],
] as const) {
  const outfile = join(naive, `${name.replace(/\W+/g, '-')}.mjs`);
  await build({
    ...bundleOptions,
    plugins: [],
    external: [],
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'js' },
    outfile,
  });
  subjects.push({ name, file: outfile, bytes: statSync(outfile).size, ours: false });
}

const times = new Map<string, (readonly [number, number])[]>(
  subjects.map(({ name }) => [name, []]),
);
// In turn, so that what else this machine does falls on all of them.
for (let run = 0; run < runs; run += 1)
  for (const { name, file } of subjects) times.get(name)?.push(importTimes(file));

process.stdout.write(
  `| bundle | kB | import, median of ${runs} (ms) | processor time (ms) | |\n|---|---|---|---|---|\n`,
);
let failed = 0;
for (const { name, bytes, ours } of subjects) {
  const all = times.get(name) ?? [];
  const [wall, cpu] = [median(all.map(([ms]) => ms)), median(all.map(([, ms]) => ms))];
  const good = !ours || (bytes <= maxBundleBytes && wall <= limitMs);
  if (!good) failed += 1;
  const verdict = ours ? (good ? 'ok' : `over ${maxBundleBytes / 1000} kB or ${limitMs} ms`) : '';
  process.stdout.write(
    `| ${name} | ${(bytes / 1000).toFixed(0)} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} | ${verdict} |\n`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;

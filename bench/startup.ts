import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One start of the real thing: how long it took, and what it weighed once it had done what was due. */
interface Start {
  readonly readyMs: number;
  /** Proportional set size of the process, Postgres and all of its backends, in MB. */
  readonly pssMb: number;
}

const settleMs = 10_000;
const limits = { firstMs: 20_000, secondMs: 10_000, pssMb: 400 };

const parentOf = async (pid: string): Promise<string> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
    .replace(/^.*\) /s, '')
    .split(' ')[1] ?? '';

/** A process, its children, and theirs. */
const familyOf = async (pid: number): Promise<readonly string[]> => {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    await Promise.all(all.map(async (name) => [name, await parentOf(name)] as const)),
  );
  const family = new Set([String(pid)]);
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const [name, parent] of parents) if (family.has(parent)) family.add(name);
  }
  return [...family];
};

const pssOf = async (pid: number): Promise<number> => {
  let kilobytes = 0;
  for (const one of await familyOf(pid)) {
    const text = await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss: +(\d+) kB/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes / 1_024;
};

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGINT');
  });

const start = async (dataDir: string): Promise<Start> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['local/start.ts', '--port', '0'], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const readyMs = await new Promise<number>((done, fail) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C')) done(performance.now() - startedAt);
    });
    child.once('exit', () => fail(new Error(`it ended before it was ready:\n${output}`)));
  });
  await new Promise((done) => setTimeout(done, settleMs));
  const pssMb = await pssOf(child.pid ?? 0);
  await stop(child);
  return { readyMs, pssMb };
};

const dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-startup-'));
try {
  const first = await start(dataDir);
  const second = await start(dataDir);
  const report = { first, second, limits };
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const row = (name: string, { readyMs, pssMb }: Start, limitMs: number) =>
      process.stdout.write(
        `${name.padEnd(14)} ready after ${(readyMs / 1_000).toFixed(1)} s (limit ${limitMs / 1_000} s), ${pssMb.toFixed(0)} MB in all, Postgres included (limit ${limits.pssMb} MB)\n`,
      );
    row('first start:', first, limits.firstMs);
    row('second start:', second, limits.secondMs);
  }
} finally {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

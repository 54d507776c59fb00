import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryOfTree } from './process-memory.ts';

/** Time to ready of one start, and memory ten seconds later. */
interface Start {
  readonly readyMs: number;
  /** Proportional set size in MB of the process, Postgres and all its backends. */
  readonly pssMb: number;
}

const settleMs = 10_000;
const limits = { firstMs: 20_000, secondMs: 10_000, pssMb: 400 };

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });

const start = async (dataDir: string): Promise<Start> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['local/start.ts', '--port', '0'], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const readyMs = await new Promise<number>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C')) resolve(performance.now() - startedAt);
    });
    child.once('exit', () =>
      reject(new Error(`the service exited before it was ready:\n${output}`)),
    );
  });
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const pssMb = await memoryOfTree(child.pid ?? 0);
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
        [
          `${name.padEnd(14)} ready after ${(readyMs / 1_000).toFixed(1)} s`,
          `(limit ${limitMs / 1_000} s),`,
          `${pssMb.toFixed(0)} MB with Postgres (limit ${limits.pssMb} MB)\n`,
        ].join(' '),
      );
    row('first start:', first, limits.firstMs);
    row('second start:', second, limits.secondMs);
  }
} finally {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { merge, type Summary } from './batch.ts';
import type { Safeguard } from './safeguards.ts';

/** The seeds of one thread, from `from` on. */
interface Chunk {
  readonly from: number;
  readonly count: number;
  readonly without: Safeguard | null;
}

const seedsPerChunk = 100;

const runChunk = (chunk: Chunk): Promise<Summary> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./batch-thread.ts', import.meta.url), { workerData: chunk });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a batch ended with ${code}`)));
  });

/** Runs `seeds` seeds from `from` on, on all processors. */
export const runInThreads = async (
  from: number,
  seeds: number,
  options: {
    readonly without?: Safeguard | null;
    readonly onProgress?: (done: number, failures: number) => void;
  } = {},
): Promise<Summary> => {
  const chunks: Chunk[] = [];
  for (let offset = 0; offset < seeds; offset += seedsPerChunk)
    chunks.push({
      from: from + offset,
      count: Math.min(seedsPerChunk, seeds - offset),
      without: options.without ?? null,
    });
  const summaries: Summary[] = [];
  const work = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      summaries.push(await runChunk(chunk));
      const { seeds: done, failures } = merge(summaries);
      options.onProgress?.(done, failures.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), chunks.length) }, work));
  return merge(summaries);
};

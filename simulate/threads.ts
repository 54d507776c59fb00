import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { merge, type Summary } from './batch.ts';
import type { Safeguard } from './switches.ts';

const chunk = 100;

const inThread = (order: {
  readonly from: number;
  readonly count: number;
  readonly without: Safeguard | null;
}): Promise<Summary> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./batch-thread.ts', import.meta.url), { workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a batch ended with ${code}`)));
  });

/** Runs seeds on all processors. */
export const runInThreads = async (
  from: number,
  seeds: number,
  options: {
    readonly without?: Safeguard | null;
    readonly onProgress?: (done: number, failures: number) => void;
  } = {},
): Promise<Summary> => {
  const orders: {
    readonly from: number;
    readonly count: number;
    readonly without: Safeguard | null;
  }[] = [];
  for (let at = 0; at < seeds; at += chunk)
    orders.push({
      from: from + at,
      count: Math.min(chunk, seeds - at),
      without: options.without ?? null,
    });
  const done: Summary[] = [];
  const work = async (): Promise<void> => {
    for (let order = orders.shift(); order; order = orders.shift()) {
      done.push(await inThread(order));
      const { seeds: n, failures } = merge(done);
      options.onProgress?.(n, failures.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), orders.length) }, work));
  return merge(done);
};

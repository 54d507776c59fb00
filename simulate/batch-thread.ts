import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runSeeds } from './batch.ts';
import { safeguards } from './safeguards.ts';

// A worker thread of `threads.ts`: runs its share of the seeds and posts the summary.
const Chunk = z.object({ from: z.int(), count: z.int(), without: z.enum(safeguards).nullable() });

const { from, count, without } = Chunk.parse(workerData);
parentPort?.postMessage(await runSeeds(from, count, without === null ? {} : { without }));

import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runSeeds } from './batch.ts';
import { safeguards } from './switches.ts';

const Order = z.object({ from: z.int(), count: z.int(), without: z.enum(safeguards).nullable() });

const { from, count, without } = Order.parse(workerData);
parentPort?.postMessage(await runSeeds(from, count, without === null ? {} : { without }));

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerEvents } from 'graphile-worker';
import { assertInstalled } from '#shared/installed-version.ts';

/** Everything this project uses of graphile-worker that its documentation does not promise. */
const writtenFor = '0.18.0';

/**
 * The statements that work on graphile-worker's own tables, to be run after its migrations.
 * @throws ConfigurationError where another version is installed: its tables may be others.
 */
export const privateJobs = async (): Promise<string> => {
  assertInstalled('graphile-worker', writtenFor, 'local/engine/graphile-private.ts');
  return readFile(join(import.meta.dirname, 'private-jobs.sql'), 'utf8');
};

/**
 * Lets a worker pool end while it holds jobs that nobody has begun; to be called before it is told
 * to stop. By itself it begins to give them back, finds nothing going on in the background, takes
 * itself for ended, fails ("Cannot background something …") and cuts off the turns in flight.
 */
export const letEndWithJobs = (events: WorkerEvents): (() => void) => {
  let queue: object | null = null;
  let letGo: () => void = () => undefined;
  events.on('localQueue:init', ({ localQueue }) => {
    queue = localQueue;
  });
  // It gives itself up where a statement failed, and takes nothing on any more.
  events.on('pool:gracefulShutdown', () => {
    queue = null;
  });
  // Said before it begins to give jobs back; afterwards their return is what is going on.
  events.on('localQueue:setMode', ({ newMode }) => {
    if (newMode === 'RELEASED') setImmediate(letGo);
  });
  return () => {
    const background: unknown = queue && Reflect.get(queue, 'background');
    if (typeof background !== 'function') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    letGo = resolve;
    background.call(queue, promise);
  };
};

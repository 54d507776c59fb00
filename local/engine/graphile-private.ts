import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerEvents } from 'graphile-worker';
import { assertInstalled } from '#shared/installed-version.ts';

/** The version whose undocumented parts are used here and in private-jobs.sql. */
const supportedVersion = '0.18.0';

/**
 * The statements that use graphile-worker's own tables, to be run after its migrations.
 * @throws ConfigurationError where another version is installed, whose tables may differ.
 */
export const privateJobs = async (): Promise<string> => {
  assertInstalled('graphile-worker', supportedVersion, 'local/engine/graphile-private.ts');
  return readFile(join(import.meta.dirname, 'private-jobs.sql'), 'utf8');
};

/**
 * Lets a worker pool stop cleanly while it holds jobs that have not begun; the answer is to be
 * called just before the pool is stopped. Without it the local queue starts to return those jobs,
 * finds no background work, ends, throws ("Cannot background something …") and aborts the turns in
 * flight. So a promise is kept in its background until the return itself is running there.
 */
export const letEndWithJobs = (events: WorkerEvents): (() => void) => {
  let queue: object | null = null;
  let endPlaceholder: () => void = () => undefined;
  events.on('localQueue:init', ({ localQueue }) => {
    queue = localQueue;
  });
  // After a failed statement the queue shuts itself down and accepts no background work.
  events.on('pool:gracefulShutdown', () => {
    queue = null;
  });
  // Emitted before jobs are returned; one tick later their return is the background work.
  events.on('localQueue:setMode', ({ newMode }) => {
    if (newMode === 'RELEASED') setImmediate(endPlaceholder);
  });
  return () => {
    const background: unknown = queue && Reflect.get(queue, 'background');
    if (typeof background !== 'function') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    endPlaceholder = resolve;
    background.call(queue, promise);
  };
};

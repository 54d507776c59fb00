import { Logger } from 'graphile-worker';
import type { Log } from '#shared/ports/log.ts';

/** Brings graphile-worker's own messages into our log; its payloads and errors' details stay out of it. */
export const workerLog = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    const fields = { report: firstLine(message) };
    // The kernel has said more about a turn that failed.
    if (message.startsWith('Failed task')) log.debug('job queue', fields);
    else if (level === 'error') log.error('job queue', fields);
    else if (level === 'warning') log.info('job queue', fields);
  });

/** Says nothing. */
export const quiet: Logger = new Logger(() => () => undefined);

const firstLine = (message: string): string => message.split('\n', 1)[0]?.slice(0, 200) ?? '';

import { Logger } from 'graphile-worker';
import type { Log } from '#shared/ports/log.ts';

/** Writes graphile-worker's messages to our log, without payloads and details of errors. */
export const workerLog = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    const fields = { report: firstLine(message) };
    // A turn that failed has been logged with more detail.
    if (message.startsWith('Failed task')) log.debug('job queue', fields);
    else if (level === 'error') log.error('job queue', fields);
    else if (level === 'warning') log.info('job queue', fields);
  });

/** Logs nothing. */
export const silentLogger: Logger = new Logger(() => () => undefined);

const firstLine = (message: string): string => message.split('\n', 1)[0]?.slice(0, 200) ?? '';

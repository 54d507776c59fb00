import { Logger } from '@aws-lambda-powertools/logger';
import { type Log, type LogFields, logFields } from '#shared/ports/log.ts';

type Loggable = string | number | boolean | null | readonly string[];

/** Plain values only: an object could contain anything. */
const isLoggable = (value: unknown): value is Loggable =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'));

/**
 * Keeps the fields of the log port. Of other fields, should some get past the compiler, only the
 * names are logged.
 */
export const loggable = (fields: Readonly<Record<string, unknown>>): Record<string, Loggable> => {
  const kept: Record<string, Loggable> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (Object.hasOwn(logFields, name) && isLoggable(value)) kept[name] = value;
    else leftOut.push(name);
  }
  return leftOut.length > 0 ? { ...kept, leftOut } : kept;
};

/** `Log` on Powertools: one line of JSON each, level by `POWERTOOLS_LOG_LEVEL`. */
export const createPowertoolsLog = (
  serviceName: string,
  logger: Pick<Logger, keyof Log> = new Logger({ serviceName }),
): Log => ({
  debug: (message, fields: LogFields = {}) => logger.debug(message, loggable(fields)),
  info: (message, fields: LogFields = {}) => logger.info(message, loggable(fields)),
  warn: (message, fields: LogFields = {}) => logger.warn(message, loggable(fields)),
  error: (message, fields: LogFields = {}) => logger.error(message, loggable(fields)),
});

import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '#shared/ports/log.ts';

/**
 * The only fields that reach a log: ids, codes, counts and decisions. Whatever else a caller passes by mistake (a number, a name, the words
 * of a message) is left out, so that a log holds no personal data by construction.
 */
const allowed: ReadonlySet<string> = new Set([
  'agencyId',
  'agent',
  'alertId',
  'attempts',
  'code',
  'count',
  'deliveries',
  'effectId',
  'effects',
  'error',
  'eventId',
  'eventType',
  'events',
  'flightKey',
  'followed',
  'kind',
  'limit',
  'messageSid',
  'method',
  'milliseconds',
  'mode',
  'outcome',
  'retryable',
  'route',
  'service',
  'settlement',
  'status',
  'stored',
  'timers',
  'decision',
  'rule',
  'subject',
  'tries',
  'tripId',
  'type',
]);

/** Only plain values: an object could carry anything. */
const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean';

/** The fields that may be logged; the names of those left out are told, so that a developer can find them. */
export const loggable = (
  fields: LogFields,
): Record<string, string | number | boolean | null | readonly string[]> => {
  const kept: Record<string, string | number | boolean | null | readonly string[]> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (allowed.has(name) && isPlain(value)) kept[name] = value;
    else leftOut.push(name);
  }
  return leftOut.length > 0 ? { ...kept, leftOut } : kept;
};

/** `Log` through Powertools: one line of JSON each, level by `POWERTOOLS_LOG_LEVEL`. */
export const createPowertoolsLog = (
  serviceName: string,
  logger: Pick<Logger, keyof Log> = new Logger({ serviceName }),
): Log => ({
  debug: (message, fields = {}) => logger.debug(message, loggable(fields)),
  info: (message, fields = {}) => logger.info(message, loggable(fields)),
  warn: (message, fields = {}) => logger.warn(message, loggable(fields)),
  error: (message, fields = {}) => logger.error(message, loggable(fields)),
});

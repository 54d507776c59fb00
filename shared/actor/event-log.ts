import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Log, LogFields } from '#shared/ports/log.ts';

/** How the log names an event, so that its whole story is found by one query (ADR 11). */
export const eventFields = ({ id, type, correlationId }: AnyEvent) =>
  ({ eventId: id, eventType: type, correlationId }) satisfies LogFields;

/** The log with fields that each of its lines carries. */
export const logWith = (log: Log, always: LogFields): Log => ({
  debug: (message, fields: LogFields = {}) => log.debug(message, { ...always, ...fields }),
  info: (message, fields: LogFields = {}) => log.info(message, { ...always, ...fields }),
  warn: (message, fields: LogFields = {}) => log.warn(message, { ...always, ...fields }),
  error: (message, fields: LogFields = {}) => log.error(message, { ...always, ...fields }),
});

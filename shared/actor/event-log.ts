import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Log, LogFields } from '#shared/ports/log.ts';

/**
 * The log fields of an event: one query by `correlationId` finds the whole chain (ADR 11), and one
 * by `agencyId` who is affected.
 */
export const eventFields = ({ id, type, agencyId, correlationId }: AnyEvent) =>
  ({ eventId: id, eventType: type, agencyId, correlationId }) satisfies LogFields;

/** A log that adds the given fields to every line. */
export const logWith = (log: Log, context: LogFields): Log => ({
  debug: (message, fields: LogFields = {}) => log.debug(message, { ...context, ...fields }),
  info: (message, fields: LogFields = {}) => log.info(message, { ...context, ...fields }),
  warn: (message, fields: LogFields = {}) => log.warn(message, { ...context, ...fields }),
  error: (message, fields: LogFields = {}) => log.error(message, { ...context, ...fields }),
});

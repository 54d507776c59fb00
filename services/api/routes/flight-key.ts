import { z } from 'zod';
import { flightKey } from '#shared/domain/flight.ts';

/**
 * A flight key in a path: with `-` for each `/`, or percent-encoded. Its groups are designator,
 * origin, destination, date and, where there is one, the hour.
 */
export const flightKeyForm =
  /^([A-Z0-9]{2,3}\d{1,4}[A-Z]?)[/-]([A-Z]{3})-([A-Z]{3})[/-](\d{4}-\d{2}-\d{2})(?:[/-](\d{2}))?$/;

/** A whole flight key in a path, as it is stored. */
export const flightKeyParam = z
  .string()
  .regex(flightKeyForm)
  .transform((key): string => {
    const [, designator = '', origin = '', destination = '', date = '', hour] =
      flightKeyForm.exec(key) ?? [];
    return flightKey({ designator, origin, destination, date, hour });
  })
  .describe(
    'The `flightKey` of a trip, whole, with `-` for each `/` (or percent-encoded), such as ' +
      '`BA820-LHR-CPH-2027-03-03-16`.',
  );

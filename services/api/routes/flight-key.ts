/**
 * A flight key in a path: with `-` for each `/`, or percent-encoded. Its groups are designator,
 * origin, destination, date and, where there is one, the hour.
 */
export const flightKeyForm =
  /^([A-Z0-9]{2,3}\d{1,4}[A-Z]?)[/-]([A-Z]{3})-([A-Z]{3})[/-](\d{4}-\d{2}-\d{2})(?:[/-](\d{2}))?$/;

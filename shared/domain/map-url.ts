/** A link that shows a place on a map, by its name or address. */
export const mapUrl = (query: string): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(query)}`;

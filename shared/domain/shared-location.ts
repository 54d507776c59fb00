/** A place that a traveller shared, with its name and address as far as WhatsApp knows them. */
export interface SharedLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly place: readonly string[];
}

const line = /^📍 .*\(-?\d{1,2}\.\d{6}, -?\d{1,3}\.\d{6}\)$/u;

/**
 * A shared location as a line of text, which the agency reads and the concierge knows again; empty
 * where it has no coordinates.
 * @example
 * locationText({ latitude: 51.47, longitude: -0.4543, place: ['Heathrow Airport'] });
 * // '📍 Heathrow Airport (51.470000, -0.454300)'
 */
export const locationText = ({ latitude, longitude, place }: SharedLocation): string => {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return '';
  const names = place
    .map((name) => name.replace(/\s+/gu, ' ').trim())
    .filter((name) => name !== '');
  const coordinates = `(${latitude.toFixed(6)}, ${longitude.toFixed(6)})`;
  return ['📍', names.join(', '), coordinates].filter((part) => part !== '').join(' ');
};

/** The words of a message, and the location that was shared with it, if one was. */
export const splitLocation = (
  text: string,
): { readonly words: string; readonly location: string | null } => {
  const lines = text.split('\n');
  return {
    words: lines.filter((one) => !line.test(one)).join('\n'),
    location: lines.findLast((one) => line.test(one)) ?? null,
  };
};

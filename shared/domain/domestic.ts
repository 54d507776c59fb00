import { airport } from './airports.ts';

/** Whether a flight stays within one country; one from or to an unknown airport does not. */
export const isDomestic = (originIata: string, destinationIata: string): boolean => {
  const country = airport(originIata)?.country;
  return country !== undefined && country === airport(destinationIata)?.country;
};

import { hour, type Instant, plus } from './instant.ts';
import { openToken, signToken } from './signed-token.ts';

/** Which version of whose trip a link is about. */
export interface LinkedItinerary {
  readonly agencyId: string;
  readonly tripId: string;
  readonly version: number;
}

/**
 * Addresses under which an itinerary opens without a key until `expiresAt`: a page, and a calendar
 * file.
 */
export interface ItineraryLink {
  readonly page: string;
  readonly calendar: string;
  readonly expiresAt: Instant;
}

/** What links are made with; `publicBaseUrl` has no slash at its end. */
export interface LinkOptions {
  readonly secret: string;
  readonly publicBaseUrl: string;
}

/** How long a link opens what it names. */
export const itineraryLinkHours = 72;
const purpose = 'itinerary';

/** Makes the addresses of one version. */
export const itineraryLink = (
  options: LinkOptions & { readonly itinerary: LinkedItinerary; readonly now: Instant },
): ItineraryLink => {
  const { itinerary, secret, publicBaseUrl, now } = options;
  const expiresAt = plus(now, itineraryLinkHours * hour);
  const page = `${publicBaseUrl}/itineraries/${signToken(secret, purpose, `${itinerary.agencyId}/${itinerary.tripId}/${itinerary.version}`, expiresAt)}`;
  return { page, calendar: `${page}/calendar.ics`, expiresAt };
};

/** What the token of such an address names; null where it is not ours or its time is over. */
export const openItineraryLink = (
  token: string,
  secret: string,
  now: Instant,
): LinkedItinerary | null => {
  const [agencyId, tripId, version] = openToken(secret, purpose, token, now)?.split('/') ?? [];
  return agencyId && tripId && version ? { agencyId, tripId, version: Number(version) } : null;
};

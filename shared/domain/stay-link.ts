import { createHmac, timingSafeEqual } from 'node:crypto';
import { day, type Instant, plus } from './instant.ts';
import { arrivalOf, staysOf } from './stay.ts';
import type { JourneyPlans } from './stay-days.ts';
import { datesOf } from './stay-plan.ts';

/** What links are made with; `publicBaseUrl` has no slash at its end. */
export interface LinkOptions {
  readonly secret: string;
  readonly publicBaseUrl: string;
}

/** Addresses under which a traveller sees a stay without a key. */
export interface StayLink {
  readonly page: string;
  readonly calendar: string;
  readonly pdf: string;
}

const idBytes = 16;
/** As many as nobody guesses over the network; more would make the link longer. */
const macBytes = 12;
/** A link opens until this long after the journey. */
const afterJourneyMs = 7 * day;

const macOf = (secret: string, id: Buffer): Buffer =>
  createHmac('sha256', secret).update('stay.').update(id).digest().subarray(0, macBytes);

/**
 * The token of a trip: it opens the stay that the trip leads to, in the language and with the
 * flights of its contact. It names no agency, since a trip has one.
 */
const stayToken = (tripId: string, secret: string): string => {
  const id = Buffer.from(tripId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, macOf(secret, id)]).toString('base64url');
};

/** The trip of a token; null where it was not made with the secret. */
export const openStayToken = (token: string, secret: string): string | null => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== idBytes + macBytes || bytes.toString('base64url') !== token) return null;
  const id = bytes.subarray(0, idBytes);
  if (!timingSafeEqual(bytes.subarray(idBytes), macOf(secret, id))) return null;
  const hex = id.toString('hex');
  return [8, 12, 16, 20, 32]
    .map((end, nth, ends) => hex.slice(nth === 0 ? 0 : ends[nth - 1], end))
    .join('-');
};

/** The addresses of the stay that a trip leads to. */
export const stayLink = (tripId: string, { secret, publicBaseUrl }: LinkOptions): StayLink => {
  const page = `${publicBaseUrl}/i/${stayToken(tripId, secret)}`;
  return { page, calendar: `${page}/calendar.ics`, pdf: `${page}/plan.pdf` };
};

/**
 * Until when the links of a journey open: a week after its last arrival, the end of a stay or of
 * what was sold, which may last longer than a stay whose end is a guess.
 */
export const linksEndAt = (journey: Omit<JourneyPlans, 'itineraries'>): Instant | null => {
  const ends = [
    ...journey.trips.map((trip) => arrivalOf(trip, journey.flights[trip.flightKey])),
    ...[
      ...staysOf(journey).map(({ to }) => to),
      ...journey.plans.flatMap(({ plan }) => datesOf(plan)),
    ].map((date): Instant => `${date}T23:59:59.999Z`),
  ];
  const last = ends.reduce<Instant | null>((a, b) => (a === null || b > a ? b : a), null);
  return last && plus(last, afterJourneyMs);
};

import type { EventName } from './catalogue.ts';

/**
 * The events that agencies may have sent to their own systems, by the name that these see. None
 * holds anything personal but ids; none is of how we work inside. A name stays what it is: another
 * shape of its data is another name.
 */
export const publicEvents = {
  'trip.booked': 'TripBooked',
  'trip.changed': 'TripChanged',
  'trip.cancelled': 'TripCancelled',
  'journey.booked': 'JourneyBooked',
  'journey.changed': 'JourneyChanged',
  'flight.matched': 'FlightMatched',
  'flight.changed': 'FlightStatusChanged',
  'flight.not_found': 'FlightNotFound',
  'connection.at_risk': 'ConnectionAtRisk',
  'connection.missed': 'ConnectionMissed',
  'connection.restored': 'ConnectionRestored',
  'message.received': 'InboundMessageReceived',
  'message.failed': 'MessageFailed',
  'conversation.taken_over': 'HumanTakeoverStarted',
  'conversation.given_back': 'HumanTakeoverEnded',
  'traveller.opted_out': 'TravellerOptedOut',
  'traveller.opted_in': 'TravellerOptedIn',
  'itinerary.ready': 'ItineraryReady',
  'itinerary.failed': 'ItineraryFailed',
} as const satisfies Readonly<Record<string, EventName>>;

/** The name of an event as the systems of agencies see it. */
export type PublicEventName = keyof typeof publicEvents;
export const publicEventNames = Object.keys(publicEvents) as PublicEventName[];
/** What is sent where an agency tries an endpoint out. */
const testEventType = 'webhook.test';

const publicNames: ReadonlyMap<string, string> = new Map(
  Object.entries(publicEvents).map(([name, event]) => [event, name]),
);

/** The public name of an event of the catalogue, or of a test. */
export const publicNameOf = (type: string): string => publicNames.get(type) ?? testEventType;

/** What is sent of an event: ids and facts, and when it happened. */
export const publicPayload = (event: {
  readonly type: string;
  readonly time: string;
  readonly tripId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}) => ({
  type: publicNameOf(event.type),
  timestamp: event.time,
  data: { tripId: event.tripId, ...event.data },
});

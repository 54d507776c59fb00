import { Problem } from '#services/api/problem.ts';
import { agencyRoute, type Route } from '#services/api/route.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { TripBookingReceived } from '#shared/events/trips.ts';

/** What the endpoint needs; `publish` resolves when the event is kept. */
export interface EventsEndpointOptions {
  publish(event: EventOf<'TripBookingReceived'>): Promise<void>;
}

/**
 * `POST /events` is for other systems on one machine; on AWS they use the bus itself. It accepts
 * `TripBookingReceived` and no other event, for the agency of the API key. 202 means that the event
 * is kept and will be booked once, however often it is sent; only `POST /trips` says at once
 * whether a trip can be booked.
 */
export const eventsEndpoint = ({ publish }: EventsEndpointOptions): Route =>
  agencyRoute(
    'book',
    {
      method: 'POST',
      path: '/events',
      tag: 'Trips',
      summary: 'Publish a booking as an event',
      body: TripBookingReceived.schema,
      responses: { 202: { description: 'Kept.' } },
      problems: ['malformed-body', 'body-too-large', 'unsupported-media-type', 'invalid-fields'],
    },
    async ({ caller, body }) => {
      // The key decides whose booking it is; another agency in the envelope is a mistake.
      if (body.agencyId !== null && body.agencyId !== caller.agencyId)
        throw new Problem('invalid-fields', 'The event is not this agency’s.', {
          errors: [
            {
              pointer: '#/agencyId',
              code: 'other_agency',
              message: 'must be the agency of the key, or null',
            },
          ],
        });
      await publish({ ...body, agencyId: caller.agencyId });
      return new Response(null, { status: 202 });
    },
  );

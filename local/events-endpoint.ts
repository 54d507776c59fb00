import { Hono } from 'hono';
import { authenticate } from '#services/api/authenticate.ts';
import { readJson } from '#services/api/body.ts';
import { fieldErrors, Problem } from '#services/api/problem.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { TripBookingReceived } from '#shared/events/trips.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';

const maxBodyBytes = 131_072;

/** What the endpoint needs; `publish` resolves when the event is kept. */
export interface EventsEndpointOptions {
  readonly desk: Pick<TripDesk, 'authenticate'>;
  readonly clock: Clock;
  publish(event: EventOf<'TripBookingReceived'>): Promise<void>;
}

/**
 * `POST /events` is for other systems on one machine; on AWS they use the bus itself. It accepts
 * `TripBookingReceived` and no other event, for the agency of the API key. 202 means that the event
 * is kept and will be booked once, however often it is sent; only `POST /trips` says at once
 * whether a trip can be booked. To be mounted on the API, which answers what is thrown.
 */
export const createEventsEndpoint = ({ desk, clock, publish }: EventsEndpointOptions): Hono => {
  const app = new Hono();
  app.post('/events', async (c) => {
    const caller = await authenticate(desk, c.req.header('authorization'), 'book', clock.now());
    const parsed = TripBookingReceived.schema.safeParse(await readJson(c.req.raw, maxBodyBytes));
    if (!parsed.success)
      throw new Problem('invalid-fields', 'This is not the event TripBookingReceived.', {
        errors: fieldErrors(parsed.error),
      });
    // The key decides whose booking it is; another agency in the envelope is a mistake.
    if (parsed.data.agencyId !== null && parsed.data.agencyId !== caller.agencyId)
      throw new Problem('invalid-fields', 'The event is not this agency’s.', {
        errors: [
          {
            pointer: '#/agencyId',
            code: 'other_agency',
            message: 'must be the agency of the key, or null',
          },
        ],
      });
    await publish({ ...parsed.data, agencyId: caller.agencyId });
    return c.body(null, 202);
  });
  return app;
};

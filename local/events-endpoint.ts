import { Hono } from 'hono';
import { authenticate } from '#services/api/authenticate.ts';
import { readJson } from '#services/api/body.ts';
import { fieldErrors, Problem } from '#services/api/problem.ts';
import { type EventOf, TripBookingReceived } from '#shared/events/catalogue.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';

const maxBodyBytes = 131_072;

/** The bus's door for other systems on one machine: on AWS they put the event on the bus itself. */
export interface EventsEndpoint {
  readonly desk: Pick<TripDesk, 'authenticate'>;
  publish(event: EventOf<'TripBookingReceived'>): Promise<void>;
}

/**
 * `POST /events`: takes `TripBookingReceived`, and no other event, for the agency whose key is shown.
 * To be mounted on the API, which answers for what is thrown. 202 means that it is kept and will be booked once, however often it is sent; whether it can be booked the API alone answers at once.
 */
export const createEventsEndpoint = ({ desk, publish }: EventsEndpoint): Hono => {
  const app = new Hono();
  app.post('/events', async (c) => {
    const caller = await authenticate(desk, c.req.header('authorization'));
    const parsed = TripBookingReceived.schema.safeParse(await readJson(c.req.raw, maxBodyBytes));
    if (!parsed.success)
      throw new Problem('invalid-fields', 'This is not the event TripBookingReceived.', {
        errors: fieldErrors(parsed.error),
      });
    // The key says whose booking it is; an envelope that says otherwise is somebody's mistake.
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

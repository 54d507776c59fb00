import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { eventsEndpoint } from '#local/events-endpoint.ts';
import { hashApiKey } from '#services/api/api-key.ts';
import { authenticate } from '#services/api/authenticate.ts';
import { Problem, problemResponse } from '#services/api/problem.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { TripBookingReceived } from '#shared/events/trips.ts';
import { aMoment } from '#shared/testing/builders.ts';

const agencyId = randomUUID();
const apiKey = 'a-key-of-sixteen-characters';
const createEndpoint = () => {
  const published: EventOf<'TripBookingReceived'>[] = [];
  const route = eventsEndpoint({
    publish: async (event) => {
      published.push(event);
    },
  });
  const desk = {
    authenticate: async (hash: string) =>
      hash === hashApiKey(apiKey)
        ? {
            agencyId,
            agencyName: 'A',
            suspendedBecause: null,
            keyId: randomUUID(),
            keyName: 'k',
            scopes: ['book' as const],
            expiresAt: null,
            revokedAt: null,
          }
        : null,
  };
  const app = new Hono();
  app.post('/events', async (c) => {
    if (route.access !== 'book') throw new Error('the endpoint is open to others');
    const caller = await authenticate(desk, c.req.header('authorization'), 'book', aMoment);
    return route.handle(c, caller, 131_072);
  });
  app.onError((error) => {
    if (error instanceof Problem) return problemResponse(error);
    throw error;
  });
  const post = (body: unknown, key = apiKey) =>
    app.request('/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { post, published };
};
const event = (overrides: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type: 'TripBookingReceived',
  version: 1,
  time: '2027-03-03T12:00:00.000Z',
  agencyId: null,
  tripId: null,
  correlationId: randomUUID(),
  causationId: null,
  data: TripBookingReceived.example,
  ...overrides,
});

describe('the events endpoint', () => {
  it('takes a booking for the agency whose key is shown', async () => {
    const { post, published } = createEndpoint();
    const sent = event();
    expect((await post(sent)).status).toBe(202);
    expect(published).toMatchObject([{ id: sent.id, agencyId, data: { flightNumber: 'BA820' } }]);
  });

  it('takes nothing without the key', async () => {
    const { post, published } = createEndpoint();
    expect((await post(event(), 'some-other-key-of-nobody')).status).toBe(401);
    expect(published).toEqual([]);
  });

  it('takes nothing in the name of another agency', async () => {
    const { post, published } = createEndpoint();
    const answer = await post(event({ agencyId: randomUUID() }));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/agencyId' }] });
    expect(published).toEqual([]);
  });

  it.each([
    ['an event that is not for outsiders', event({ type: 'TripBooked' })],
    ['another version', event({ version: 2 })],
    ['an id that is none', event({ id: 'x' })],
    [
      'a booking without a phone',
      event({ data: { ...TripBookingReceived.example, whatsapp: undefined } }),
    ],
    ['no event at all', 'hello'],
  ])('refuses %s', async (_, body) => {
    const { post, published } = createEndpoint();
    expect((await post(body)).status).toBe(422);
    expect(published).toEqual([]);
  });
});

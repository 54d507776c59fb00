import { Hono } from 'hono';
import { airport } from '#shared/domain/airports.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { NewStoryItem } from '#shared/domain/flight-story.ts';
import type { FlightOfDay, FlightSandbox } from '#shared/ports/flight-sandbox.ts';
import { alternateOf } from '../simulators/aeroapi/airports.ts';
import { type ChatKey, parseChatId } from './chats.ts';

/** The flights of a chat's traveller, and a way to let things happen to them. */
export interface PhoneWorld {
  readonly sandbox: Pick<FlightSandbox, 'story' | 'tell'>;
  flightsOf(chat: ChatKey): Promise<readonly FlightOfDay[]>;
}

const conflict = 409;

const shown = async (sandbox: PhoneWorld['sandbox'], flight: FlightOfDay) => {
  const [origin, destination] = [airport(flight.origin), airport(flight.destination)];
  return {
    ...flight,
    key: flightKey({ ...flight, hour: undefined }),
    zone: origin?.zone ?? null,
    alternate: (origin && destination && alternateOf({ origin, destination })?.iata) ?? null,
    /** Null: the timetable has no such flight. */
    story: await sandbox.story(flight),
  };
};

/** The part of the page's JSON API that shows and changes what happens to flights. */
export const createWorldApi = ({ sandbox, flightsOf }: PhoneWorld): Hono => {
  const app = new Hono();
  const flightsOfChat = async (id: string): Promise<readonly FlightOfDay[]> => {
    const chat = parseChatId(id);
    return chat === null ? [] : flightsOf(chat);
  };

  app.get('/phone/api/chats/:id/flights', async (c) => {
    const flights = await flightsOfChat(c.req.param('id'));
    return c.json({ flights: await Promise.all(flights.map((each) => shown(sandbox, each))) });
  });
  app.post('/phone/api/chats/:id/flights/:key/story', async (c) => {
    const key = c.req.param('key');
    const flight = (await flightsOfChat(c.req.param('id'))).find(
      (each) => flightKey({ ...each, hour: undefined }) === key,
    );
    // Other sites cannot send JSON without a CORS preflight.
    const isJson = c.req.header('content-type')?.startsWith('application/json') === true;
    const item = NewStoryItem.safeParse(isJson ? await c.req.json().catch(() => null) : null);
    if (!flight) return c.json({ title: 'Nobody on this phone has such a flight' }, 404);
    if (!item.success) return c.json({ title: 'This is no part of a story' }, 400);
    const outcome = await sandbox.tell(flight, [item.data]);
    switch (outcome.kind) {
      case 'told':
        return c.json(await shown(sandbox, flight));
      case 'impossible':
        return c.json({ title: outcome.items[0]?.reason }, conflict);
      case 'unknown-flight':
        return c.json({ title: 'the timetable has no such flight' }, conflict);
      case 'in-the-past':
      case 'unknown-airport':
        return c.json({ title: 'it cannot be like this' }, conflict);
    }
  });
  return app;
};

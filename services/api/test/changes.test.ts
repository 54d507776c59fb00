import pg from 'pg';
import { signedIn } from './browser.ts';
import { type Answer, type Api, anApi, bookTrip } from './harness.ts';
import { inbound } from './requests.ts';

type Ask = Api['south']['ask'];
const changesAfter = (ask: Ask, cursor?: unknown): Promise<Answer> =>
  ask(
    'GET',
    cursor === undefined ? '/changes' : `/changes?after=${encodeURIComponent(`${cursor}`)}`,
  );
const cursorOf = async (ask: Ask): Promise<unknown> => (await changesAfter(ask)).json['cursor'];

/** Two connections of whoever administers the database. */
const connected = async (api: Api) => {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: api.databaseUrl }));
  for (const client of clients) await client.connect();
  const [first, second] = clients;
  if (!first || !second) throw new Error('two were made');
  return { first, second, end: () => Promise.all(clients.map((client) => client.end())) };
};
const named = (name: string) => `update bauhaus.contacts set name = '${name}' where id = $1`;

describe('what has changed', () => {
  it('is topics and ids, once each, and nothing when nothing did', async () => {
    const { south } = await anApi();
    const first = await changesAfter(south.ask);
    expect(first.json).toMatchObject({ changes: [], reset: true });
    const tripId = await bookTrip(south);
    const booked = await changesAfter(south.ask, first.json['cursor']);
    const { journeyId, contactId } = (await south.ask('GET', `/trips/${tripId}`)).json;
    expect(booked.json).toMatchObject({
      reset: false,
      changes: expect.arrayContaining([
        { topic: 'journey', id: journeyId },
        { topic: 'contact', id: contactId },
      ]),
    });
    expect(booked.json['changes']).toHaveLength(2);
    expect(booked.text).not.toMatch(/Ana|5555/);
    expect((await changesAfter(south.ask, booked.json['cursor'])).json).toMatchObject({
      changes: [],
      reset: false,
    });
  });

  it('names conversations, settings and members, and is of one agency alone', async () => {
    const api = await anApi();
    const { south, north } = api;
    await bookTrip(south);
    const [ours, theirs] = [await cursorOf(south.ask), await cursorOf(north.ask)];
    await api.twilio('/webhooks/twilio', inbound({ Body: 'hola' }));
    await south.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    const { id } = await signedIn(api, 'ana');
    const { json } = await changesAfter(south.ask, ours);
    const [chat] = JSON.parse((await south.ask('GET', '/conversations')).text).items;
    expect(json['changes']).toEqual(
      expect.arrayContaining([
        { topic: 'conversation', id: chat.id },
        { topic: 'settings', id: 'quiet_hours' },
        { topic: 'member', id },
      ]),
    );
    expect((await changesAfter(north.ask, theirs)).json['changes']).toEqual([]);
  });

  it('passes over nobody who commits after one that began later', async () => {
    const api = await anApi();
    const contactOf = async (tripId: string) =>
      (await api.south.ask('GET', `/trips/${tripId}`)).json['contactId'];
    const slow = await contactOf(await bookTrip(api.south));
    const quick = await contactOf(
      await bookTrip(api.south, { whatsapp: '+54 9 11 5555 0102', clientName: 'Eva Paz' }),
    );
    const { first, second, end } = await connected(api);
    const begun = await cursorOf(api.south.ask);
    await first.query('begin');
    await first.query(named('Slow'), [slow]);
    await second.query(named('Quick'), [quick]);
    const between = await changesAfter(api.south.ask, begun);
    expect(between.json['changes']).toEqual([{ topic: 'contact', id: quick }]);
    await first.query('commit');
    const after = await changesAfter(api.south.ask, between.json['cursor']);
    expect(after.json['changes']).toEqual([{ topic: 'contact', id: slow }]);
    expect((await changesAfter(api.south.ask, after.json['cursor'])).json['changes']).toEqual([]);
    await first.query('begin');
    await first.query(named('Never'), [slow]);
    await first.query('rollback');
    expect((await changesAfter(api.south.ask, after.json['cursor'])).json['changes']).toEqual([]);
    await end();
  });

  it('is not known after a cursor that is too old, of another database, or none', async () => {
    const { south } = await anApi();
    const cursor = String(await cursorOf(south.ask));
    const [snapshot = '', issued = ''] = cursor.split('@');
    const [xmin = '', xmax = ''] = snapshot.split(':');
    const unknown = [
      `${snapshot}@${Number(issued) - 2 * 86_400 - 60}`,
      `${xmin}:${Number(xmax) + 1_000_000}:@${issued}`,
      `9:1:@${issued}`,
      snapshot,
      'no cursor',
    ];
    for (const one of unknown)
      expect([one, (await changesAfter(south.ask, one)).json]).toMatchObject([
        one,
        { changes: [], reset: true },
      ]);
    expect((await changesAfter(south.ask, cursor)).json['reset']).toBe(false);
    expect((await changesAfter(south.ask, 'x'.repeat(9_000))).status).toBe(400);
  });

  it('is for a limited member what is of their groups, and no more', async () => {
    const api = await anApi();
    const journeyOf = async (group: string, whatsapp: string, clientName: string) => {
      const answer = await api.south.ask('POST', '/journeys', {
        group,
        legs: [
          {
            flightNumber: 'BA820',
            originIata: 'LHR',
            destinationIata: 'CPH',
            departure: '2027-03-03T07:10',
          },
        ],
        contacts: [{ name: clientName, phone: whatsapp, language: 'es' }],
        passengers: [{ name: clientName }],
      });
      return String(answer.json['id']);
    };
    const school = (await api.south.ask('POST', '/groups', { name: 'School' })).json['id'];
    const guide = await signedIn(api, 'guide', { role: 'limited', groups: [school] });
    const before = await cursorOf(guide.ask);
    const own = await journeyOf('School', '+54 9 11 5555 0101', 'Ana Ruiz');
    await journeyOf('Club', '+54 9 11 5555 0102', 'Eva Paz');
    await api.twilio('/webhooks/twilio', inbound({ From: 'whatsapp:+5491155550101' }));
    await api.twilio(
      '/webhooks/twilio',
      inbound({ From: 'whatsapp:+5491155550102', MessageSid: `SM${'1'.repeat(32)}` }),
    );
    const { json } = await changesAfter(guide.ask, before);
    const chats = JSON.parse((await api.south.ask('GET', '/conversations')).text).items;
    const chat = chats.find(({ phone }: { phone: string }) => phone === '+5491155550101');
    expect(json['changes']).toHaveLength(2);
    expect(json['changes']).toEqual(
      expect.arrayContaining([
        { topic: 'journey', id: own },
        { topic: 'conversation', id: chat.id },
      ]),
    );
  });
});

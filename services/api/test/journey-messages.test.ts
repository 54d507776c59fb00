import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { anApi, bookTrip, mistakes } from './harness.ts';

const twoMessages = async () => {
  const api = await anApi();
  const { south, store } = api;
  const tripId = await bookTrip(south);
  const trip = await store.trip(south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  const committed = await store.commit(
    aTurn(aTripBooked(trip), {
      effects: [
        anEffect(trip, south, { key: 'first' }),
        anEffect(trip, south, { key: 'second', type: 'delayed' }),
      ],
    }),
  );
  const [message] = committed.kind === 'committed' ? committed.claimed : [];
  if (!message) throw new Error('nothing was claimed');
  const at = '2027-03-01T12:00:02.000Z';
  await store.deliveryReport({
    id: message.id,
    providerId: `SM${'0'.repeat(32)}`,
    status: 'delivered',
    code: null,
    permanent: false,
    now: at,
  });
  return { ...api, trip, message, path: `/journeys/${trip.journeyId}/messages` };
};

describe('the messages of a journey', () => {
  it('say whom they are for, of which flight, and what has happened to them', async () => {
    const { south, trip, message, path } = await twoMessages();
    const { status, json } = await south.ask('GET', path);
    expect(status).toBe(200);
    const items: unknown = json['items'];
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(
      expect.objectContaining({
        id: message.id,
        tripId: trip.id,
        contactId: trip.contactId,
        contactName: 'Ana Ruiz',
        role: 'traveller',
        flightKey: 'BA820/LHR-CPH/2027-03-03/16',
        status: 'SENT',
        state: 'delivered',
        text: message.content.text,
        history: [
          expect.objectContaining({ step: 'entered', localAt: '2027-03-01T12:00' }),
          expect.objectContaining({ step: 'first_tried' }),
          { step: 'accepted', at: '2027-03-01T12:00:02.000Z', localAt: '2027-03-01T12:00' },
        ],
      }),
    );
    expect(JSON.stringify(items)).not.toContain('"content"');
  });

  it('come by pages, and only to their agency', async () => {
    const { south, north, path } = await twoMessages();
    const page = (await south.ask('GET', `${path}?limit=1`)).json;
    const rest = (await south.ask('GET', `${path}?limit=1&cursor=${String(page['next'])}`)).json;
    expect(rest['next']).toBeNull();
    expect((await south.ask('GET', path)).json['items']).toEqual(
      [page, rest].flatMap((part) => part['items']),
    );
    expect(mistakes(await south.ask('GET', `${path}?cursor=x`))).toEqual([
      expect.stringContaining('cursor'),
    ]);
    const foreign = await north.ask('GET', path);
    const nonexistent = await north.ask(
      'GET',
      '/journeys/00000000-0000-4000-8000-00000000ffff/messages',
    );
    expect([foreign.status, foreign.text]).toEqual([404, nonexistent.text]);
  });
});

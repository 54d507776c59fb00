import { aFlightFacts, anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip } from './harness.ts';

const path = '/flights/BA820-LHR-CPH-2027-03-03-16';
const flightKey = 'BA820/LHR-CPH/2027-03-03/16';

const settle = async ({ store }: Api, id: string, fence: number, agencyId: string, at: string) => {
  const providerId = `SM${id.replaceAll('-', '')}`;
  await store.settle({
    settlements: [{ id, fence, at, kind: 'sent', providerId }],
    agencyId,
    now: at,
  });
  return providerId;
};

/** Tells the trip that its flight is cancelled; its message ends as the provider says. */
const tellCancelled = async (api: Api, tripId: string, status: string, code: string | null) => {
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  const at = '2027-03-01T12:00:01.000Z';
  const committed = await api.store.commit(
    aTurn(aTripBooked(trip), {
      effects: [
        anEffect(trip, api.south, { type: 'cancelled', told: { leg: 1, phase: 'cancelled' } }),
      ],
    }),
  );
  const [message] = committed.kind === 'committed' ? committed.claimed : [];
  if (!message) throw new Error('nothing was claimed');
  const providerId = await settle(api, message.id, message.fence, api.south.id, at);
  await api.store.deliveryReport({
    id: message.id,
    providerId,
    status,
    code,
    permanent: code !== null,
    now: at,
  });
  return message.id;
};

const recordCancelled = async ({ store, south }: Api, tripId: string) => {
  const trip = await store.trip(south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  await store.commit(
    aTurn(aTripBooked(trip), {
      agent: 'flight-tracker',
      actorId: trip.flightKey,
      agencyId: null,
      records: [
        {
          kind: 'flight',
          flightKey: trip.flightKey,
          facts: aFlightFacts({ phase: 'cancelled' }),
          status: 'cancelled',
          nextCheckAt: null,
          raw: [],
          changed: true,
          alertId: null,
        },
      ],
    }),
  );
};

describe('a flight', () => {
  it('shows in one answer who was told of its cancellation, who was not, and why', async () => {
    const api = await anApi();
    const { south, store } = api;
    const book = (clientName: string, whatsapp: string | null) =>
      bookTrip(south, { clientName, whatsapp });
    const read = await book('Ana Ruiz', '+54 9 11 5555 0100');
    const failed = await book('Beto Paz', '+54 9 11 5555 0101');
    const called = await book('Carla Sosa', null);
    const untold = await book('Dora Gil', '+54 9 11 5555 0103');
    await recordCancelled(api, read);
    const messageId = await tellCancelled(api, read, 'read', null);
    await tellCancelled(api, failed, 'undelivered', '63024');
    const trips = await Promise.all(
      [called, untold].map(async (id) => (await store.trip(south.id, id)) ?? null),
    );
    for (const trip of trips) {
      if (!trip) throw new Error('the trip is not there');
      const call = {
        op: 'open',
        kind: 'call',
        tripId: trip.id,
        reason: 'cancelled',
        facts: { message: 'cancelled', words: '…' },
      } as const;
      await store.commit(
        aTurn(aTripBooked(trip), {
          ...(trip.id === called
            ? { tasks: [call] }
            : {
                reasons: [
                  {
                    tripId: trip.id,
                    decision: 'held',
                    subject: 'cancelled',
                    rule: 'fresh_look',
                    detail: {},
                  },
                ],
              }),
        }),
      );
    }
    const { status, json } = await south.ask('GET', path);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      flightKey,
      departure: '2027-03-03T16:20:00.000Z',
      facts: { phase: 'cancelled' },
      local: {
        departure: '2027-03-03T16:20',
        scheduledDeparture: '2027-03-03T16:20',
        arrival: '2027-03-03T19:15',
      },
      totals: {
        people: 4,
        told: 1,
        delivered: 1,
        read: 1,
        waiting: 0,
        failed: 1,
        toCall: 1,
        notTold: 1,
      },
      people: [
        {
          name: 'Ana Ruiz',
          tripId: read,
          role: 'traveller',
          state: 'read',
          why: null,
          code: null,
          passengers: [{ name: 'Ana Ruiz', kind: 'adult' }],
          last: {
            messageId,
            type: 'cancelled',
            at: '2027-03-01T12:00:01.000Z',
            localAt: '2027-03-01T12:00',
          },
        },
        { name: 'Beto Paz', tripId: failed, state: 'failed', code: '63024' },
        {
          name: 'Carla Sosa',
          tripId: called,
          phone: null,
          state: 'to_call',
          last: null,
          tasks: [{ kind: 'call', state: 'open', facts: { message: 'cancelled', words: '…' } }],
        },
        { name: 'Dora Gil', tripId: untold, state: 'not_told', why: 'fresh_look' },
      ],
    });
  });

  it('is named as trips name it, with another mark for the slash or encoded', async () => {
    const { south } = await anApi();
    await bookTrip(south);
    const plain = await south.ask('GET', path);
    expect(plain.status).toBe(200);
    expect((await south.ask('GET', `/flights/${encodeURIComponent(flightKey)}`)).json).toEqual(
      plain.json,
    );
    for (const other of ['BA820-LHR-CPH-2027-03-03', 'BA820-LHR-CPH-2027-03-04-16', 'x'])
      expect((await south.ask('GET', `/flights/${other}`)).status).toBe(404);
  });

  it('shows each agency its own people, and nothing where it has nobody on it', async () => {
    const { south, north } = await anApi();
    await bookTrip(south);
    expect((await north.ask('GET', path)).status).toBe(404);
    await bookTrip(north, { clientName: 'Beto Paz' });
    const people = async (agency: Api['south']) => (await agency.ask('GET', path)).json['people'];
    expect(await people(south)).toEqual([expect.objectContaining({ name: 'Ana Ruiz' })]);
    expect(await people(north)).toEqual([expect.objectContaining({ name: 'Beto Paz' })]);
  });
});

import { between, hour } from '#shared/domain/instant.ts';
import { aFlightFacts, aMoment, anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';

/** Records what is known of the flight of a trip. */
const record = async (
  { store, south }: Api,
  tripId: string,
  facts: Parameters<typeof aFlightFacts>[0],
) => {
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
          facts: aFlightFacts(facts),
          status: 'scheduled',
          nextCheckAt: null,
          raw: [],
          changed: true,
          alertId: null,
        },
      ],
    }),
  );
};

const itemsOf = (json: Readonly<Record<string, unknown>>) =>
  json['items'] as readonly Readonly<Record<string, unknown>>[];

describe('the flights of an agency', () => {
  it('are one row each, with how many are on it or to be called, and its incident', async () => {
    const api = await anApi();
    const { south, store } = api;
    await bookTrip(south, { clientName: 'Ana Ruiz', whatsapp: '+54 9 11 5555 0100' });
    const called = await bookTrip(south, { clientName: 'Carla Sosa', whatsapp: null });
    const trip = await store.trip(south.id, called);
    if (!trip) throw new Error('the trip is not there');
    await store.commit(
      aTurn(aTripBooked(trip), {
        tasks: [
          {
            op: 'open',
            kind: 'call',
            tripId: trip.id,
            reason: 'cancelled',
            facts: { message: 'cancelled', words: '…' },
          },
        ],
      }),
    );
    api.advance(between(aMoment, trip.departure) - 2 * hour);
    const { status, json } = await south.ask('GET', '/flights');
    expect(status).toBe(200);
    expect(itemsOf(json)).toMatchObject([
      {
        flightKey: trip.flightKey,
        people: 2,
        passengers: 2,
        minors: 0,
        toCall: 1,
        band: 'next_hours',
        names: expect.arrayContaining(['Ana Ruiz', 'Carla Sosa']),
        incident: { severity: expect.any(String), owner: null },
        connection: null,
        local: { departure: '2027-03-03T16:20' },
      },
    ]);
  });

  it('count each passenger once, however many are told of them', async () => {
    const api = await anApi();
    const { south } = api;
    const booked = await south.ask('POST', '/journeys', {
      passengers: [{ name: 'RUIZ/TOMAS CHD' }, { name: 'PAZ/INES CHD' }],
      legs: [
        {
          flightNumber: 'BA820',
          originIata: 'LHR',
          destinationIata: 'CPH',
          departure: '2027-03-03T16:20',
        },
      ],
      contacts: [
        { name: 'Greta', phone: '+54 9 11 5555 0104', role: 'guide' },
        { name: 'Ana', phone: '+54 9 11 5555 0101', role: 'guardian', passengers: [0] },
        { name: 'Eva', phone: '+54 9 11 5555 0102', role: 'guardian', passengers: [1] },
      ],
    });
    expect(booked.status).toBe(201);
    api.advance(between(aMoment, '2027-03-03T10:00:00.000Z'));
    expect(itemsOf((await south.ask('GET', '/flights')).json)).toMatchObject([
      { people: 3, passengers: 2, minors: 2 },
    ]);
  });

  it('say of who was called, once their message had failed, that nothing has failed', async () => {
    const api = await anApi();
    const { south, store } = api;
    const tripId = await bookTrip(south);
    const trip = await store.trip(south.id, tripId);
    if (!trip) throw new Error('the trip is not there');
    const committed = await store.commit(
      aTurn(aTripBooked(trip), {
        effects: [anEffect(trip, south, { type: 'cancelled', critical: true })],
        tasks: [{ op: 'open', kind: 'critical_unsent', tripId, reason: 'failed', facts: {} }],
      }),
    );
    const [message] = committed.kind === 'committed' ? committed.claimed : [];
    if (!message) throw new Error('nothing was claimed');
    const { id, fence } = message;
    const refused = { kind: 'failed', code: '63024', permanent: true, announce: false } as const;
    await store.settle({
      settlements: [{ id, fence, at: aMoment, ...refused }],
      ...{ agencyId: south.id, now: aMoment },
    });
    api.advance(between(aMoment, '2027-03-03T10:00:00.000Z'));
    const counted = async () => itemsOf((await south.ask('GET', '/flights')).json);
    expect(await counted()).toMatchObject([{ failed: 1, toCall: 1 }]);
    const [task] = await store.tasks(south.id, { tripId, limit: 1 });
    await south.ask('PATCH', `/tasks/${task?.id}`, { state: 'done' });
    expect(await counted()).toMatchObject([{ failed: 0, toCall: 0 }]);
  });

  it('are of the window, page by page, and of nobody else’s travellers', async () => {
    const api = await anApi();
    const { south, north } = api;
    await bookTrip(south, { clientName: 'Ana Ruiz' });
    await bookTrip(south, {
      clientName: 'Beto Paz',
      whatsapp: '+54 9 11 5555 0101',
      departure: '2027-03-05T16:20',
    });
    api.advance(between(aMoment, '2027-03-03T10:00:00.000Z'));
    const first = await south.ask('GET', '/flights?limit=1');
    const second = await south.ask('GET', `/flights?limit=1&cursor=${first.json['next']}`);
    expect([first, second].map(({ json }) => itemsOf(json).map((row) => row['names']))).toEqual([
      [['Ana Ruiz']],
      [['Beto Paz']],
    ]);
    expect(second.json['next']).toBeNull();
    const later = await south.ask('GET', '/flights?from=2027-03-04T00:00:00.000Z');
    expect(itemsOf(later.json)).toMatchObject([{ names: ['Beto Paz'], band: 'next_days' }]);
    expect(itemsOf((await north.ask('GET', '/flights')).json)).toEqual([]);
    const wrong = await south.ask('GET', '/flights?from=tomorrow');
    expect(mistakes(wrong)).toEqual(['from invalid_format']);
  });

  it('say the tightest connection of those who fly on', async () => {
    const api = await anApi();
    const { south } = api;
    const booked = await south.ask('POST', '/journeys', {
      passengers: [{ name: 'RUIZ/ANA MRS' }],
      legs: [
        {
          flightNumber: 'BA820',
          originIata: 'LHR',
          destinationIata: 'CPH',
          departure: '2027-03-03T16:20',
        },
        {
          flightNumber: 'SK402',
          originIata: 'CPH',
          destinationIata: 'ARN',
          departure: '2027-03-03T21:00',
        },
      ],
      contacts: [{ name: 'Ana Ruiz', phone: '+54 9 11 5555 0100', language: 'es' }],
    });
    const trips = booked.json['trips'] as readonly { id: string; flightNumber: string }[];
    const first = trips.find(({ flightNumber }) => flightNumber === 'BA820');
    api.advance(between(aMoment, '2027-03-03T12:00:00.000Z'));
    await record(api, first?.id ?? '', {
      arrival: '2027-03-03T19:30:00.000Z',
      scheduledArrival: '2027-03-03T18:15:00.000Z',
    });
    const { json } = await south.ask('GET', '/flights');
    expect(itemsOf(json)).toMatchObject([
      { connection: { status: 'at_risk', marginMinutes: 30, tripId: first?.id } },
      { connection: null },
    ]);
  });
});

import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';

const items = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map((item: unknown) => Object(item)) : [];

/** Ana on two journeys, and the path of the contact that she is. */
const anaTwice = async (agency: Api['south']) => {
  const first = await bookTrip(agency, { journeyReference: 'J1' });
  const second = await bookTrip(agency, {
    journeyReference: 'J2',
    flightNumber: 'BA822',
    departure: '2027-04-03T16:20',
  });
  const found = await agency.ask('GET', '/contacts?phone=%2B541155550100');
  const [contact] = items(found.json['items']);
  return { path: `/contacts/${String(contact?.['id'])}`, trips: [first, second] };
};

describe('a contact', () => {
  it('is found by any writing of the number, and by a part of the name', async () => {
    const { south, north } = await anApi();
    await anaTwice(south);
    await bookTrip(south, { whatsapp: '+54 9 11 5555 0101', clientName: 'Beto Páz' });
    const names = async (agency: Api['south'], query: string) =>
      items((await agency.ask('GET', `/contacts${query}`)).json['items']).map(({ name }) => name);
    expect(await names(south, '?phone=%2B5491155550100')).toEqual(['Ana Ruiz']);
    expect(await names(south, '?phone=+54%2011%205555-0100')).toEqual(['Ana Ruiz']);
    expect(await names(south, '?name=paz')).toEqual(['Beto Páz']);
    expect(await names(north, '')).toEqual([]);
    const page = await south.ask('GET', '/contacts?limit=1');
    expect(items(page.json['items']).map(({ name }) => name)).toEqual(['Ana Ruiz']);
    expect(await names(south, `?limit=1&cursor=${String(page.json['next'])}`)).toEqual([
      'Beto Páz',
    ]);
    expect(mistakes(await south.ask('GET', '/contacts?phone=abc'))).toEqual(['phone bad_phone']);
  });

  it('with a long name in another script ends a page like any other', async () => {
    const { south } = await anApi();
    const clientName = '陳'.repeat(100);
    await bookTrip(south, { clientName });
    await bookTrip(south, { clientName, whatsapp: '+54 9 11 5555 0101' });
    const page = await south.ask('GET', '/contacts?limit=1');
    const next = await south.ask('GET', `/contacts?limit=1&cursor=${String(page.json['next'])}`);
    expect([next.status, items(next.json['items']).length, next.json['next']]).toEqual([
      200,
      1,
      null,
    ]);
  });

  it('with a corrected number has it on all trips of all journeys, and each is told', async () => {
    const { south, emitted } = await anApi();
    const { path, trips } = await anaTwice(south);
    const edited = await south.ask('PATCH', path, { phone: '+54 9 11 5555 0103' });
    expect([edited.status, edited.json['phone'], edited.json['warnings']]).toEqual([
      200,
      '+5491155550103',
      [],
    ]);
    for (const id of trips)
      expect((await south.ask('GET', `/trips/${id}`)).json).toMatchObject({
        whatsapp: '+5491155550103',
        revision: 2,
      });
    const changes = (await emitted()).filter(({ type }) => type === 'TripChanged');
    expect(changes.map(({ data }) => data)).toEqual([
      expect.objectContaining({ fields: ['whatsapp'], notify: true }),
      expect.objectContaining({ fields: ['whatsapp'], notify: true }),
    ]);
  });

  it('is renamed with who flies under that name; what is unchanged tells nobody', async () => {
    const { south, eventTypes } = await anApi();
    const { path, trips } = await anaTwice(south);
    await south.ask('PATCH', path, { name: 'Ana Paz', language: 'pt', notify: false });
    expect((await south.ask('GET', `/trips/${trips[0]}`)).json).toMatchObject({
      clientName: 'Ana Paz',
      language: 'pt',
      passengers: [{ name: 'Ana Paz' }],
    });
    const again = await south.ask('PATCH', path, { name: 'Ana Paz' });
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await eventTypes()).filter((type) => type === 'TripChanged')).toHaveLength(2);
  });

  it('cannot get a number that is another one’s, nor be edited on an old revision', async () => {
    const { south } = await anApi();
    const { path } = await anaTwice(south);
    await bookTrip(south, { whatsapp: '+54 9 11 5555 0101', clientName: 'Beto Paz' });
    const taken = await south.ask('PATCH', path, { phone: '+54 9 11 5555 0101' });
    expect([taken.status, taken.json['contactId'], mistakes(taken)]).toEqual([
      409,
      expect.any(String),
      ['#/phone phone_taken'],
    ]);
    await south.ask('PATCH', path, { email: 'ana@example.org' });
    const late = await south.ask(
      'PATCH',
      path,
      { email: null, phone: '+54 11 5555-0100', name: 'Ana  Ruiz' },
      { 'if-match': '"1"' },
    );
    expect([late.status, late.json['revision'], mistakes(late)]).toEqual([
      412,
      2,
      ['#/email differs'],
    ]);
    expect(mistakes(await south.ask('PATCH', path, { phone: '+54 9 11' }))).toEqual([
      '#/phone bad_phone',
    ]);
  });

  it('of another number or name needs a consent again where they are required', async () => {
    const { south } = await anApi();
    const consent = { how: 'explicit', by: 'a form' };
    const { path, trips } = await anaTwice(south);
    await south.ask('PUT', '/settings/notification_preferences', {
      require_explicit_consent: true,
    });
    const consentNow = async () => Object((await south.ask('GET', path)).json['consent'])['how'];
    const warned = ({ json }: { readonly json: Readonly<Record<string, unknown>> }) =>
      items(json['warnings']).map(({ code }) => code);
    expect([
      await consentNow(),
      warned(await south.ask('PATCH', path, { email: 'a@b.example' })),
    ]).toEqual(['attested', []]);
    const phone = '+54 9 11 5555 0103';
    expect(warned(await south.ask('PATCH', path, { phone }))).toEqual(['consent_needed']);
    expect(await consentNow()).toBeUndefined();
    expect((await south.ask('POST', `${path}/test-message`)).json).toMatchObject({
      type: expect.stringContaining('contact-unreachable'),
      reason: 'no_consent',
    });
    const mere = await south.ask('PATCH', path, { consent: { how: 'attested' } });
    expect([mere.status, mistakes(mere)]).toEqual([422, ['#/consent consent_required']]);
    expect(warned(await south.ask('PATCH', path, { consent }))).toEqual([]);
    expect(await consentNow()).toBe('explicit');
    const another = { whatsapp: '+54 9 11 5555 0104' };
    expect(warned(await south.ask('PATCH', `/trips/${trips[0]}`, another))).toEqual([
      'consent_needed',
    ]);
    const trip = (await south.ask('GET', `/trips/${trips[1]}`)).json;
    const [passenger] = items(trip['passengers']);
    const renamed = await south.ask(
      'PATCH',
      `/journeys/${String(trip['journeyId'])}/passengers/${String(passenger?.['id'])}`,
      { name: 'Eva Sosa' },
    );
    expect(warned(renamed)).toEqual(['consent_needed']);
  });

  it('is another agency’s business alone', async () => {
    const { south, north } = await anApi();
    const { path } = await anaTwice(south);
    expect((await north.ask('GET', path)).status).toBe(404);
    expect((await north.ask('PATCH', path, { name: 'X' })).status).toBe(404);
  });

  it('shows how we know that they are reached, by the messages to the number of now', async () => {
    const { south, store } = await anApi();
    const { path, trips } = await anaTwice(south);
    expect((await south.ask('GET', path)).json).toMatchObject({
      reach: 'unknown',
      reachability: { optedOut: false, address: null, lastArrived: null, lastRefused: null },
    });
    const trip = await store.trip(south.id, trips[0] ?? '');
    if (!trip) throw new Error('the trip is not there');
    const committed = await store.commit(
      aTurn(aTripBooked(trip), { effects: [anEffect(trip, south)] }),
    );
    const [message] = committed.kind === 'committed' ? committed.claimed : [];
    if (!message) throw new Error('nothing was claimed');
    const at = '2027-03-01T12:00:01.000Z';
    await store.deliveryReport({
      id: message.id,
      providerId: `SM${'0'.repeat(32)}`,
      status: 'delivered',
      code: null,
      permanent: false,
      now: at,
    });
    expect((await south.ask('GET', path)).json).toMatchObject({
      reach: 'delivered',
      reachability: { lastArrived: { messageId: message.id, tripId: trip.id, state: 'delivered' } },
    });
    await south.ask('PATCH', path, { phone: '+54 9 11 5555 0103' });
    expect((await south.ask('GET', path)).json['reach']).toBe('unknown');
  });
});

describe('a group', () => {
  it('is made, led, renamed with its journeys, and read', async () => {
    const { south, north } = await anApi();
    const { path } = await anaTwice(south);
    const made = await south.ask('POST', '/groups', { name: 'School' });
    expect([made.status, made.json]).toEqual([
      201,
      { id: expect.any(String), name: 'School', leaderId: null, journeys: 0 },
    ]);
    const journey = items((await south.ask('GET', '/journeys')).json['items'])[0];
    await south.ask('PATCH', `/journeys/${String(journey?.['id'])}`, { group: 'School' });
    const group = String(made.headers.get('location'));
    const leaderId = path.split('/')[2];
    const edited = await south.ask('PATCH', group, { name: 'School 2027', leaderId });
    expect(edited.json).toMatchObject({ name: 'School 2027', leaderId, journeys: 1 });
    expect((await south.ask('GET', group)).json).toMatchObject(edited.json);
    const named = await south.ask('GET', `/journeys/${String(journey?.['id'])}`);
    expect([named.json['group'], named.headers.get('etag')]).toEqual(['School 2027', '"3"']);
    expect((await south.ask('PATCH', group, { leaderId: null })).json).toMatchObject({
      name: 'School 2027',
      leaderId: null,
    });
    expect((await south.ask('GET', '/groups')).json).toEqual({
      items: [{ ...edited.json, leaderId: null }],
    });
    expect((await north.ask('GET', group)).status).toBe(404);
    expect((await north.ask('GET', '/groups')).json).toEqual({ items: [] });
  });

  it('needs a name of its own and a contact as its leader', async () => {
    const { south } = await anApi();
    await south.ask('POST', '/groups', { name: 'School' });
    const again = await south.ask('POST', '/groups', { name: 'School' });
    expect([again.status, again.json['groupId']]).toEqual([409, expect.any(String)]);
    const leaderId = '00000000-0000-4000-8000-00000000ffff';
    expect(mistakes(await south.ask('POST', '/groups', { name: 'Choir', leaderId }))).toEqual([
      '#/leaderId unknown_contact',
    ]);
  });

  it('knows how far its people are on each flight, and nobody else who is on it', async () => {
    const { south, north } = await anApi();
    const book = (group: string | null, people: Readonly<Record<string, string>>) =>
      south.ask('POST', '/journeys', {
        ...(group && { group }),
        legs: [
          {
            flightNumber: 'BA820',
            originIata: 'LHR',
            destinationIata: 'CPH',
            departure: '2027-03-03T16:20',
          },
        ],
        contacts: Object.entries(people).map(([name, role]) => ({
          name,
          phone: null,
          language: 'es',
          role,
          passengers: [0],
        })),
        passengers: [{ name: 'PAZ/EVA CHD' }],
      });
    await book('School', { 'Ana Ruiz': 'guardian', 'Vera Sol': 'guide' });
    await book(null, { 'Beto Paz': 'traveller' });
    const [{ id } = { id: '' }] = items((await south.ask('GET', '/groups')).json['items']);
    const read = await south.ask('GET', `/groups/${id}`);
    expect(read.json).toMatchObject({
      name: 'School',
      journeys: 1,
      guides: [{ name: 'Vera Sol' }],
      flights: [
        {
          flightNumber: 'BA820',
          local: { departure: '2027-03-03T16:20' },
          totals: { people: 2, told: 0, notTold: 2 },
          missingDocuments: 0,
        },
      ],
    });
    const flight = `/groups/${id}/flights/BA820-LHR-CPH-2027-03-03-16`;
    const people = items((await south.ask('GET', flight)).json['people']);
    expect(people.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Vera Sol']);
    expect((await south.ask('GET', flight.replace('820', '821'))).status).toBe(404);
    expect((await north.ask('GET', flight)).status).toBe(404);
    expect((await south.ask('GET', `/groups/${id}/passengers`)).json['items']).toEqual([
      {
        id: expect.any(String),
        name: 'PAZ/EVA CHD',
        kind: 'child',
        reference: null,
        contacts: [
          { name: 'Ana Ruiz', phone: null },
          { name: 'Vera Sol', phone: null },
        ],
        flights: [
          {
            flightNumber: 'BA820',
            originIata: 'LHR',
            destinationIata: 'CPH',
            localDeparture: '2027-03-03T16:20',
          },
        ],
      },
    ]);
    expect((await north.ask('GET', `/groups/${id}/passengers`)).status).toBe(404);
  });
});

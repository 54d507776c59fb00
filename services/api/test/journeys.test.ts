import { type Answer, anApi, bookTrip, mistakes } from './harness.ts';
import { booking } from './requests.ts';

/** The body of a journey: four on one phone, out and back; overrides may be anything. */
const family = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  reference: 'QW100',
  title: 'Ruiz, Copenhagen',
  owner: 'Lucía',
  passengers: [
    { name: 'RUIZ/ANA MRS' },
    { name: 'RUIZ/BETO MR' },
    { name: 'RUIZ/TOMAS CHD' },
    { name: 'RUIZ/MILA INF' },
  ],
  legs: [out, back],
  contacts: [ana],
  ...overrides,
});
const out = {
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure: '2027-03-03T16:20',
  stay: 'Nyhavn 71',
};
const back = {
  flightNumber: 'BA821',
  originIata: 'CPH',
  destinationIata: 'LHR',
  departure: '2027-03-09T19:10',
};
const ana = { name: 'Ana Ruiz', phone: '+54 9 11 5555 0100' };

/** Warnings of an answer with their places. */
const warnings = (answer: Answer): string[] =>
  mistakes({ ...answer, json: { errors: answer.json['warnings'] } });
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

describe('booking a journey', () => {
  it('makes a trip of each leg and contact, for those the contact stands for', async () => {
    const { south, emitted } = await anApi();
    const answer = await south.ask('POST', '/journeys', family());
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/journeys/${String(answer.json['id'])}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.json).toMatchObject({
      reference: 'QW100',
      title: 'Ruiz, Copenhagen',
      owner: 'Lucía',
      group: null,
      state: 'live',
      warnings: [],
      passengers: [
        { name: 'RUIZ/ANA MRS', callName: 'Ana', kind: 'adult' },
        { callName: 'Beto', kind: 'adult' },
        { callName: 'Tomas', kind: 'child' },
        { callName: 'Mila', kind: 'infant' },
      ],
      legs: [{ flightNumber: 'BA820' }, { flightNumber: 'BA821' }],
      contacts: [{ name: 'Ana Ruiz', phone: '+5491155550100' }],
      trips: [
        {
          flightNumber: 'BA820',
          departure: '2027-03-03T16:20:00.000Z',
          stay: 'Nyhavn 71',
          role: 'traveller',
          passengers: [
            { callName: 'Ana' },
            { callName: 'Beto' },
            { callName: 'Tomas' },
            { callName: 'Mila' },
          ],
        },
        { flightNumber: 'BA821', stay: null },
      ],
    });
    const trips = list(answer.json['trips']).map((trip) => Reflect.get(Object(trip), 'id'));
    const events = await emitted();
    expect(events.map(({ type, tripId }) => [type, tripId]).sort()).toEqual(
      trips.map((id) => ['TripBooked', id]).sort(),
    );
    expect(await south.ask('GET', `/journeys/${String(answer.json['id'])}`)).toMatchObject({
      status: 200,
      json: { id: answer.json['id'], trips: [{}, {}] },
    });
  });

  it('gives each contact their role and passengers, and a group its name', async () => {
    const { south } = await anApi();
    const answer = await south.ask(
      'POST',
      '/journeys',
      family({
        group: 'School of the South',
        legs: [out],
        contacts: [
          { ...ana, passengers: ['Ruiz/Ana Mrs', 3] },
          { name: 'Beto', phone: '+5491155550101', passengers: ['RUIZ/BETO MR'] },
          {
            name: 'Norma Paz',
            phone: '+5491155550102',
            role: 'guardian',
            passengers: ['RUIZ/TOMAS CHD'],
          },
          { name: 'Olga', phone: '+5491155550103', role: 'follower' },
          { name: 'Greta', phone: '+5491155550104', role: 'guide', language: 'en' },
        ],
      }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json['group']).toBe('School of the South');
    const stands = list(answer.json['trips']).map((trip) => {
      const member = (name: string) => Reflect.get(Object(trip), name);
      return [member('callName'), member('role'), list(member('passengers')).length].join(' ');
    });
    expect(stands.sort()).toEqual([
      'Ana traveller 2',
      'Beto traveller 1',
      'Greta guide 4',
      'Norma guardian 1',
      'Olga follower 4',
    ]);
    expect(warnings(answer)).toEqual(['#/contacts/3/consent follower_without_consent']);
  });

  it('warns of followers who will hear nothing, and books them', async () => {
    const { south } = await anApi();
    const olga = { name: 'Olga', role: 'follower', consent: { how: 'explicit' } };
    const answer = await south.ask(
      'POST',
      '/journeys',
      family({
        contacts: [
          ana,
          { ...olga, phone: '+5491155550103' },
          { ...olga, name: 'Pia', phone: '+5491155550104', consent: { how: 'attested' } },
          { ...olga, name: 'Rosa', phone: null },
        ],
      }),
    );
    expect(answer.status).toBe(201);
    expect(warnings(answer)).toEqual([
      '#/contacts/2/consent follower_without_consent',
      '#/contacts/3/phone follower_without_phone',
    ]);
  });

  it('says that the agency confirms itself where it wants to', async () => {
    const { south, emitted } = await anApi();
    await south.ask('POST', '/journeys', family({ notify: false }));
    expect((await emitted()).map(({ data }) => data)).toEqual([
      expect.objectContaining({ notify: false }),
      expect.objectContaining({ notify: false }),
    ]);
  });

  it('again, by its key or its reference, is the same journey', async () => {
    const { south, eventTypes } = await anApi();
    const key = { 'idempotency-key': 'k-1' };
    const first = await south.ask('POST', '/journeys', family(), key);
    const byKey = await south.ask('POST', '/journeys', family(), key);
    const byReference = await south.ask(
      'POST',
      '/journeys',
      family({ legs: [{ ...out, flightNumber: 'ba 0820' }, back] }),
    );
    expect([first.status, byKey.status, byReference.status]).toEqual([201, 200, 200]);
    expect([byKey.json['id'], byReference.json['id']]).toEqual([
      first.json['id'],
      first.json['id'],
    ]);
    expect(await eventTypes()).toEqual(['TripBooked', 'TripBooked']);
  });

  it('with the key or reference of another one is refused, with the difference', async () => {
    const { south, eventTypes } = await anApi();
    const key = { 'idempotency-key': 'k-1' };
    const first = await south.ask('POST', '/journeys', family(), key);
    const asked = family({
      title: 'Ruiz',
      legs: [out, { ...back, departure: '2027-03-10T19:10' }],
      contacts: [{ ...ana, phone: '+5491155550109' }],
    });
    for (const headers of [key, {}]) {
      const other = await south.ask('POST', '/journeys', asked, headers);
      expect(other.status).toBe(409);
      expect(other.json).toMatchObject({
        type: '/docs#journey-differs',
        journeyId: first.json['id'],
      });
      expect(mistakes(other)).toEqual([
        '#/title differs',
        '#/legs/1 differs',
        '#/legs differs',
        '#/contacts/0 differs',
        '#/contacts differs',
      ]);
    }
    expect(await eventTypes()).toEqual(['TripBooked', 'TripBooked']);
  });

  it('whose contact is on a flight of it already is refused whole, naming the trip', async () => {
    const { south, store } = await anApi();
    const tripId = await bookTrip(south, back);
    const answer = await south.ask('POST', '/journeys', family());
    expect([answer.status, answer.json['tripId']]).toEqual([409, tripId]);
    expect(mistakes(answer)).toEqual(['#/legs/1 duplicate_trip']);
    expect(await store.trips(south.id, { limit: 10 })).toHaveLength(1);
  });

  it('takes the contact that the agency knows by any writing of the number', async () => {
    const { south } = await anApi();
    const trip = await south.ask('POST', '/trips', booking({ flightNumber: 'BA700' }));
    const journey = await south.ask('POST', '/journeys', family());
    expect(journey.json['trips']).toMatchObject([
      { contactId: trip.json['contactId'] },
      { contactId: trip.json['contactId'] },
    ]);
  });

  it('names the place of each mistake, and writes nothing', async () => {
    const { south, eventTypes } = await anApi();
    const wrong: readonly (readonly [Readonly<Record<string, unknown>>, readonly string[]])[] = [
      [{ legs: [] }, ['#/legs no_legs']],
      [{ passengers: [], contacts: [] }, ['#/passengers no_passengers']],
      [
        { legs: [out, { ...back, originIata: 'QQQ', departure: 'tomorrow at 9 or so' }] },
        ['#/legs/1/originIata unknown_airport', '#/legs/1/departure bad_departure'],
      ],
      [
        { legs: [{ ...out, departure: '2027-03-28T01:30' }] },
        ['#/legs/0/departure nonexistent_local_time'],
      ],
      [{ legs: [out, { ...out, departure: '2027-03-03T18:20' }] }, ['#/legs/1 duplicate_leg']],
      [{ passengers: [{ name: 'RUIZ/MILA INF' }] }, ['#/passengers/0 infant_alone']],
      [{ contacts: [{ ...ana, passengers: [] }] }, ['#/contacts/0/passengers contact_for_nobody']],
      [
        { contacts: [{ ...ana, passengers: ['RUIZ/ANA MRS', 'Zoe', 9] }] },
        [
          '#/contacts/0/passengers/1 unknown_passenger',
          '#/contacts/0/passengers/2 unknown_passenger',
        ],
      ],
      [{ contacts: [{ ...ana, phone: '12 34 56 78' }] }, ['#/contacts/0/phone bad_phone']],
      [
        { contacts: [ana, { name: 'Beto', phone: '+54 911 5555 0100' }] },
        ['#/contacts/1/phone duplicate_contact'],
      ],
      [{ stayy: 'x' }, ['#/stayy unknown_field']],
      [{ metadata: { note: 'x'.repeat(17_000) } }, ['#/metadata metadata_too_large']],
    ];
    for (const [overrides, expected] of wrong) {
      const answer = await south.ask('POST', '/journeys', family(overrides));
      expect([answer.status, mistakes(answer)]).toEqual([422, expected]);
    }
    expect(await eventTypes()).toEqual([]);
  });

  it('warns of what may be meant so, and books it', async () => {
    const { south } = await anApi();
    const answer = await south.ask(
      'POST',
      '/journeys',
      family({
        passengers: [{ name: 'Ana Ruiz' }, { name: 'ANA RUIZ' }, { name: 'PAZ/NORMA MRS' }],
        legs: [out, { ...back, departure: '2027-03-03T17:50' }],
        contacts: [{ ...ana, phone: '+54 11 5555 0100', passengers: [0, 1] }],
      }),
    );
    expect(answer.status).toBe(201);
    expect(warnings(answer)).toEqual([
      '#/passengers/1/name name_twice',
      '#/legs/1/departure leaves_before_arrival',
      '#/contacts/0/phone phone_may_be_landline',
      '#/passengers/2 passenger_without_contact',
    ]);
    expect(answer.text).toContain('minutes');
    expect(answer.json['contacts']).toMatchObject([
      { name: 'Ana Ruiz' },
      { name: 'PAZ/NORMA MRS', callName: 'Norma', phone: null },
    ]);
  });

  it('asks for explicit consent where the settings require it, but not of a follower', async () => {
    const { south } = await anApi();
    await south.ask('PUT', '/settings/notification_preferences', {
      require_explicit_consent: true,
    });
    const contacts = [ana, { name: 'Olga', phone: '+5491155550103', role: 'follower' }];
    const refused = await south.ask('POST', '/journeys', family({ contacts }));
    expect(mistakes(refused)).toEqual(['#/contacts/0/consent consent_required']);
  });
});

describe('a journey', () => {
  it('is its agency’s alone', async () => {
    const { south, north } = await anApi();
    const id = String((await south.ask('POST', '/journeys', family())).json['id']);
    for (const method of ['GET', 'DELETE'])
      expect((await north.ask(method, `/journeys/${id}`)).status).toBe(404);
    expect((await north.ask('POST', '/journeys', family())).status).toBe(201);
    expect((await south.ask('GET', `/journeys/${id}`)).json['state']).toBe('live');
  });

  it('is withdrawn with all its trips, once, and its reference is free again', async () => {
    const { south, eventTypes } = await anApi();
    const booked = await south.ask('POST', '/journeys', family());
    const path = `/journeys/${String(booked.json['id'])}`;
    const gone = await south.ask('DELETE', `${path}?notify=true`);
    const again = await south.ask('DELETE', path);
    expect([gone.status, again.status]).toEqual([200, 200]);
    expect(gone.json).toMatchObject({
      state: 'withdrawn',
      revision: 2,
      trips: [{ status: 'withdrawn' }, { status: 'withdrawn' }],
    });
    expect(again.text).toBe(gone.text);
    expect((await eventTypes()).filter((type) => type === 'TripCancelled')).toHaveLength(2);
    const anew = await south.ask('POST', '/journeys', family());
    expect(anew.status).toBe(201);
    expect(anew.json['id']).not.toBe(booked.json['id']);
  });

  it('of one trip is there too, by whatever way it was booked', async () => {
    const { south } = await anApi();
    const trip = await south.ask('POST', '/trips', booking({ journeyReference: 'J-1' }));
    const journey = await south.ask('GET', `/journeys/${String(trip.json['journeyId'])}`);
    expect(journey.json).toMatchObject({
      reference: 'J-1',
      passengers: [{ name: 'Ana Ruiz' }],
      legs: [{ flightNumber: 'BA820' }],
      trips: [{ id: trip.json['id'] }],
    });
  });
});

describe('the list of journeys', () => {
  it('comes newest first in pages, and is filtered by what an agency asks for', async () => {
    const { south, north, advance } = await anApi();
    const book = async (overrides: Readonly<Record<string, unknown>>) => {
      advance(1_000);
      return String((await south.ask('POST', '/journeys', family(overrides))).json['id']);
    };
    const first = await book({ group: 'School of the South' });
    const norma = { name: 'Norma Paz', phone: '+5491155550102' };
    const second = await book({
      reference: 'QW101',
      passengers: [{ name: 'PAZ/NÓRMA MRS' }],
      legs: [{ ...out, departure: '2027-04-03T23:30' }],
      contacts: [norma],
    });
    const third = await book({
      reference: 'QW102',
      contacts: [{ ...ana, phone: '+5491155550103' }],
    });
    await south.ask('DELETE', `/journeys/${third}`);
    const found = async (query: string) =>
      list((await south.ask('GET', `/journeys${query}`)).json['items']).map((item) =>
        Reflect.get(Object(item), 'id'),
      );
    expect(await found('')).toEqual([third, second, first]);
    expect(await found('?reference=QW101')).toEqual([second]);
    expect(await found('?group=School%20of%20the%20South')).toEqual([first]);
    expect(await found('?state=withdrawn')).toEqual([third]);
    expect(await found('?state=live&from=2027-04-01')).toEqual([second]);
    expect(await found('?from=2027-04-03&to=2027-04-03')).toEqual([second]);
    expect(await found('?state=live&to=2027-03-03T17:00:00.000Z')).toEqual([first]);
    expect(await found('?name=norma')).toEqual([second]);
    expect(await found('?name=nobody')).toEqual([]);
    const page = await south.ask('GET', '/journeys?limit=2');
    expect(list(page.json['items'])).toMatchObject([
      { id: third },
      { id: second, legs: [{ localDeparture: '2027-04-03T23:30' }] },
    ]);
    expect(await found(`?limit=2&cursor=${String(page.json['next'])}`)).toEqual([first]);
    expect((await north.ask('GET', '/journeys')).json).toEqual({ items: [], next: null });
    expect((await south.ask('GET', '/journeys?from=soon')).status).toBe(400);
  });
});

describe('editing a journey', () => {
  it('changes what is said of it, and tells nobody', async () => {
    const { south, eventTypes } = await anApi();
    const booked = await south.ask('POST', '/journeys', family({ metadata: { a: 1, b: 2 } }));
    const path = `/journeys/${String(booked.json['id'])}`;
    const edit = { title: null, group: 'School', notes: 'Pays in May', metadata: { a: null } };
    const edited = await south.ask('PATCH', path, edit, { 'if-match': '"1"' });
    expect([edited.status, edited.headers.get('etag')]).toEqual([200, '"2"']);
    expect(edited.json).toMatchObject({
      title: null,
      owner: 'Lucía',
      group: 'School',
      notes: 'Pays in May',
      metadata: { b: 2 },
      revision: 2,
    });
    expect((await south.ask('PATCH', path, edit)).json['revision']).toBe(2);
    expect(await eventTypes()).toEqual(['TripBooked', 'TripBooked']);
  });

  it('of a revision that is gone, of another agency, or with too much is refused', async () => {
    const { south, north } = await anApi();
    const booked = await south.ask('POST', '/journeys', family());
    const path = `/journeys/${String(booked.json['id'])}`;
    await south.ask('PATCH', path, { owner: 'Bruno' });
    const stale = await south.ask('PATCH', path, { owner: 'Carla' }, { 'if-match': '"1"' });
    expect([stale.status, stale.json['type']]).toEqual([412, '/docs#edited-meanwhile']);
    expect((await north.ask('PATCH', path, { owner: 'Carla' })).status).toBe(404);
    const large = await south.ask('PATCH', path, { metadata: { x: 'x'.repeat(17_000) } });
    expect(mistakes(large)).toEqual(['#/metadata metadata_too_large']);
    expect((await south.ask('GET', path)).json['owner']).toBe('Bruno');
  });
});

import { hour } from '#shared/domain/instant.ts';
import { anApi, bookTrip, mistakes } from './harness.ts';
import { booking } from './requests.ts';

describe('booking a trip', () => {
  it('answers 201 with the trip, its path and revision, and emits TripBooked once', async () => {
    const { south, eventTypes } = await anApi();
    const answer = await south.ask(
      'POST',
      '/trips',
      booking({ stay: 'Nyhavn 71', metadata: { agent: 'Lu' }, journeyReference: 'J-1' }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      agencyId: south.id,
      revision: 1,
      clientName: 'Ana Ruiz',
      whatsapp: '+5491155550100',
      flightNumber: 'BA820',
      departure: '2027-03-03T16:20:00.000Z',
      flightKey: 'BA820/LHR-CPH/2027-03-03/16',
      status: 'booked',
      stay: 'Nyhavn 71',
      metadata: { agent: 'Lu' },
      consent: {
        how: 'attested',
        at: '2027-03-01T12:00:00.000Z',
        by: expect.any(String),
        recordedBy: expect.any(String),
      },
      warnings: [],
    });
    expect(answer.json['journeyId']).toEqual(expect.any(String));
    expect(answer.headers.get('location')).toBe(`/trips/${String(answer.json['id'])}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(await eventTypes(String(answer.json['id']))).toEqual(['TripBooked']);
  });

  it('with the same idempotency key is the same booking, however long after', async () => {
    const { south, eventTypes, advance } = await anApi();
    const first = await south.ask('POST', '/trips', booking(), { 'idempotency-key': 'k-1' });
    advance(hour);
    const again = await south.ask('POST', '/trips', booking({ whatsapp: '+5491155550100' }), {
      'idempotency-key': 'k-1',
    });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json['id']).toBe(first.json['id']);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await eventTypes()).toEqual(['TripBooked']);
  });

  it('with the same reference is the same booking', async () => {
    const { south, eventTypes } = await anApi();
    const first = await south.ask('POST', '/trips', booking({ reference: 'LOC-7Q' }));
    const again = await south.ask('POST', '/trips', booking({ reference: 'LOC-7Q' }));
    expect([again.status, again.json['id']]).toEqual([200, first.json['id']]);
    expect(await eventTypes()).toEqual(['TripBooked']);
  });

  it('with the key of another booking is refused and names it', async () => {
    const { south, eventTypes } = await anApi();
    const first = await south.ask('POST', '/trips', booking(), { 'idempotency-key': 'k-1' });
    const other = await south.ask('POST', '/trips', booking({ clientName: 'Beto Paz' }), {
      'idempotency-key': 'k-1',
    });
    expect(other.status).toBe(422);
    expect(other.json).toMatchObject({ type: '/docs#key-reused', tripId: first.json['id'] });
    expect(await eventTypes()).toEqual(['TripBooked']);
  });

  it('with the reference of another booking is refused and names it', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south, { reference: 'LOC-7Q' });
    const other = await south.ask(
      'POST',
      '/trips',
      booking({ reference: 'LOC-7Q', clientName: 'Beto Paz' }),
    );
    expect(other.status).toBe(409);
    expect(other.json).toMatchObject({ type: '/docs#reference-taken', tripId: id });
  });

  it('twice without key or reference is refused as a duplicate, naming the trip', async () => {
    const { south, eventTypes } = await anApi();
    const id = await bookTrip(south);
    const again = await south.ask(
      'POST',
      '/trips',
      booking({ clientName: ' ANA  ruiz ', flightNumber: 'ba 820' }),
    );
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ type: '/docs#duplicate-trip', tripId: id });
    expect(await eventTypes()).toEqual(['TripBooked']);
  });

  it('lets a second passenger of a phone join the trip, and fly again another day', async () => {
    const { south, eventTypes } = await anApi();
    const id = await bookTrip(south);
    const joined = await south.ask('POST', '/trips', booking({ clientName: 'PAZ/BETO MR' }));
    expect(joined.status).toBe(201);
    expect(joined.json).toMatchObject({
      id,
      clientName: 'Ana Ruiz',
      passengers: [
        { name: 'Ana Ruiz', callName: 'Ana', kind: 'adult' },
        { name: 'PAZ/BETO MR', callName: 'Beto', kind: 'adult' },
      ],
    });
    await bookTrip(south, { departure: '2027-03-04T16:20' });
    expect((await south.ask('GET', '/trips')).json['items']).toHaveLength(2);
    expect((await eventTypes()).sort()).toEqual(['TripBooked', 'TripBooked', 'TripChanged']);
  });

  it('books a contact without WhatsApp, apart from others of that flight', async () => {
    const { south } = await anApi();
    const first = await south.ask('POST', '/trips', booking({ whatsapp: null }));
    const second = await south.ask(
      'POST',
      '/trips',
      booking({ whatsapp: null, clientName: 'Beto Paz' }),
    );
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.json).toMatchObject({ whatsapp: null, passengers: [{ callName: 'Ana' }] });
    expect(second.json['id']).not.toBe(first.json['id']);
  });

  it('accepts a local time that happens twice, with a warning', async () => {
    const { south } = await anApi();
    const answer = await south.ask('POST', '/trips', booking({ departure: '2027-10-31T01:30' }));
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      departure: '2027-10-31T00:30:00.000Z',
      warnings: [{ field: 'departure', code: 'ambiguous_local_time', message: expect.any(String) }],
    });
  });

  it.each([
    ['#/departure nonexistent_local_time', { departure: '2027-03-28T01:30' }],
    ['#/departure departure_past', { departure: '2027-02-28T16:20' }],
    ['#/originIata unknown_airport', { originIata: 'QQQ' }],
    ['#/destinationIata same_airports', { destinationIata: 'LHR' }],
    ['#/whatsapp bad_phone', { whatsapp: '1155550100' }],
    ['#/flightNumber bad_flight_number', { flightNumber: 'FLIGHT' }],
    ['#/colour unknown_field', { colour: 'blue' }],
    ['#/consent/signature unknown_field', { consent: { how: 'explicit', signature: 'x' } }],
    ['#/language invalid_value', { language: 'fr' }],
    ['#/clientName required', { clientName: undefined }],
    ['#/clientName null_character', { clientName: 'Ana\0' }],
    ['#/stay broken_unicode', { stay: 'x\ud83d' }],
    ['#/metadata/note null_character', { metadata: { note: '\0' } }],
    [
      '#/consent/at consent_in_the_future',
      { consent: { how: 'explicit', at: '2027-03-02T00:00:00Z' } },
    ],
    [
      '#/consent/at consent_too_old',
      { consent: { how: 'explicit', at: '0000-01-01T00:00:00+10:00' } },
    ],
    [
      '#/consent/at consent_too_old',
      { consent: { how: 'explicit', at: '2001-06-01T00:00:00Z', by: 'anybody at all' } },
    ],
    ['#/returnDate invalid_format', { returnDate: '3 March' }],
  ])('is refused with 422 and writes nothing: %s', async (mistake, overrides) => {
    const { south, eventTypes } = await anApi();
    const answer = await south.ask('POST', '/trips', booking(overrides));
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(mistakes(answer)).toEqual([mistake]);
    expect(await eventTypes()).toEqual([]);
    expect((await south.ask('GET', '/trips')).json['items']).toEqual([]);
  });

  it.each(['', 'a b', 'ñ', 'x'.repeat(201)])(
    'refuses a malformed idempotency key, and names the header',
    async (key) => {
      const { south } = await anApi();
      const answer = await south.ask('POST', '/trips', booking(), { 'idempotency-key': key });
      expect(answer.status).toBe(400);
      expect(mistakes(answer)[0]).toMatch(/^idempotency-key /);
    },
  );

  it('asks for explicit consent where the agency’s settings require it', async () => {
    const { south } = await anApi();
    await south.ask('PUT', '/settings/notification_preferences', {
      require_explicit_consent: true,
    });
    const without = await south.ask('POST', '/trips', booking());
    expect([without.status, mistakes(without)]).toEqual([422, ['#/consent consent_required']]);
    const explicit = { how: 'explicit', at: '2027-02-28T10:00:00-03:00', by: 'web form' } as const;
    const withConsent = await south.ask('POST', '/trips', booking({ consent: explicit }));
    expect(withConsent.status).toBe(201);
    expect(withConsent.json['consent']).toEqual({
      how: 'explicit',
      at: '2027-02-28T13:00:00.000Z',
      by: 'web form',
      recordedBy: 'main key',
    });
  });

  it('echoes no name and no number in a refusal, and logs neither', async () => {
    const { south, logLines } = await anApi();
    await bookTrip(south);
    const refusals = await Promise.all([
      south.ask('POST', '/trips', booking()),
      south.ask('POST', '/trips', booking({ whatsapp: '+54 9 11 5555 010', flightNumber: 'x' })),
      south.ask('POST', '/trips', booking({ language: 'Ana Ruiz' })),
    ]);
    for (const { status, text } of refusals) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/Ana|Ruiz|5555/);
    }
    expect(JSON.stringify(logLines)).not.toMatch(/Ana|Ruiz|5555/);
  });
});

describe('editing a trip', () => {
  it('changes what it names, keeps the rest, and says which fields, once', async () => {
    const { south, eventTypes, emitted } = await anApi();
    const id = await bookTrip(south, { stay: 'Nyhavn 71', metadata: { agent: 'Lu', note: 'x' } });
    const answer = await south.ask('PATCH', `/trips/${id}`, {
      departure: '2027-03-03T18:05',
      metadata: { note: null },
      notify: false,
    });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.json).toMatchObject({
      revision: 2,
      departure: '2027-03-03T18:05:00.000Z',
      stay: 'Nyhavn 71',
      metadata: { agent: 'Lu' },
      warnings: [],
    });
    expect(await eventTypes(id)).toEqual(['TripBooked', 'TripChanged']);
    expect(await emitted()).toContainEqual(
      expect.objectContaining({
        type: 'TripChanged',
        data: expect.objectContaining({ notify: false, fields: ['departure', 'metadata'] }),
      }),
    );
  });

  it('with nothing new tells nobody', async () => {
    const { south, eventTypes } = await anApi();
    const id = await bookTrip(south);
    const answer = await south.ask('PATCH', `/trips/${id}`, {
      flightNumber: 'ba0820',
      clientName: 'Ana Ruiz',
    });
    expect([answer.status, answer.json['revision'], await eventTypes(id)]).toEqual([
      200,
      1,
      ['TripBooked'],
    ]);
  });

  it.each([
    ['#/originIata unknown_airport', { stay: 'Hotel', originIata: 'QQQ' }],
    ['#/destinationIata same_airports', { destinationIata: 'LHR' }],
    ['#/departure departure_past', { departure: '2027-02-01T10:00' }],
    ['#/returnDate return_before_departure', { returnDate: '2027-03-01' }],
    ['#/reference unknown_field', { reference: 'X' }],
    ['#/status unknown_field', { status: 'landed' }],
    ['#/clientName invalid_type', { clientName: null }],
    ['#/notify invalid_type', { notify: 'no' }],
  ])('that cannot be booked changes nothing: %s', async (mistake, change) => {
    const { south, eventTypes } = await anApi();
    const id = await bookTrip(south);
    const before = (await south.ask('GET', `/trips/${id}`)).text;
    const answer = await south.ask('PATCH', `/trips/${id}`, change);
    expect([answer.status, mistakes(answer)]).toEqual([422, [mistake]]);
    expect((await south.ask('GET', `/trips/${id}`)).text).toBe(before);
    expect(await eventTypes(id)).toEqual(['TripBooked']);
  });

  it('onto another booking of the same passenger is refused, naming it', async () => {
    const { south } = await anApi();
    const first = await bookTrip(south);
    const second = await bookTrip(south, { departure: '2027-03-04T16:20' });
    const answer = await south.ask('PATCH', `/trips/${second}`, { departure: '2027-03-03T16:20' });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ type: '/docs#duplicate-trip', tripId: first });
  });

  it('that comes while another one is saved is merged onto it', async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    const answers = await Promise.all([
      api.south.ask('PATCH', `/trips/${id}`, { stay: 'Nyhavn 71' }),
      api.south.ask('PATCH', `/trips/${id}`, { language: 'en' }),
      api.south.ask('PATCH', `/trips/${id}`, { metadata: { seat: '4A' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await api.south.ask('GET', `/trips/${id}`)).json).toMatchObject({
      revision: 4,
      stay: 'Nyhavn 71',
      language: 'en',
      metadata: { seat: '4A' },
    });
  });

  it('of a revision that is gone is refused, and of the one there is it is not', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south);
    await south.ask('PATCH', `/trips/${id}`, { stay: 'Nyhavn 71' }, { 'if-match': '"1"' });
    const stale = await south.ask(
      'PATCH',
      `/trips/${id}`,
      { stay: 'Hotel' },
      { 'if-match': '"1"' },
    );
    expect([stale.status, stale.json['type']]).toEqual([412, '/docs#edited-meanwhile']);
    expect(
      (await south.ask('PATCH', `/trips/${id}`, { stay: 'Hotel' }, { 'if-match': '"2"' })).status,
    ).toBe(200);
    expect(
      (await south.ask('PATCH', `/trips/${id}`, { stay: 'x' }, { 'if-match': 'W/x' })).status,
    ).toBe(400);
  });

  it('of a cancelled trip is refused', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south);
    await south.ask('DELETE', `/trips/${id}`);
    const answer = await south.ask('PATCH', `/trips/${id}`, { stay: 'Hotel' });
    expect([answer.status, answer.json['type']]).toEqual([409, '/docs#trip-withdrawn']);
  });

  it('may come as a merge patch', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south, { stay: 'Hotel' });
    const answer = await south.ask(
      'PATCH',
      `/trips/${id}`,
      { stay: null },
      { 'content-type': 'application/merge-patch+json; charset=utf-8' },
    );
    expect([answer.status, answer.json['stay']]).toEqual([200, null]);
  });
});

describe('cancelling a trip', () => {
  it.each([
    ['', false],
    ['?notify=false', false],
    ['?notify=true', true],
  ])('with %j says so once, with notify %s', async (query, notify) => {
    const { south, eventTypes, emitted } = await anApi();
    const id = await bookTrip(south);
    const first = await south.ask('DELETE', `/trips/${id}${query}`);
    const again = await south.ask('DELETE', `/trips/${id}${query}`);
    expect([first.status, again.status, again.json['status']]).toEqual([200, 200, 'withdrawn']);
    expect(await eventTypes(id)).toEqual(['TripBooked', 'TripCancelled']);
    expect(await emitted()).toContainEqual(
      expect.objectContaining({
        type: 'TripCancelled',
        data: expect.objectContaining({ notify }),
      }),
    );
  });

  it('with another word than true or false is refused', async () => {
    const { south, eventTypes } = await anApi();
    const id = await bookTrip(south);
    const answer = await south.ask('DELETE', `/trips/${id}?notify=maybe`);
    expect([answer.status, mistakes(answer)]).toEqual([400, ['notify invalid_value']]);
    expect(await eventTypes(id)).toEqual(['TripBooked']);
  });
});

describe('what happened to a trip', () => {
  it('is a timeline and a list of messages, empty at first', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south);
    const [timeline, messages] = await Promise.all([
      south.ask('GET', `/trips/${id}/timeline`),
      south.ask('GET', `/trips/${id}/messages`),
    ]);
    expect([timeline.status, messages.status]).toEqual([200, 200]);
    expect([timeline.json, messages.json]).toEqual([{ items: expect.any(Array) }, { items: [] }]);
  });
});

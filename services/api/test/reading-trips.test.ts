import { toCursor } from '../routes/cursor.ts';
import { anApi, bookTrip, mistakes } from './harness.ts';

describe('reading trips', () => {
  it('finds a trip by its id', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south);
    const answer = await south.ask('GET', `/trips/${id}`);
    expect([answer.status, answer.json['id'], answer.headers.get('etag')]).toEqual([
      200,
      id,
      '"1"',
    ]);
  });

  it.each([
    '/trips/00000000-0000-4000-8000-00000000ffff',
    '/trips/not-a-uuid',
    '/trips/%00',
    "/trips/'%20OR%201=1",
  ])('answers 404 at %s', async (path) => {
    const { south } = await anApi();
    const answer = await south.ask('GET', path);
    expect([answer.status, answer.json['type']]).toEqual([404, '/docs#not-found']);
  });

  it('pages through all of them, the latest departure first, none twice', async () => {
    const { south } = await anApi();
    for (const [index, day] of ['03', '05', '04', '05', '06'].entries())
      await bookTrip(south, {
        departure: `2027-03-${day}T16:20`,
        whatsapp: `+54 9 11 5555 010${index}`,
      });
    const departures: string[] = [];
    let cursor = '';
    do {
      const { json } = await south.ask('GET', `/trips?limit=2${cursor && `&cursor=${cursor}`}`);
      const items = Array.isArray(json['items']) ? json['items'] : [];
      departures.push(
        ...items.map((item: unknown) =>
          String(Reflect.get(Object(item), 'departure')).slice(8, 10),
        ),
      );
      cursor = typeof json['next'] === 'string' ? json['next'] : '';
    } while (cursor);
    expect(departures).toEqual(['06', '05', '05', '04', '03']);
  });

  it('filters by status, phone and reference', async () => {
    const { south } = await anApi();
    const ana = await bookTrip(south, { reference: 'LOC-1' });
    const beto = await bookTrip(south, { clientName: 'Beto Paz', whatsapp: '+5491155550101' });
    await south.ask('DELETE', `/trips/${beto}`);
    const ids = async (query: string) => {
      const { json } = await south.ask('GET', `/trips?${query}`);
      return (Array.isArray(json['items']) ? json['items'] : []).map((item: unknown) =>
        Reflect.get(Object(item), 'id'),
      );
    };
    expect(await ids('status=withdrawn')).toEqual([beto]);
    expect(await ids('reference=LOC-1')).toEqual([ana]);
    expect(await ids('whatsapp=%2B54+9+11+5555-0100')).toEqual([ana]);
    expect(await ids('whatsapp=+5491155550100')).toEqual([ana]);
  });

  it.each([
    ['limit=0', 'limit too_small'],
    ['limit=1000', 'limit too_big'],
    ['limit=many', 'limit invalid_type'],
    ['status=lost', 'status invalid_value'],
    ['cursor=e30', 'cursor bad_cursor'],
    ['cursor=!', 'cursor bad_cursor'],
    [
      `cursor=${toCursor(['0000-01-01T00:00:00Z', '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'])}`,
      'cursor bad_cursor',
    ],
    ['whatsapp=12', 'whatsapp bad_phone'],
    ['reference=%00', 'reference invalid_format'],
    ['colour=blue', 'colour unknown_field'],
    ['limit=1&limit=2', 'limit repeated'],
  ])('refuses ?%s and names the parameter', async (query, mistake) => {
    const { south } = await anApi();
    const answer = await south.ask('GET', `/trips?${query}`);
    expect([answer.status, answer.json['type']]).toEqual([400, '/docs#invalid-request']);
    expect(mistakes(answer)).toEqual([mistake]);
  });
});

describe('looking for trips', () => {
  it('from a day on lists them soonest first, in pages', async () => {
    const { south } = await anApi();
    for (const [index, day] of ['03', '05', '04', '06'].entries())
      await bookTrip(south, {
        departure: `2027-03-${day}T16:20`,
        whatsapp: `+54 9 11 5555 010${index}`,
      });
    const page = await south.ask('GET', '/trips?from=2027-03-04&limit=2');
    expect(page.json['items']).toMatchObject([
      { local: { departure: '2027-03-04T16:20', estimatedArrival: null } },
      { local: { departure: '2027-03-05T16:20' } },
    ]);
    const rest = await south.ask(
      'GET',
      `/trips?from=2027-03-04&limit=2&cursor=${String(page.json['next'])}`,
    );
    expect(rest.json).toMatchObject({
      items: [{ departure: '2027-03-06T16:20:00.000Z' }],
      next: null,
    });
    const until = await south.ask('GET', '/trips?from=2027-03-03T17:00:00.000Z&to=2027-03-04');
    expect(until.json['items']).toMatchObject([{ departure: '2027-03-04T16:20:00.000Z' }]);
  });

  it('finds them by flight, name, journey, group and state', async () => {
    const { south } = await anApi();
    const ana = await bookTrip(south, { journeyReference: 'J-1', passengers: ['RUÍZ/TOMÁS CHD'] });
    const beto = await bookTrip(south, {
      clientName: 'Beto Paz',
      whatsapp: null,
      flightNumber: 'BA0822',
    });
    const journey = String((await south.ask('GET', `/trips/${ana}`)).json['journeyId']);
    await south.ask('PATCH', `/journeys/${journey}`, { group: 'School' });
    await south.ask('DELETE', `/trips/${beto}`);
    const found = async (query: string): Promise<unknown[]> => {
      const items: unknown = (await south.ask('GET', `/trips?${query}`)).json['items'];
      return (Array.isArray(items) ? items : []).map((item) => Reflect.get(Object(item), 'id'));
    };
    expect(await found('flight=ba%20822')).toEqual([beto]);
    expect(await found('name=ruiz/tomas')).toEqual([ana]);
    expect(await found('name=PAZ')).toEqual([beto]);
    expect(await found(`journey=${journey}`)).toEqual([ana]);
    expect(await found('group=School')).toEqual([ana]);
    expect(await found('state=live')).toEqual([ana]);
    expect(await found('state=withdrawn')).toEqual([beto]);
    expect((await south.ask('GET', '/trips?flight=x')).status).toBe(400);
  });
});

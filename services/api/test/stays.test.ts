import { day } from '#shared/domain/instant.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';

const family = {
  reference: 'PNR-1',
  passengers: [{ name: 'Ana Ruiz' }, { name: 'Beto Paz' }],
  legs: [
    {
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure: '2027-03-03T16:20',
    },
    {
      flightNumber: 'SK1418',
      originIata: 'CPH',
      destinationIata: 'ARN',
      departure: '2027-03-06T09:00',
    },
    {
      flightNumber: 'BA779',
      originIata: 'ARN',
      destinationIata: 'LHR',
      departure: '2027-03-09T12:00',
    },
  ],
  contacts: [
    { name: 'Ana Ruiz', phone: '+54 9 11 5555 0101', passengers: [0] },
    { name: 'Beto Paz', phone: '+54 9 11 5555 0102', passengers: [1] },
  ],
};
const plan = {
  hotel: {
    name: 'Hotel Alexandra',
    address: 'Nyhavn 71',
    phone: '+45 33 5555 0144',
    checkIn: '2027-03-03T20:00',
    checkOut: '2027-03-06T06:30',
  },
  transfers: [
    {
      start: '2027-03-03T19:45',
      pickUp: 'Terminal 3',
      supplier: 'Nordic',
      phone: '+45 33 5555 0101',
    },
  ],
  items: [{ title: 'Paseo en barco', start: '2027-03-04T10:30', phone: '+45 33 5555 0130' }],
};

/** Books a journey and returns its id. */
const bookJourney = async (
  agency: Api['south'],
  over: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const answer = await agency.ask('POST', '/journeys', { ...family, ...over });
  if (answer.status !== 201) throw new Error(`not booked: ${answer.status} ${answer.text}`);
  return String(answer.json['id']);
};
const staysOf = async (agency: Api['south'], id: string) => {
  const { json } = await agency.ask('GET', `/journeys/${id}/stays`);
  const items: unknown = json['items'];
  return Array.isArray(items) ? items : [];
};

describe('the stays of a journey', () => {
  it('are one for each city, for all who travel, and none for the way home', async () => {
    const api = await anApi();
    const stays = await staysOf(api.south, await bookJourney(api.south));
    expect(stays).toMatchObject([
      { n: 1, city: 'Copenhague', from: '2027-03-03', to: '2027-03-06', isEndKnown: true },
      { n: 2, city: 'Estocolmo', from: '2027-03-06', to: '2027-03-09' },
    ]);
    expect(stays.map(({ tripIds, links }) => [tripIds.length, links.length])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('are none where the next flight leaves within a day, unless there is a lodging', async () => {
    const api = await anApi();
    const [first, , last] = family.legs;
    const onward = { ...family.legs[1], departure: '2027-03-04T15:00' };
    const id = await bookJourney(api.south, { legs: [first, onward, last] });
    expect((await staysOf(api.south, id)).map(({ city }) => city)).toEqual(['Estocolmo']);
    const lodged = await bookJourney(api.south, {
      reference: 'PNR-2',
      legs: [{ ...first, stay: 'Hotel Alexandra', flightNumber: 'BA822' }, onward, last],
      contacts: [{ name: 'Eva Sosa', phone: '+54 9 11 5555 0103', passengers: [0, 1] }],
    });
    expect((await staysOf(api.south, lodged)).map(({ city }) => city)).toEqual([
      'Copenhague',
      'Estocolmo',
    ]);
  });

  it('know a way home that was booked as a trip of its own', async () => {
    const api = await anApi();
    await bookTrip(api.south);
    const home = await bookTrip(api.south, {
      flightNumber: 'BA815',
      originIata: 'CPH',
      destinationIata: 'LHR',
      departure: '2027-03-07T10:00',
    });
    const trip = await api.store.trip(api.south.id, home);
    expect(await staysOf(api.south, trip?.journeyId ?? '')).toEqual([]);
  });

  it('are nobody else’s', async () => {
    const api = await anApi();
    const id = await bookJourney(api.south);
    await api.south.ask('PUT', `/journeys/${id}/stays/1/plan`, plan);
    for (const path of ['', '/1/plan', '/1/plan.pdf'])
      expect((await api.north.ask('GET', `/journeys/${id}/stays${path}`)).status).toBe(404);
    const planPath = `/journeys/${id}/stays/1/plan`;
    expect((await api.north.ask('PUT', planPath, plan)).status).toBe(404);
    expect((await api.north.ask('DELETE', planPath)).status).toBe(404);
    expect((await api.south.ask('GET', planPath)).status).toBe(200);
  });
});

describe('the plan that was sold for a stay', () => {
  const aPlan = async () => {
    const api = await anApi();
    const id = await bookJourney(api.south);
    const path = `/journeys/${id}/stays/1/plan`;
    const ask = (method: string, body?: unknown, ifMatch?: string) =>
      api.south.ask(method, path, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
    return { api, id, ask };
  };

  it('is uploaded, read, edited by its revision, and removed', async () => {
    const { ask, api } = await aPlan();
    expect((await ask('GET')).status).toBe(404);
    const put = await ask('PUT', plan);
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"1"']);
    expect((await ask('GET')).json).toMatchObject(plan);
    expect((await ask('PUT', { hotel: null }, '"3"')).status).toBe(412);
    const edited = await ask('PUT', { hotel: null }, '"1"');
    expect([edited.headers.get('etag'), edited.json]).toEqual([
      '"2"',
      { hotel: null, transfers: [], items: [] },
    ]);
    expect((await ask('DELETE', undefined, '"1"')).status).toBe(412);
    expect((await ask('DELETE', undefined, '"2"')).status).toBe(204);
    expect((await ask('GET')).status).toBe(404);
    expect((await ask('DELETE')).status).toBe(404);
    const types = (await api.eventTypes()).filter((type) => type === 'StayPlanChanged');
    expect(types).toHaveLength(3);
  });

  it('that cannot be is refused whole, with the places named', async () => {
    const { ask } = await aPlan();
    const refused = await ask('PUT', {
      hotel: { name: 'Hotel', checkIn: '2027-03-04T15:00', checkOut: '2027-03-04T11:00' },
      transfers: [{ start: '2027-03-01T10:00', pickUp: 'Terminal 3' }],
      items: [
        { title: 'A', start: '2027-03-04T10:30' },
        { title: 'B', start: '2027-03-07' },
      ],
    });
    expect([refused.status, mistakes(refused)]).toEqual([
      422,
      [
        '#/hotel/checkOut ends_before_start',
        '#/transfers/0/start outside_stay',
        '#/items/1/start outside_stay',
      ],
    ]);
    const malformed = await ask('PUT', {
      items: [{ title: '', start: '2027-02-30T10:00', phone: 'call us', price: 3 }],
    });
    expect(mistakes(malformed).sort()).toEqual([
      '#/items/0/phone invalid_format',
      '#/items/0/price unknown_field',
      '#/items/0/start custom',
      '#/items/0/title too_small',
    ]);
    expect((await ask('GET')).status).toBe(404);
  });

  it('lasts a year at most where the end is not known, and its links with it', async () => {
    const api = await anApi();
    const id = await bookJourney(api.south, { legs: family.legs.slice(0, 1) });
    const put = (end: string) =>
      api.south.ask('PUT', `/journeys/${id}/stays/1/plan`, {
        items: [{ title: 'Curso', start: '2027-03-04', end }],
      });
    for (const end of ['9999-12-31T10:00', '2028-03-03T10:00'])
      expect(mistakes(await put(end))).toEqual(['#/items/0/end outside_stay']);
    expect((await put('2028-03-02T10:00')).status).toBe(200);
    const [stay] = await staysOf(api.south, id);
    expect(stay.links[0].expiresAt).toBe('2028-03-09T23:59:59.999Z');
    api.advance(300 * day);
    const page = String(stay.links[0].page).replace('https://travel.example/stage', '');
    expect((await api.send('GET', page)).status).toBe(200);
  });

  it('stands on the page of each traveller', async () => {
    const { api, id, ask } = await aPlan();
    await ask('PUT', plan);
    const [stay] = await staysOf(api.south, id);
    const page = String(stay.links[0].page).replace('https://travel.example/stage', '');
    const { text } = await api.send('GET', page);
    for (const part of [
      'Vuelo BA820',
      'Hotel Alexandra',
      'Traslado: Terminal 3',
      'tel:+453355550101',
      'Paseo en barco',
      'Vuelo SK1418',
      'Viernes 5 de marzo: libre',
      'Estocolmo, 6 – 9 mar',
    ])
      expect(text).toContain(part);
    const pdf = await api.south.ask('GET', `/journeys/${id}/stays/1/plan.pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });
});

import { createHash } from 'node:crypto';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { day, hour } from '#shared/domain/instant.ts';
import type { Itinerary, ItineraryItem } from '#shared/domain/itinerary.ts';
import { aMoment, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip } from './harness.ts';

const item = (overrides: Partial<ItineraryItem>): ItineraryItem => ({
  title: 'Tivoli',
  type: 'attraction',
  start: '10:00',
  address: 'Vesterbrogade 3',
  city: 'Copenhagen',
  country: 'DK',
  lat: null,
  lng: null,
  opening_hours: '11–23',
  rating: 4.5,
  source: 'agency',
  safety_warnings: [],
  tags: [],
  ...overrides,
});

/** Stores a version of the itinerary, as the itinerary agent does. */
const saveItinerary = async (
  api: Api,
  tripId: string,
  overrides: Partial<Itinerary> = {},
): Promise<void> => {
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('no trip');
  const itinerary: Itinerary = {
    version: 1,
    status: 'draft',
    origin: 'model',
    days: [
      {
        date: '2027-03-04',
        items: [
          item({}),
          item({
            title: '<b>Noma</b> & co',
            type: 'restaurant',
            start: '20:30',
            source: 'low_validation',
            safety_warnings: ['Book; early, please'],
          }),
        ],
      },
      { date: '2027-03-05', items: [] },
    ],
    generatedAt: aMoment,
    ...overrides,
  };
  await api.store.commit(
    aTurn(aTripBooked(trip, { id: uuidV5('plan', tripId, itinerary.version) }), {
      agent: 'itinerary',
      expectedVersion: itinerary.version - 1,
      actorId: trip.journeyId,
      records: [{ kind: 'itinerary', journeyId: trip.journeyId, stay: 'CPH', itinerary }],
    }),
  );
};

describe('the itineraries of a trip', () => {
  it('are listed and read by version', async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    expect((await api.south.ask('GET', `/trips/${id}/itineraries`)).json).toEqual({ items: [] });
    await saveItinerary(api, id);
    await saveItinerary(api, id, { version: 2 });
    expect((await api.south.ask('GET', `/trips/${id}/itineraries`)).json['items']).toMatchObject([
      { version: 2 },
      { version: 1 },
    ]);
    expect((await api.south.ask('GET', `/trips/${id}/itineraries/1`)).json).toMatchObject({
      version: 1,
      status: 'draft',
    });
    for (const version of ['3', '0', 'last'])
      expect((await api.south.ask('GET', `/trips/${id}/itineraries/${version}`)).status).toBe(404);
  });

  it('are approved once, and said to be ready once', async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    await saveItinerary(api, id);
    const approve = () =>
      api.south.ask('PATCH', `/trips/${id}/itineraries/1`, { status: 'approved' });
    expect((await approve()).json).toMatchObject({ status: 'approved' });
    expect((await approve()).json).toMatchObject({ status: 'approved' });
    expect((await api.eventTypes()).filter((type) => type === 'ItineraryApproved')).toHaveLength(1);
    expect(
      (await api.south.ask('PATCH', `/trips/${id}/itineraries/1`, { status: 'draft' })).status,
    ).toBe(422);
  });

  it('are made anew on request, unless the trip was cancelled', async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    expect((await api.south.ask('POST', `/trips/${id}/itineraries`)).status).toBe(202);
    expect(await api.eventTypes(id)).toContain('ItineraryRequested');
    await api.south.ask('DELETE', `/trips/${id}`);
    expect((await api.south.ask('POST', `/trips/${id}/itineraries`)).status).toBe(409);
  });

  it('are nobody else’s', async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    await saveItinerary(api, id);
    const paths = [`/trips/${id}/itineraries`, `/trips/${id}/itineraries/1`];
    for (const path of paths) expect((await api.north.ask('GET', path)).status).toBe(404);
    expect((await api.north.ask('POST', `/trips/${id}/itineraries`)).status).toBe(404);
    expect((await api.north.ask('POST', `/trips/${id}/itineraries/1/link`)).status).toBe(404);
    expect(
      (await api.north.ask('PATCH', `/trips/${id}/itineraries/1`, { status: 'approved' })).status,
    ).toBe(404);
    expect(await api.eventTypes()).not.toContain('ItineraryApproved');
  });
});

describe('a link to an itinerary', () => {
  const anItineraryLink = async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    await saveItinerary(api, id, { status: 'approved' });
    const { json } = await api.south.ask('POST', `/trips/${id}/itineraries/1/link`);
    const path = (name: string) => String(json[name]).replace('https://travel.example/stage', '');
    const stays = await api.south.ask(
      'GET',
      `/journeys/${(await api.store.trip(api.south.id, id))?.journeyId}/stays`,
    );
    return {
      api,
      id,
      stays,
      page: path('page'),
      calendar: path('calendar'),
      pdf: path('pdf'),
      expiresAt: json['expiresAt'],
    };
  };

  it('opens a page in the traveller’s language, with every text escaped', async () => {
    const { api, page } = await anItineraryLink();
    expect(page).toMatch(/^\/i\/[\w-]{38}$/);
    const answer = await api.send('GET', page);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const style = /<style>([^<]*)<\/style>/.exec(answer.text)?.[1] ?? '';
    expect(style).toContain('color-scheme');
    const styleHash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(
      `default-src 'none'; style-src 'sha256-${styleHash}';`,
    );
    expect(answer.text).toContain('Tu viaje a Copenhague');
    expect(answer.text).toContain('Jueves 4 de marzo');
    expect(answer.text).toContain('&lt;b&gt;Noma&lt;/b&gt; &amp; co');
    expect(answer.text).not.toContain('<b>Noma');
    expect(answer.text).not.toMatch(/<script|Ana|5491155/);
  });

  it('shows a title, a line and a picture in a chat', async () => {
    const { api, page } = await anItineraryLink();
    const { text } = await api.send('GET', page);
    expect(text).toContain('<meta property="og:title" content="Tu viaje a Copenhague">');
    expect(text).toContain('content="Vuelos, hotel, traslados y planes en Copenhague, 3 – 4 mar."');
    const image = /og:image" content="https:\/\/travel\.example\/stage([^"]+)"/.exec(text)?.[1];
    const answer = await api.send('GET', image ?? '');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.text.slice(1, 4)).toBe('PNG');
  });

  it('opens a calendar file with flights and plans on the clocks of their places', async () => {
    const { api, calendar } = await anItineraryLink();
    const answer = await api.send('GET', calendar);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.text).toContain(
      'DTSTART;TZID=Europe/Copenhagen:20270304T100000\r\n' +
        'DTEND;TZID=Europe/Copenhagen:20270304T113000\r\n',
    );
    expect(answer.text).toContain('DTSTART;TZID=Europe/London:20270303T162000\r\n');
    expect(answer.text).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\n');
    expect(answer.text.replaceAll('\r\n ', '')).toContain(
      'DESCRIPTION:11–23\\nSin verificar: confirmá horarios y dirección antes de ir.' +
        '\\nBook\\; early\\, please',
    );
    expect(answer.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(answer.text.match(/BEGIN:VEVENT/g)).toHaveLength(3);
  });

  it('shows no suggestion whose time a later edit of the sold plan takes', async () => {
    const { api, id, page, calendar } = await anItineraryLink();
    const journeyId = (await api.store.trip(api.south.id, id))?.journeyId;
    const shown = async () => {
      const texts = [await api.send('GET', page), await api.send('GET', calendar)];
      return texts.map(({ text }) => ['Tivoli', 'Noma'].filter((name) => text.includes(name)));
    };
    expect(await shown()).toEqual([
      ['Tivoli', 'Noma'],
      ['Tivoli', 'Noma'],
    ]);
    const items = [{ title: 'Canal tour', start: '2027-03-04T10:30' }];
    await api.south.ask('PUT', `/journeys/${journeyId}/stays/1/plan`, { items });
    expect(await shown()).toEqual([['Noma'], ['Noma']]);
  });

  it('opens a PDF, and is among the links of the stay', async () => {
    const { api, pdf, page, stays } = await anItineraryLink();
    const answer = await api.send('GET', pdf);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="Copenhague.pdf"');
    expect(answer.text.slice(0, 8)).toBe('%PDF-1.4');
    expect(stays.text).toContain(page);
  });

  it('opens nothing once its journey is a week over, was changed, or was cancelled', async () => {
    const { api, id, page, expiresAt } = await anItineraryLink();
    // The journey is known to last until 5 March: three days where no return is booked.
    expect(expiresAt).toBe('2027-03-12T23:59:59.999Z');
    const token = page.replace('/i/', '');
    const last = token.endsWith('A') ? 'B' : 'A';
    for (const other of [`${token.slice(0, -1)}${last}`, token.slice(1), `${token}A`, 'x'])
      for (const path of ['', '/calendar.ics', '/plan.pdf'])
        expect((await api.send('GET', `/i/${other}${path}`)).status).toBe(404);
    await api.south.ask('DELETE', `/trips/${id}`);
    const gone = await api.send('GET', page);
    expect([gone.status, gone.text.includes('ya no está disponible')]).toEqual([410, true]);
    expect((await api.send('GET', `${page}/calendar.ics`)).status).toBe(410);
    const old = await anItineraryLink();
    old.api.advance(11 * day + 11 * hour);
    expect((await old.api.send('GET', old.page)).status).toBe(200);
    old.api.advance(hour);
    expect((await old.api.send('GET', old.page)).status).toBe(410);
  });
});

import { createHash } from 'node:crypto';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { hour } from '#shared/domain/instant.ts';
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
      records: [{ kind: 'itinerary', tripId, itinerary }],
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
    expect((await api.eventTypes(id)).filter((type) => type === 'ItineraryReady')).toHaveLength(1);
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
    expect(await api.eventTypes(id)).not.toContain('ItineraryReady');
  });
});

describe('a link to an itinerary', () => {
  const anItineraryLink = async () => {
    const api = await anApi();
    const id = await bookTrip(api.south);
    await saveItinerary(api, id);
    const { json } = await api.south.ask('POST', `/trips/${id}/itineraries/1/link`);
    const path = (name: string) => String(json[name]).replace('https://travel.example/stage', '');
    return { api, id, page: path('page'), calendar: path('calendar') };
  };

  it('opens a page in the traveller’s language, with every text escaped', async () => {
    const { api, page } = await anItineraryLink();
    const answer = await api.send('GET', page);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const style = /<style>([^<]*)<\/style>/.exec(answer.text)?.[1] ?? '';
    expect(style).toContain('color-scheme');
    const styleHash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(
      `default-src 'none'; style-src 'sha256-${styleHash}';`,
    );
    expect(answer.text).toContain('Tu itinerario · Copenhagen');
    expect(answer.text).toContain('Día 1 · jueves, 4 de marzo');
    expect(answer.text).toContain('&lt;b&gt;Noma&lt;/b&gt; &amp; co');
    expect(answer.text).not.toContain('<b>Noma');
    expect(answer.text).not.toMatch(/<script|Ana|5491155/);
  });

  it('opens a calendar file with the times of the destination', async () => {
    const { api, calendar } = await anItineraryLink();
    const answer = await api.send('GET', calendar);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.text).toContain('DTSTART:20270304T090000Z\r\nDTEND:20270304T103000Z\r\n');
    expect(answer.text.replaceAll('\r\n ', '')).toContain(
      'DESCRIPTION:11–23\\nBook\\; early\\, please\\nSugerencia sin verificar',
    );
    expect(answer.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(answer.text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  });

  it('opens nothing once it expired, was changed, or the trip was cancelled', async () => {
    const { api, id, page } = await anItineraryLink();
    const [body = '', expiry = '', mac = ''] = page.replace('/itineraries/', '').split('.');
    const otherBody = Buffer.from(`${api.north.id}/${id}/1`).toString('base64url');
    for (const token of [
      `${otherBody}.${expiry}.${mac}`,
      `${body}.zzzzzz.${mac}`,
      `${body}.${expiry}.`,
      'x',
      `${body}.${expiry}`,
    ])
      expect((await api.send('GET', `/itineraries/${token}`)).status).toBe(404);
    await api.south.ask('DELETE', `/trips/${id}`);
    expect((await api.send('GET', page)).status).toBe(404);
    const old = await anItineraryLink();
    old.api.advance(71 * hour);
    expect((await old.api.send('GET', old.page)).status).toBe(200);
    old.api.advance(hour);
    expect((await old.api.send('GET', old.page)).status).toBe(404);
  });
});

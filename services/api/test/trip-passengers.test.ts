import { anApi, bookTrip, mistakes } from './harness.ts';
import { booking } from './requests.ts';

const unknownId = '00000000-0000-4000-8000-00000000ffff';

/** A trip of three passengers on one phone, and the paths of those who fly. */
const aFamily = async () => {
  const api = await anApi();
  const id = await bookTrip(api.south, {
    passengers: ['RUIZ/ANA MRS', 'RUIZ/BETO MR', 'RUIZ/TOMAS CHD'],
  });
  const trip = await api.store.trip(api.south.id, id);
  if (!trip) throw new Error('the trip is not there');
  const [ana, beto, tomas] = trip.passengers.map(
    (passenger) => `/trips/${id}/passengers/${passenger.id}`,
  );
  return { ...api, id, ana: ana ?? '', beto: beto ?? '', tomas: tomas ?? '' };
};

const callNames = (trip: Readonly<Record<string, unknown>>): string[] => {
  const passengers: unknown = trip['passengers'];
  return (Array.isArray(passengers) ? passengers : []).map((one: unknown) =>
    String(Reflect.get(Object(one), 'callName')),
  );
};

describe('a passenger who leaves a trip', () => {
  it('leaves the others on it, once, with a new revision', async () => {
    const { south, beto, id, eventTypes } = await aFamily();
    const left = await south.ask('DELETE', beto);
    const again = await south.ask('DELETE', beto);
    expect([left.status, again.status]).toEqual([200, 200]);
    expect(callNames(left.json)).toEqual(['Ana', 'Tomas']);
    expect(left.headers.get('etag')).toBe('"2"');
    expect(again.text).toBe(left.text);
    expect(await eventTypes(id)).toEqual(['TripBooked', 'TripChanged']);
  });

  it('is news for their contact, unless the agency tells it itself', async () => {
    const { south, beto, tomas, emitted } = await aFamily();
    await south.ask('DELETE', beto);
    await south.ask('DELETE', `${tomas}?notify=false`);
    const notified = (await emitted()).flatMap((event) =>
      event.type === 'TripChanged' ? [event.data.notify] : [],
    );
    expect(notified.sort()).toEqual([false, true]);
  });

  it('takes the trip along as the last one', async () => {
    const { south, ana, beto, tomas, id, eventTypes } = await aFamily();
    await south.ask('DELETE', ana);
    await south.ask('DELETE', beto);
    const last = await south.ask('DELETE', `${tomas}?notify=false`);
    expect(last.json).toMatchObject({ id, status: 'withdrawn' });
    expect(await eventTypes(id)).toContain('TripCancelled');
  });

  it('must be on the trip, and the trip the agency’s own', async () => {
    const { south, north, beto, id } = await aFamily();
    const nobody = await south.ask('DELETE', `/trips/${id}/passengers/${unknownId}`);
    const foreign = await north.ask('DELETE', beto);
    expect([nobody.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.text).toBe(nobody.text);
    expect((await south.ask('DELETE', `${beto}?notify=perhaps`)).status).toBe(400);
  });
});

describe('a passenger who is moved', () => {
  const later = { flightNumber: 'BA822', departure: '2027-03-03T20:05' };

  it('gets a trip of their own, and the others hear nothing', async () => {
    const { south, beto, id, emitted } = await aFamily();
    const moved = await south.ask('PATCH', beto, later);
    expect(moved.status).toBe(200);
    expect(moved.json).toMatchObject({ flightNumber: 'BA822', status: 'booked', warnings: [] });
    expect(callNames(moved.json)).toEqual(['Beto']);
    expect(moved.headers.get('location')).toBe(`/trips/${String(moved.json['id'])}`);
    expect(callNames((await south.ask('GET', `/trips/${id}`)).json)).toEqual(['Ana', 'Tomas']);
    const events = await emitted();
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'TripBooked',
        tripId: moved.json['id'],
        data: expect.objectContaining({ movedFrom: { tripId: id, notify: true } }),
      }),
    );
    expect(events.flatMap(({ type, data }) => (type === 'TripChanged' ? [data] : []))).toEqual([
      expect.objectContaining({ fields: ['passengers'], notify: false }),
    ]);
  });

  it('alone on a trip takes it along, as an edit of the trip would', async () => {
    const { south } = await anApi();
    const booked = await south.ask('POST', '/trips', booking());
    const trip = String(booked.json['id']);
    const passengers: unknown = booked.json['passengers'];
    const passenger = Object(Array.isArray(passengers) ? passengers[0] : null);
    const moved = await south.ask(
      'PATCH',
      `/trips/${trip}/passengers/${Reflect.get(passenger, 'id')}`,
      later,
    );
    expect([moved.status, moved.json['id'], moved.json['flightNumber']]).toEqual([
      200,
      trip,
      'BA822',
    ]);
    expect(moved.json['revision']).toBe(2);
  });

  it('to where they are stays', async () => {
    const { south, beto, id, eventTypes } = await aFamily();
    const same = await south.ask('PATCH', beto, { departure: '2027-03-03T16:20' });
    expect([same.status, same.json['id']]).toEqual([200, id]);
    expect(await eventTypes(id)).toEqual(['TripBooked']);
  });

  it('is refused as a booking would be, and nothing is written', async () => {
    const { south, ana, beto, id, eventTypes } = await aFamily();
    const nowhere = await south.ask('PATCH', beto, { destinationIata: 'QQQ', stayy: 'x' });
    expect(mistakes(nowhere)).toEqual(['#/stayy unknown_field']);
    const unknown = await south.ask('PATCH', beto, { destinationIata: 'QQQ' });
    expect(mistakes(unknown)).toEqual(['#/destinationIata unknown_airport']);
    expect(await eventTypes()).toEqual(['TripBooked']);
    await south.ask('PATCH', beto, later);
    const there = await south.ask('PATCH', ana, later);
    expect([there.status, there.json['type']]).toEqual([409, '/docs#duplicate-trip']);
    await south.ask('DELETE', `/trips/${id}`);
    const gone = await south.ask('PATCH', ana, later);
    expect([gone.status, gone.json['type']]).toEqual([409, '/docs#trip-withdrawn']);
  });

  it('must be on the trip, and the trip the agency’s own', async () => {
    const { south, north, beto, id } = await aFamily();
    const nobody = await south.ask('PATCH', `/trips/${id}/passengers/${unknownId}`, later);
    const foreign = await north.ask('PATCH', beto, later);
    expect([nobody.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.text).toBe(nobody.text);
  });
});

import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { anApi, bookTrip } from './harness.ts';
import { booking } from './requests.ts';

/** Two agencies with the same traveller and flight; the south's trip has a task and a message. */
const twoAgencies = async () => {
  const api = await anApi();
  const southTrip = await bookTrip(api.south, { reference: 'LOC-1' });
  const northTrip = await bookTrip(api.north, { reference: 'LOC-1' });
  const trip = await api.store.trip(api.south.id, southTrip);
  if (!trip) throw new Error('the trip is not there');
  const tasks = [
    { op: 'open', kind: 'cancelled', tripId: southTrip, reason: 'cancelled', facts: {} } as const,
  ];
  await api.store.commit(aTurn(aTripBooked(trip), { effects: [anEffect(trip, api.south)], tasks }));
  const [task] = await api.store.tasks(api.south.id, { limit: 1 });
  return { ...api, southTrip, northTrip, taskId: task?.id ?? '' };
};

describe('an agency', () => {
  it('finds nothing of another one, by any route, and changes nothing of it', async () => {
    const { south, north, southTrip, northTrip, taskId } = await twoAgencies();
    const before = [
      await south.ask('GET', `/trips/${southTrip}`),
      await south.ask('GET', '/tasks'),
      await south.ask('GET', '/settings'),
    ].map(({ text }) => text);
    const unknownId = '00000000-0000-4000-8000-00000000ffff';
    const requests: readonly (readonly [string, (id: string) => string, unknown?])[] = [
      ['GET', (id) => `/trips/${id}`],
      ['PATCH', (id) => `/trips/${id}`, { stay: 'x' }],
      ['DELETE', (id) => `/trips/${id}?notify=true`],
      ['GET', (id) => `/trips/${id}/timeline`],
      ['GET', (id) => `/trips/${id}/messages`],
    ];
    for (const [method, path, body] of requests) {
      const foreign = await north.ask(method, path(southTrip), body);
      const nonexistent = await north.ask(method, path(unknownId), body);
      expect([method, foreign.status, foreign.text]).toEqual([method, 404, nonexistent.text]);
    }
    const task = await north.ask('PATCH', `/tasks/${taskId}`, { state: 'done' });
    expect([task.status, task.text]).toEqual([
      404,
      (await north.ask('PATCH', `/tasks/${unknownId}`, { state: 'done' })).text,
    ]);
    expect((await north.ask('GET', '/tasks')).json).toEqual({ items: [], next: null });
    expect((await north.ask('GET', `/tasks?tripId=${southTrip}`)).json['items']).toEqual([]);
    for (const query of ['', '?reference=LOC-1', '?whatsapp=%2B5491155550100'])
      expect((await north.ask('GET', `/trips${query}`)).json).toMatchObject({
        items: [{ id: northTrip, agencyId: north.id }],
      });
    await north.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    const after = [
      await south.ask('GET', `/trips/${southTrip}`),
      await south.ask('GET', '/tasks'),
      await south.ask('GET', '/settings'),
    ].map(({ text }) => text);
    expect(after).toEqual(before);
  });

  it('may use an idempotency key and a reference that another one has used', async () => {
    const { south, north } = await anApi();
    const first = await south.ask('POST', '/trips', booking({ reference: 'LOC-1' }), {
      'idempotency-key': 'k',
    });
    const second = await north.ask(
      'POST',
      '/trips',
      booking({ reference: 'LOC-1', clientName: 'Beto Paz' }),
      { 'idempotency-key': 'k' },
    );
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json['id']).not.toBe(first.json['id']);
  });

  it('cannot page into another one’s trips', async () => {
    const { south, north } = await twoAgencies();
    await bookTrip(south, { departure: '2027-03-09T16:20' });
    const { json } = await south.ask('GET', '/trips?limit=1');
    const page = await north.ask('GET', `/trips?cursor=${String(json['next'])}`);
    expect(page.json).toMatchObject({ items: [{ agencyId: north.id }] });
  });
});

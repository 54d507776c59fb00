import type { FoundElsewhere } from '#shared/domain/task.ts';
import { aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';

/** A trip with a task of the notifications agent that proposes another flight for it. */
const tripWithProposal = async (
  api: Api,
  found: Partial<FoundElsewhere['found']> = {},
  kind: 'found_elsewhere' | 'not_found' = 'found_elsewhere',
) => {
  const tripId = await bookTrip(api.south);
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  const facts: FoundElsewhere = {
    booked: { originIata: trip.originIata, departure: trip.departure },
    found: {
      originIata: 'LGW',
      destinationIata: trip.destinationIata,
      scheduledDeparture: '2027-03-03T17:10:00.000Z',
      ...found,
    },
  };
  await api.store.commit(
    aTurn(aTripBooked(trip), {
      tasks: [{ op: 'open', kind, tripId, reason: 'flight_found_elsewhere', facts: { ...facts } }],
    }),
  );
  const [task] = await api.store.tasks(api.south.id, { limit: 1 });
  const path = `/tasks/${task?.id}/confirm`;
  const emitted = async () =>
    (await api.emitted())
      .filter((event) => event.tripId === tripId)
      .flatMap((event) => (event.type === 'TripChanged' ? [event.data] : []));
  return { tripId, trip, path, emitted };
};

describe('a flight that was found elsewhere', () => {
  it('is confirmed by the agency: its trip is edited, and the task is done', async () => {
    const api = await anApi();
    const { tripId, path, emitted } = await tripWithProposal(api);
    const answer = await api.south.ask('POST', path, { by: 'Lucía' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.json).toMatchObject({
      id: tripId,
      originIata: 'LGW',
      departure: '2027-03-03T17:10:00.000Z',
      revision: 2,
    });
    expect(await emitted()).toMatchObject([
      { revision: 2, notify: true, fields: expect.arrayContaining(['originIata', 'departure']) },
    ]);
    expect(await api.store.tasks(api.south.id, { limit: 1 })).toMatchObject([
      { state: 'done', closedReason: 'done_by_agency' },
    ]);
  });

  it('is confirmed without a word to the traveller where the agency says so', async () => {
    const api = await anApi();
    const { path, emitted } = await tripWithProposal(api);
    expect((await api.south.ask('POST', path, { notify: false })).status).toBe(200);
    expect(await emitted()).toMatchObject([{ notify: false }]);
  });

  it('is confirmed once', async () => {
    const api = await anApi();
    const { path, emitted } = await tripWithProposal(api);
    await api.south.ask('POST', path, {});
    const again = await api.south.ask('POST', path, {});
    expect([again.status, again.json['type']]).toEqual([409, '/docs#task-closed']);
    expect(await emitted()).toHaveLength(1);
  });

  it('is not put over an edit that came after the task', async () => {
    const api = await anApi();
    const { tripId, path, emitted } = await tripWithProposal(api);
    await api.south.ask('PATCH', `/trips/${tripId}`, { departure: '2027-03-03T20:00' });
    const answer = await api.south.ask('POST', path, {});
    expect([answer.status, answer.json['type']]).toEqual([412, '/docs#edited-meanwhile']);
    expect(await emitted()).toHaveLength(1);
    expect(await api.store.tasks(api.south.id, { limit: 1 })).toMatchObject([{ state: 'open' }]);
  });

  it('that cannot be booked changes nothing, and leaves the task', async () => {
    const api = await anApi();
    const { path, emitted } = await tripWithProposal(api, { originIata: 'XQX' });
    const answer = await api.south.ask('POST', path, {});
    expect(answer.status).toBe(422);
    expect(mistakes(answer)).toEqual([expect.stringContaining('#/originIata')]);
    expect(await emitted()).toEqual([]);
    expect(await api.store.tasks(api.south.id, { limit: 1 })).toMatchObject([{ state: 'open' }]);
  });

  it('is all that can be confirmed, by its own agency alone', async () => {
    const api = await anApi();
    const other = await tripWithProposal(api, {}, 'not_found');
    const wrong = await api.south.ask('POST', other.path, {});
    expect([wrong.status, wrong.json['type']]).toEqual([409, '/docs#nothing-to-confirm']);
    const foreign = await api.north.ask('POST', other.path, {});
    const unknown = await api.north.ask(
      'POST',
      '/tasks/00000000-0000-4000-8000-00000000ffff/confirm',
      {},
    );
    expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
    expect(mistakes(await api.south.ask('POST', other.path, { notify: 'no', x: 1 }))).toEqual([
      '#/notify invalid_type',
      '#/x unknown_field',
    ]);
  });
});

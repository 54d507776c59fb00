// cspell:ignore contestan llamó
import { z } from 'zod';
import { anApi, mistakes } from './harness.ts';
import { tripWithTask } from './trip-with-task.ts';

describe('tasks', () => {
  it('are listed, and filtered by state and trip', async () => {
    const api = await anApi();
    const { tripId, taskId } = await tripWithTask(api);
    const list = async (query = '') => (await api.south.ask('GET', `/tasks${query}`)).json['items'];
    expect(await list()).toMatchObject([
      {
        id: taskId,
        tripId,
        kind: 'cancelled',
        severity: 'urgent',
        state: 'open',
        facts: { flight: 'BA820' },
      },
    ]);
    expect(await list('?state=open')).toHaveLength(1);
    expect(await list('?state=done')).toEqual([]);
    expect(await list(`?tripId=${tripId}&limit=1`)).toHaveLength(1);
    expect(await list('?tripId=00000000-0000-4000-8000-00000000ffff')).toEqual([]);
  });

  it('are claimed and done, and never go back', async () => {
    const api = await anApi();
    const { taskId } = await tripWithTask(api);
    const move = (body: unknown) => api.south.ask('PATCH', `/tasks/${taskId}`, body);
    expect((await move({ state: 'claimed', by: 'Lucía' })).json).toMatchObject({
      id: taskId,
      state: 'claimed',
    });
    for (const state of ['claimed', 'done', 'done'])
      expect(await move({ state })).toMatchObject({ status: 200, json: { state } });
    const back = await move({ state: 'open' });
    expect([back.status, back.json['type'], back.json['state']]).toEqual([
      409,
      '/docs#task-closed',
      'done',
    ]);
  });

  it('of a call that reached nobody stay open, with the attempt in the thread', async () => {
    const api = await anApi();
    const { tripId, taskId } = await tripWithTask(api, {}, 'call');
    const call = (outcome: string, state = 'done') =>
      api.south.ask('PATCH', `/tasks/${taskId}`, { state, outcome, by: 'Lucía' });
    expect((await call('no_answer')).json).toMatchObject({
      state: 'open',
      attempts: [{ by: 'Lucía', outcome: 'no_answer' }],
    });
    const incidents = (await api.south.ask('GET', '/incidents')).json['items'];
    const [incident] = z.array(z.looseObject({ id: z.string() })).parse(incidents);
    expect(incident).toMatchObject({ state: 'open', unreached: 1, counts: { toCall: 1 } });
    const { thread } = (await api.south.ask('GET', `/incidents/${incident?.id}`)).json;
    expect(thread).toContainEqual(
      expect.objectContaining({
        kind: 'act',
        by: 'Lucía',
        words: expect.objectContaining({ es: 'Llamó y no contestan' }),
      }),
    );
    expect(mistakes(await call('no_answer', 'claimed'))).toEqual(['#/outcome custom']);
    expect((await call('reached')).json).toMatchObject({ state: 'done' });
    expect((await call('no_answer')).json['type']).toBe('/docs#task-closed');
    const other = await tripWithTask(api, { flightNumber: 'BA900' });
    const wrong = { state: 'done', outcome: 'reached' };
    expect(mistakes(await api.south.ask('PATCH', `/tasks/${other.taskId}`, wrong))).toEqual([
      '#/outcome not_a_call',
    ]);
    expect(tripId).not.toBe(other.tripId);
  });

  it('are listed page by page', async () => {
    const api = await anApi();
    const ids = [(await tripWithTask(api)).taskId];
    for (const flightNumber of ['BA822', 'BA824'])
      ids.push((await tripWithTask(api, { flightNumber })).taskId);
    const items = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 2; pages += 1) {
      const { json } = await api.south.ask('GET', `/tasks${query}`);
      items.push(...z.array(z.object({ id: z.string() })).parse(json['items']));
      query = `?limit=2&cursor=${json['next']}`;
    }
    expect(items.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(query).toBe('?limit=2&cursor=null');
    expect(mistakes(await api.south.ask('GET', '/tasks?cursor=bm8'))).toEqual([
      'cursor bad_cursor',
    ]);
  });

  it('that are not there, or move to no state, are refused', async () => {
    const api = await anApi();
    const { taskId } = await tripWithTask(api);
    expect(
      (
        await api.south.ask('PATCH', '/tasks/00000000-0000-4000-8000-00000000ffff', {
          state: 'done',
        })
      ).status,
    ).toBe(404);
    expect((await api.south.ask('PATCH', '/tasks/x', { state: 'done' })).status).toBe(404);
    const answer = await api.south.ask('PATCH', `/tasks/${taskId}`, {
      state: 'lost',
      by: 'a\0',
      note: 1,
    });
    expect(answer.status).toBe(422);
    expect(
      mistakes(await api.south.ask('PATCH', `/tasks/${taskId}`, { state: 'lost', note: 1 })),
    ).toEqual(['#/state invalid_value', '#/note unknown_field']);
    expect(mistakes(await api.south.ask('GET', '/tasks?state=lost&tripId=x'))).toEqual([
      'state invalid_value',
      'tripId invalid_format',
    ]);
  });
});

describe('the life of a trip', () => {
  it('shows its messages without what is only for the wire, and its timeline', async () => {
    const api = await anApi();
    const { tripId } = await tripWithTask(api);
    const messages = (await api.south.ask('GET', `/trips/${tripId}/messages`)).json['items'];
    expect(messages).toMatchObject([{ tripId, text: expect.any(String) }]);
    expect(JSON.stringify(messages)).not.toContain('"content"');
    const timeline = (await api.south.ask('GET', `/trips/${tripId}/timeline`)).json['items'];
    expect(timeline).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'message' }),
        expect.objectContaining({ kind: 'task' }),
      ]),
    );
  });
});

describe('settings', () => {
  it('are the defaults until the agency sets something', async () => {
    const { south } = await anApi();
    const { json } = await south.ask('GET', '/settings');
    expect(json).toMatchObject({
      effective: {
        quiet_hours: { start: '20:00', end: '09:00' },
        rate_limiting: { messages_per_minute: 60 },
      },
      stored: {},
    });
  });

  it('are replaced by PUT: what is absent goes back to its default', async () => {
    const { south } = await anApi();
    await south.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    const answer = await south.ask('PUT', '/settings/quiet_hours', { end: '08:00' });
    expect([answer.status, answer.json]).toEqual([
      200,
      { key: 'quiet_hours', effective: { start: '20:00', end: '08:00' }, stored: { end: '08:00' } },
    ]);
    expect((await south.ask('GET', '/settings/quiet_hours')).json).toEqual(answer.json);
    expect((await south.ask('GET', '/settings')).json['stored']).toEqual({
      quiet_hours: { end: '08:00' },
    });
  });

  it('are changed by PATCH: what is absent stays, null is the default again', async () => {
    const { south } = await anApi();
    await south.ask('PATCH', '/settings/notification_preferences', {
      boarding_lead_minutes: 45,
      landing_enabled: false,
    });
    const answer = await south.ask('PATCH', '/settings/notification_preferences', {
      landing_enabled: null,
      gate_alert_hours: 4,
    });
    expect(answer.json['stored']).toEqual({ boarding_lead_minutes: 45, gate_alert_hours: 4 });
    expect(answer.json['effective']).toMatchObject({
      boarding_lead_minutes: 45,
      landing_enabled: true,
      gate_alert_hours: 4,
    });
  });

  it.each([
    ['quiet_hours', { start: '25:00' }, '#/start invalid_format'],
    ['quiet_hours', { from: '20:00' }, '#/from unknown_field'],
    ['rate_limiting', { messages_per_minute: 0 }, '#/messages_per_minute too_small'],
    ['feature_flags', { flight_alerts: 'yes' }, '#/flight_alerts invalid_type'],
    ['retry_limits', [], '# invalid_type'],
  ])('of %s refuse %j and stay as they were', async (key, values, mistake) => {
    const { south } = await anApi();
    for (const method of ['PUT', 'PATCH']) {
      const answer = await south.ask(method, `/settings/${key}`, values);
      expect([answer.status, mistakes(answer)]).toEqual([422, [mistake]]);
    }
    expect((await south.ask('GET', '/settings')).json['stored']).toEqual({});
  });

  it.each(['colours', '__proto__', 'constructor', 'toString'])('have no key %s', async (key) => {
    const { south } = await anApi();
    expect((await south.ask('GET', `/settings/${key}`)).status).toBe(404);
    expect((await south.ask('PUT', `/settings/${key}`, {})).status).toBe(404);
  });
});

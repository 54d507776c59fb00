import { z } from 'zod';
import { signedIn } from './browser.ts';
import { type Answer, anApi } from './harness.ts';

const items = ({ json }: Answer) => z.array(z.looseObject({ id: z.int() })).parse(json['items']);

describe('the history of settings', () => {
  it('says who changed what, when, and from what to what', async () => {
    const api = await anApi();
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    await api.south.ask('PATCH', '/settings/quiet_hours', { end: '09:00' });
    await api.south.ask('PATCH', '/settings/notification_preferences', { landing_enabled: false });
    const all = items(await api.south.ask('GET', '/settings/history'));
    expect(all).toMatchObject([
      { key: 'notification_preferences', before: {}, after: { landing_enabled: false } },
      {
        key: 'quiet_hours',
        before: { start: '22:00' },
        after: { start: '22:00', end: '09:00' },
        fields: ['end'],
        byKind: 'key',
      },
      { key: 'quiet_hours', before: {}, after: { start: '22:00' }, fields: ['start'] },
    ]);
    expect(items(await api.south.ask('GET', '/settings/history?key=quiet_hours'))).toHaveLength(2);
    const page = await api.south.ask('GET', '/settings/history?limit=2');
    expect(
      items(await api.south.ask('GET', `/settings/history?cursor=${page.json['next']}`)),
    ).toEqual(all.slice(2));
    expect(items(await api.north.ask('GET', '/settings/history'))).toEqual([]);
  });

  it('takes the last change back, once, and by those who may change settings', async () => {
    const api = await anApi();
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '23:00' });
    const [last, first] = items(await api.south.ask('GET', '/settings/history'));
    const undo = (change: unknown) =>
      api.south.ask('POST', '/settings/quiet_hours/undo', { change });
    expect((await undo(first?.id)).json['type']).toBe('/docs#setting-changed');
    expect(await undo(last?.id)).toMatchObject({
      status: 200,
      json: { stored: { start: '22:00' }, change: { after: { start: '22:00' } } },
    });
    expect((await undo(last?.id)).status).toBe(409);
    expect((await api.south.ask('GET', '/settings/quiet_hours')).json['stored']).toEqual({
      start: '22:00',
    });
    expect((await api.north.ask('POST', '/settings/quiet_hours/undo', { change: 1 })).status).toBe(
      404,
    );
    const agent = await signedIn(api, 'lucia', { role: 'agent' });
    expect(
      (await agent.ask('POST', '/settings/quiet_hours/undo', { change: 1 })).json['type'],
    ).toBe('/docs#role-may-not');
  });
});

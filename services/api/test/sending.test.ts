import { z } from 'zod';
import { minute, plus } from '#shared/domain/instant.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import {
  aFlightFacts,
  aFlightStatusChanged,
  aMoment,
  anEffect,
  aTurn,
} from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';
import { inbound } from './requests.ts';

const paused = { state: 'paused', reason: 'Wrong import' };
const Items = z.array(z.record(z.string(), z.unknown()));

/** What a turn of a trip enters, and what of it is claimed at once. */
const say = async (api: Api, tripId: string, over: Partial<EffectCommand> = {}) => {
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('expected the trip');
  const event = aFlightStatusChanged(trip, aFlightFacts());
  const { version } = await api.store.load({
    ...{ agent: 'notifications', actorId: tripId, eventId: event.id, agencyId: api.south.id },
    ...{ tripId, conversation: null, flightKey: null, timerKind: null },
  });
  const effects = [anEffect(trip, api.south, over)];
  const result = await api.store.commit(aTurn(event, { expectedVersion: version, effects }));
  if (result.kind !== 'committed') throw new Error(result.kind);
  return result.claimed;
};

describe('sending', () => {
  it('is live until somebody says something else, and says who did', async () => {
    const api = await anApi();
    expect((await api.south.ask('GET', '/agency/sending')).json).toEqual({
      ...{ state: 'live', decidedBy: null, set: null, brakes: [], held: 0 },
    });
    const put = await api.south.ask('PUT', '/agency/sending', paused);
    expect([put.status, put.json['state']]).toEqual([200, 'paused']);
    expect(put.json['decidedBy']).toMatchObject({ scope: 'agency', ...paused, since: aMoment });
    expect((await api.south.ask('GET', '/agency')).json['sending']).toMatchObject({
      state: 'paused',
    });
    await api.south.ask('PUT', '/agency/sending', { state: 'live', reason: 'Done' });
    expect((await api.south.ask('GET', '/agency/sending')).json).toMatchObject({
      state: 'live',
      set: { state: 'live', reason: 'Done' },
    });
    const audit = Items.parse((await api.south.ask('GET', '/audit')).json['items']);
    expect(JSON.stringify(audit)).toContain('sending_brakes');
  });

  it('that is paused lets nothing leave, and says how much waits', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await api.south.ask('PUT', '/agency/sending', paused);
    expect(await say(api, tripId)).toEqual([]);
    expect((await api.south.ask('GET', '/agency/sending')).json).toMatchObject({ held: 1 });
  });

  it('is read and set of a journey, a contact and a type', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const trip = await api.store.trip(api.south.id, tripId);
    const paths = [
      `/journeys/${trip?.journeyId}/sending`,
      `/contacts/${trip?.contactId}/sending`,
      '/agency/sending/types/delayed',
    ];
    for (const path of paths) {
      expect((await api.south.ask('PUT', path, paused)).json).toMatchObject({ state: 'paused' });
      expect(await say(api, tripId, { type: 'delayed' })).toEqual([]);
      expect((await api.south.ask('GET', path)).json).toMatchObject({ state: 'paused' });
      expect((await api.north.ask('PUT', path, paused)).status).toBe(
        path.includes('types') ? 200 : 404,
      );
      await api.south.ask('PUT', path, { state: 'live' });
    }
    await api.south.ask('PUT', '/agency/sending', { ...paused, state: 'shadow' });
    expect((await api.south.ask('GET', paths[0] ?? '')).json).toMatchObject({
      ...{ state: 'shadow', decidedBy: { scope: 'agency' }, set: { state: 'live' } },
    });
  });

  it('is paused by the operator for everybody, who are told why', async () => {
    const api = await anApi();
    expect((await api.operate('GET', '/operator/sending')).json).toMatchObject({ state: 'live' });
    const put = await api.operate('PUT', '/operator/sending', paused);
    expect(put.json).toMatchObject({ state: 'paused' });
    for (const agency of [api.south, api.north])
      expect((await agency.ask('GET', '/agency')).json['sending']).toMatchObject({
        ...{ state: 'paused', decidedBy: { scope: 'platform', reason: 'Wrong import' } },
      });
    await api.operate('PUT', '/operator/sending', { state: 'live' });
    expect((await api.south.ask('GET', '/agency/sending')).json).toMatchObject({ state: 'live' });
    const shadow = await api.operate('PUT', '/operator/sending', { ...paused, state: 'shadow' });
    expect(shadow.status).toBe(422);
  });

  it('lifts by itself at the time that was said', async () => {
    const api = await anApi();
    const until = plus(aMoment, 10 * minute);
    await api.south.ask('PUT', '/agency/sending', { ...paused, until });
    api.advance(10 * minute);
    expect((await api.south.ask('GET', '/agency/sending')).json).toMatchObject({
      ...{ state: 'live', set: { state: 'paused', until }, brakes: [] },
    });
  });

  it('needs a reason, phones for a test, and an end that is ahead', async () => {
    const api = await anApi();
    const wrong = async (body: unknown) =>
      mistakes(await api.south.ask('PUT', '/agency/sending', body));
    expect(await wrong({ state: 'paused' })).toEqual(['#/reason required']);
    expect(await wrong({ state: 'test', reason: 'x' })).toEqual(['#/phones required']);
    expect(await wrong({ state: 'test', reason: 'x', phones: ['12'] })).toEqual([
      '#/phones/0 bad_phone',
    ]);
    expect(await wrong({ ...paused, until: aMoment })).toEqual(['#/until out_of_range']);
    expect(await wrong({ ...paused, phones: [] })).toEqual(['#/phones unknown_field']);
    expect((await api.south.ask('PUT', '/agency/sending/types/nonsense', paused)).status).toBe(404);
  });

  it('keeps the numbers of the staff sealed', async () => {
    const api = await anApi();
    await api.south.ask('PUT', '/agency/sending', {
      ...{ state: 'test', reason: 'Trial of Ana', phones: ['+54 9 11 5555 0177'] },
    });
    expect(await api.tablesWith('5491155550177')).toEqual([]);
    expect(await api.tablesWith('Trial of Ana')).toEqual([]);
    expect((await api.south.ask('GET', '/agency/sending')).text).toContain('+5491155550177');
  });

  it('is tried out, and ended to be, by who may administer alone', async () => {
    const api = await anApi();
    const made = await api.operate('POST', `/operator/agencies/${api.south.id}/keys`, {
      ...{ name: 'desk', scopes: ['read', 'care'] },
    });
    const desk = api.askWith(String(made.json['secret'] ?? made.json['key']));
    expect((await desk('PUT', '/agency/sending', paused)).status).toBe(200);
    expect((await desk('PUT', '/agency/sending', { ...paused, state: 'shadow' })).status).toBe(403);
    await api.south.ask('PUT', '/agency/sending', { ...paused, state: 'shadow' });
    expect((await desk('PUT', '/agency/sending', { state: 'live' })).status).toBe(403);
  });
});

describe('what a person writes', () => {
  it('is refused while it would not leave, with who paused it and why', async () => {
    const api = await anApi();
    await bookTrip(api.south);
    await api.twilio('/webhooks/twilio', inbound());
    const [{ id = '' } = {}] = await api.store.conversations(api.south.id, { limit: 1 });
    await api.south.ask('PUT', '/agency/sending', paused);
    const answer = await api.south.ask('POST', `/conversations/${id}/messages`, { text: 'Hola' });
    expect([answer.status, answer.json['type']]).toEqual([409, '/docs#sending-paused']);
    expect(answer.json['brake']).toMatchObject({ scope: 'agency', reason: 'Wrong import' });
    await api.south.ask('PUT', '/agency/sending', { ...paused, state: 'shadow' });
    const again = await api.south.ask('POST', `/conversations/${id}/messages`, { text: 'Hola' });
    expect(again.status).toBe(202);
  });
});

describe('the report of a shadow', () => {
  it('says what would have been said to whom and when, and what was said by hand', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await api.south.ask('PUT', '/agency/sending', { ...paused, state: 'shadow' });
    await say(api, tripId, { type: 'delayed', content: { kind: 'text', text: 'Sale 17:30' } });
    await say(api, tripId, { type: 'gate_change', content: { kind: 'text', text: 'Puerta B22' } });
    api.advance(12 * minute);
    const [byHand] = await say(api, tripId, { type: 'agency_reply' });
    if (!byHand) throw new Error('expected the words of a person to leave');
    const at = plus(aMoment, 12 * minute);
    await api.store.settle({
      agencyId: api.south.id,
      now: at,
      settlements: [{ id: byHand.id, fence: byHand.fence, at, kind: 'sent', providerId: 'SM-1' }],
    });
    const page = await api.south.ask('GET', '/reports/shadow?limit=1');
    expect(Items.parse(page.json['items'])).toMatchObject([
      {
        ...{ tripId, at: aMoment, contact: { name: 'Ana Ruiz' } },
        byHand: { kind: 'message', at, minutesLater: 12 },
      },
    ]);
    const next = await api.south.ask('GET', `/reports/shadow?limit=1&cursor=${page.json['next']}`);
    const both = [...Items.parse(page.json['items']), ...Items.parse(next.json['items'])];
    expect(both.map(({ text }) => text).toSorted()).toEqual(['Puerta B22', 'Sale 17:30']);
    expect(next.json['next']).toBeNull();
    expect((await api.north.ask('GET', '/reports/shadow')).json['items']).toEqual([]);
  });
});

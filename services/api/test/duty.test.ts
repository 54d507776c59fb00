import { randomUUID } from 'node:crypto';
import { plus, second } from '#shared/domain/instant.ts';
import { aMoment, anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { aBrowser, join, signedIn } from './browser.ts';
import { type Api, anApi, bookTrip } from './harness.ts';
import { inbound } from './requests.ts';

const phone = '+54 9 11 5555 0104';
const other = '+54 9 11 5555 0105';
const asAddress = (number: string): string => `whatsapp:${number.replaceAll(' ', '')}`;
const always = (first: string, second: string | null = null) =>
  Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
      day,
      [{ from: '00:00', to: '24:00', first, second }],
    ]),
  );

/** An urgent incident, of which members were asked by their phones; the numbers are theirs. */
const anAlert = async (
  api: Api,
  asked: readonly { readonly memberId: string; readonly phone: string }[],
  number = 1,
): Promise<string> => {
  const trip = await api.store.trip(api.south.id, await bookTrip(api.south));
  if (!trip) throw new Error('the trip is not there');
  const commit = (turn: object) =>
    api.store.commit(
      aTurn(aTripBooked(trip, { id: randomUUID() }), { actorId: randomUUID(), ...turn }),
    );
  await commit({
    tasks: [{ op: 'open', kind: 'cancelled', tripId: trip.id, reason: 'why', facts: {} }],
  });
  const incidents = await api.south.ask('GET', '/incidents');
  const id = String(Object(Object(incidents.json['items'])[0])['id']);
  await commit({
    records: [
      {
        kind: 'duty_alert',
        incidentId: id,
        alert: 'asked',
        number,
        asked: asked.map(({ memberId, phone: to }) => ({
          memberId,
          key: `key ${memberId}`,
          phone: to.replaceAll(' ', ''),
        })),
      },
    ],
  });
  return id;
};
let messages = 0;
const writes = (
  api: Api,
  from: string,
  text: string,
  sid = `SM${String(++messages).padStart(32, 'a')}`,
) =>
  api.twilio('/webhooks/twilio', inbound({ From: asAddress(from), Body: text, MessageSid: sid }));
const outcomes = async (api: Api) =>
  (await api.emitted()).flatMap((event) =>
    event.type === 'StaffAnswered' ? [event.data.outcome] : [],
  );

describe('the roster', () => {
  it('is accepted with its holes, and shows them', async () => {
    const api = await anApi();
    const { id } = await join(api.south, 'lucia', { role: 'duty' });
    expect((await api.south.ask('GET', '/duty')).json).toMatchObject({ roster: null, revision: 0 });
    const monday = [{ from: '09:00', to: '18:00', first: id, second: null }];
    const put = await api.south.ask('PUT', '/duty', { monday });
    expect(put.status).toBe(200);
    expect(put.json).toMatchObject({ revision: 1, updatedBy: 'main key', roster: { monday } });
    expect(put.json['holes']).toEqual(
      expect.arrayContaining([
        { day: 'monday', from: '00:00', to: '09:00' },
        { day: 'monday', from: '18:00', to: '24:00' },
        { day: 'tuesday', from: '00:00', to: '24:00' },
      ]),
    );
    expect((await api.emitted()).map(({ type }) => type)).toContain('DutyPlanChanged');
    expect((await api.north.ask('GET', '/duty')).json).toMatchObject({ roster: null });
  });

  it('names members who may be on duty, and says where it does not', async () => {
    const api = await anApi();
    const gone = await join(api.south, 'lucia', { role: 'duty' });
    await api.south.ask('DELETE', `/members/${gone.id}`);
    const there = await join(api.north, 'eva');
    const answer = await api.south.ask('PUT', '/duty', {
      monday: [{ from: '09:00', to: '18:00', first: gone.id }],
      holidays: [{ date: '2027-12-25', shifts: [{ from: '09:00', to: '18:00', first: there.id }] }],
    });
    expect(answer.status).toBe(422);
    expect(answer.json['errors']).toMatchObject([
      { pointer: '#/monday/0/first', code: 'unknown_member' },
      { pointer: '#/holidays/0/shifts/0/first', code: 'unknown_member' },
    ]);
  });

  it('is not replaced by who read an older one', async () => {
    const api = await anApi();
    const { id } = await join(api.south, 'lucia', { role: 'duty' });
    const put = (tag: string) => api.south.ask('PUT', '/duty', always(id), { 'if-match': tag });
    expect((await put('"0"')).status).toBe(200);
    expect((await put('"0"')).status).toBe(412);
    expect((await put('"1"')).json).toMatchObject({ revision: 2 });
  });

  it('says who is on duty now, without a number', async () => {
    const api = await anApi();
    const { id } = await join(api.south, 'lucia', { role: 'duty' });
    const owner = await join(api.south, 'olga', { role: 'owner' });
    await api.south.ask('PUT', `/members/${id}/reach`, { phone, consent: true });
    expect((await api.south.ask('GET', '/duty/now')).json).toMatchObject({
      first: null,
      isHole: true,
      until: null,
    });
    await api.south.ask('PUT', '/duty', always(id, owner.id));
    const now = await api.south.ask('GET', '/duty/now');
    expect(now.json).toMatchObject({
      first: { id, name: 'lucia', byWhatsApp: true },
      second: { id: owner.id, byWhatsApp: false },
      isHole: false,
      untold: [],
    });
    expect(now.text).not.toContain('5555');
  });
});

describe('how a member is reached', () => {
  it('is theirs to say, and their owner’s; the phone lies sealed', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia', { role: 'duty' });
    const ana = await signedIn(api, 'ana');
    const reach = { phone, consent: true, languages: ['es'] };
    const put = await lucia.ask('PUT', `/members/${lucia.id}/reach`, reach);
    expect(put.json).toMatchObject({ phone: '+5491155550104', consentedAt: aMoment });
    expect((await ana.ask('GET', `/members/${lucia.id}/reach`)).status).toBe(404);
    expect((await ana.ask('PUT', `/members/${lucia.id}/reach`, reach)).status).toBe(404);
    expect((await api.south.ask('GET', `/members/${lucia.id}/reach`)).json).toMatchObject({
      name: 'lucia',
      languages: ['es'],
    });
    expect((await api.north.ask('GET', `/members/${lucia.id}/reach`)).status).toBe(404);
    expect(await api.tablesWith('5491155550104')).toEqual([]);
  });

  it('asks for consent anew where the phone is another', async () => {
    const api = await anApi();
    const { id } = await join(api.south, 'lucia', { role: 'duty' });
    const put = (body: object) => api.south.ask('PUT', `/members/${id}/reach`, body);
    await put({ phone, consent: true });
    api.advance(60 * second);
    expect((await put({ phone, consent: true })).json).toMatchObject({ consentedAt: aMoment });
    expect((await put({ phone: other, consent: false })).json).toMatchObject({ consentedAt: null });
    expect((await put({ phone: other, consent: true })).json).toMatchObject({
      consentedAt: plus(aMoment, 60 * second),
    });
    expect((await put({ phone: null, consent: true })).json).toMatchObject({ consentedAt: null });
  });

  it('is forgotten when they leave', async () => {
    const api = await anApi();
    const { id } = await join(api.south, 'lucia', { role: 'duty' });
    await api.south.ask('PUT', `/members/${id}/reach`, { phone, consent: true });
    const incident = await anAlert(api, [{ memberId: id, phone }]);
    await api.south.ask('DELETE', `/members/${id}`);
    await writes(api, phone, '1');
    expect((await api.south.ask('GET', `/incidents/${incident}`)).json).toMatchObject({
      state: 'open',
    });
    expect(await outcomes(api)).toEqual([]);
  });
});

describe('an answer from the phone of somebody who was asked', () => {
  const alerted = async () => {
    const api = await anApi();
    const lucia = await join(api.south, 'lucia', { role: 'duty' });
    const ana = await join(api.south, 'ana');
    await api.south.ask('PUT', `/members/${lucia.id}/reach`, { phone, consent: true });
    const id = await anAlert(api, [
      { memberId: lucia.id, phone },
      { memberId: ana.id, phone: other },
    ]);
    const incident = async () => (await api.south.ask('GET', `/incidents/${id}`)).json;
    return { api, lucia, ana, id, incident };
  };

  it('claims the incident with its tasks, as theirs, and is in no conversation', async () => {
    const { api, lucia, incident } = await alerted();
    await writes(api, phone, '1');
    expect(await incident()).toMatchObject({
      state: 'claimed',
      owner: { id: lucia.id, name: 'lucia' },
      tasks: [{ state: 'claimed' }],
    });
    expect(await outcomes(api)).toEqual(['claimed']);
    expect((await api.south.ask('GET', '/conversations')).json['items']).toEqual([]);
    const audit = await api.south.ask('GET', '/audit?objectKind=incidents');
    expect(Object(audit.json['items'])[0]).toMatchObject({
      actorKind: 'member',
      actorId: lucia.id,
      action: 'incidents.update',
    });
  });

  it('is one answer, however often it is delivered', async () => {
    const { api } = await alerted();
    const sid = `SM${'b'.repeat(32)}`;
    for (let n = 0; n < 3; n += 1) await writes(api, phone, '1', sid);
    expect(await outcomes(api)).toEqual(['claimed']);
    expect((await api.south.ask('GET', '/conversations')).json['items']).toEqual([]);
  });

  it('is too late where somebody else has it: of two at once one has it', async () => {
    const { api, incident } = await alerted();
    await Promise.all([writes(api, phone, '1'), writes(api, other, 'Lo tomo')]);
    expect([...(await outcomes(api))].sort()).toEqual(['claimed', 'taken']);
    const { owner, state } = await incident();
    expect(state).toBe('claimed');
    expect(['lucia', 'ana']).toContain(Object(owner)['name']);
  });

  it('says that it is over', async () => {
    const { api, id } = await alerted();
    await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'resolve' });
    await writes(api, phone, '1');
    expect(await outcomes(api)).toEqual(['closed']);
  });

  it.each([
    ['with another number', '2'],
    ['with other words', '¿A qué hora sale mi vuelo?'],
  ])('is a traveller’s message %s', async (_, text) => {
    const { api, incident } = await alerted();
    await writes(api, phone, text);
    expect(await incident()).toMatchObject({ state: 'open' });
    expect((await api.emitted()).map(({ type }) => type)).toContain('InboundMessageReceived');
  });

  it('is none where it was a traveller’s message before the alert was there', async () => {
    const api = await anApi();
    const { id: memberId } = await join(api.south, 'lucia', { role: 'duty' });
    const sid = `SM${'c'.repeat(32)}`;
    await writes(api, phone, '1', sid);
    await anAlert(api, [{ memberId, phone }]);
    await writes(api, phone, '1', sid);
    expect(await outcomes(api)).toEqual([]);
  });

  it('is a traveller’s message after twelve hours, and from the phone of another', async () => {
    const { api, incident } = await alerted();
    await writes(api, '+54 9 11 5555 0109', '1');
    api.advance(12 * 60 * 60 * second);
    await writes(api, phone, '1');
    expect(await incident()).toMatchObject({ state: 'open' });
  });
});

describe('an incident', () => {
  it('says so when it is given back, and when its owner leaves', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia', { role: 'duty' });
    const id = await anAlert(api, []);
    const move = (act: string) => lucia.ask('POST', `/incidents/${id}/moves`, { act });
    const said = async () =>
      (await api.emitted()).flatMap(({ type }) => (type.startsWith('Incident') ? [type] : []));
    await move('claim');
    await move('claim');
    await move('release');
    await move('claim');
    await api.south.ask('DELETE', `/members/${lucia.id}`);
    await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'resolve' });
    await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'reopen' });
    expect([...(await said())].sort()).toEqual([
      'IncidentClaimed',
      'IncidentClaimed',
      'IncidentClosed',
      'IncidentOpened',
      'IncidentOpened',
      'IncidentOpened',
      'IncidentOpened',
    ]);
  });

  it('of which nobody has heard is shown to all', async () => {
    const api = await anApi();
    const { id: memberId } = await join(api.south, 'lucia', { role: 'duty' });
    const id = await anAlert(api, [{ memberId, phone }]);
    expect((await api.south.ask('GET', '/duty/now')).json['untold']).toEqual([]);
    const trip = await api.store.trip(
      api.south.id,
      await bookTrip(api.south, { flightNumber: 'BA822' }),
    );
    if (!trip) throw new Error('the trip is not there');
    await api.store.commit(
      aTurn(aTripBooked(trip), {
        actorId: randomUUID(),
        records: [
          { kind: 'duty_alert', incidentId: id, alert: 'unreachable', number: 1, asked: [] },
        ],
      }),
    );
    expect((await api.south.ask('GET', '/duty/now')).json['untold']).toMatchObject([
      { id, alert: 'unreachable' },
    ]);
    const browser = aBrowser(api);
    expect((await browser.ask('GET', '/duty/now')).status).toBe(401);
  });
});

describe('what a traveller is told of their agency', () => {
  it('is that it knows only once somebody has the incident', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia', { role: 'duty' });
    const id = await anAlert(api, []);
    const tripId = String(
      Object(Object((await api.south.ask('GET', '/trips')).json['items'])[0])['id'],
    );
    const states = async () =>
      (await api.store.tripContext(api.south.id, tripId))?.tasks.map(({ state }) => state);
    expect(await states()).toEqual(['open']);
    await lucia.ask('POST', `/incidents/${id}/moves`, { act: 'assign', memberId: lucia.id });
    expect(await states()).toEqual(['claimed']);
  });
});

describe('a call to who is on duty', () => {
  const numbers = { first: phone.replaceAll(' ', ''), second: other.replaceAll(' ', '') };
  /** A member who was called about an urgent incident, and the digit as Twilio posts it. */
  const anAnsweredCall = async () => {
    const api = await anApi();
    const lucia = await join(api.south, 'lucia', { role: 'duty' });
    await api.south.ask('PUT', `/members/${lucia.id}/reach`, { phone, consent: true });
    const incidentId = await anAlert(api, [{ memberId: lucia.id, phone }]);
    const trip = await api.store.trip(
      api.south.id,
      await bookTrip(api.south, { flightNumber: 'BA822' }),
    );
    if (!trip) throw new Error('the trip is not there');
    const key = `call ${incidentId}`;
    const committed = await api.store.commit(
      aTurn(aTripBooked(trip, { id: randomUUID() }), {
        actorId: randomUUID(),
        records: [{ kind: 'duty_calls', incidentId, calls: [{ memberId: lucia.id, key }] }],
        effects: [
          anEffect(trip, api.south, {
            ...{ key, tripId: null, type: 'duty_call', to: numbers.first },
            content: { kind: 'call', text: 'Para tomarlo, tecla 1.', language: 'es' },
          }),
        ],
      }),
    );
    const callId = committed.kind === 'committed' ? (committed.claimed[0]?.id ?? '') : '';
    const presses = (digit: string, id = callId, language = 'es') =>
      api.twilio(`/webhooks/twilio/calls/${id}?language=${language}`, {
        ...{ CallSid: `CA${'1'.repeat(32)}`, To: numbers.first, From: '+12025550190' },
        ...{ Digits: digit, CallStatus: 'in-progress' },
      });
    return { api, lucia, incidentId, presses };
  };

  it('is answered by 1, which takes the incident once, and says so', async () => {
    const { api, lucia, incidentId, presses } = await anAnsweredCall();
    const answer = await presses('1');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/xml');
    expect(answer.text).toContain(
      '<Say language="es-MX" voice="Polly.Mia-Neural">Queda a tu cargo.',
    );
    const incident = async () => (await api.south.ask('GET', `/incidents/${incidentId}`)).json;
    expect(await incident()).toMatchObject({ state: 'claimed', owner: { id: lucia.id } });
    expect(await incident()).toMatchObject({
      thread: expect.arrayContaining([
        expect.objectContaining({
          ...{ kind: 'call', about: 'lucia', by: null },
          words: expect.objectContaining({ en: 'Called, and answered by the key' }),
        }),
      ]),
    });
    expect((await presses('1')).text).toBe(answer.text);
    const claims = (await api.emitted()).filter(({ type }) => type === 'IncidentClaimed');
    expect(claims).toHaveLength(1);
  });

  it('says who has it where somebody else took it', async () => {
    const { api, incidentId, presses } = await anAnsweredCall();
    const eva = await signedIn(api, 'eva');
    const answer = await eva.ask('POST', `/incidents/${incidentId}/moves`, { act: 'claim' });
    expect(answer.status).toBe(200);
    expect((await presses('1', undefined, 'en')).text).toMatch(/>eva has it, since \d\d:\d\d\.</);
  });

  it('says that it is settled where it is', async () => {
    const { api, incidentId, presses } = await anAnsweredCall();
    await api.south.ask('POST', `/incidents/${incidentId}/moves`, { act: 'resolve' });
    expect((await presses('1', undefined, 'pt')).text).toContain('Já está resolvido');
  });

  it('asks again after another digit, and takes nothing', async () => {
    const { api, incidentId, presses } = await anAnsweredCall();
    const answer = await presses('5');
    expect(answer.text).toContain('Para tomarlo, tecla 1.');
    expect(answer.text).toMatch(/<Gather [^>]*action="[^"]*\/webhooks\/twilio\/calls\/[^"]*"/);
    const incident = await api.south.ask('GET', `/incidents/${incidentId}`);
    expect(incident.json).toMatchObject({ state: 'open' });
  });

  it('is nobody’s who does not sign as Twilio, and of a call that was not made', async () => {
    const { api, presses } = await anAnsweredCall();
    const forged = await api.send('POST', `/webhooks/twilio/calls/${randomUUID()}?language=es`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Digits=1',
    });
    expect(forged.status).toBe(403);
    expect((await presses('1', randomUUID())).status).toBe(404);
    expect((await presses('1', undefined, 'xx')).status).toBe(404);
    const other = await api.twilio(`/webhooks/twilio/calls/${randomUUID()}?language=es`, {
      a: 'b',
    });
    expect(other.status).toBe(422);
  });
});

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ClosingReason } from '#shared/domain/closing-reason.ts';
import { plus } from '#shared/domain/instant.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import { aMoment, anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { signedIn } from './browser.ts';
import { type Answer, type Api, anApi, bookTrip, mistakes } from './harness.ts';
import { inbound } from './requests.ts';

/** Opens a task of a trip, as an agent commits it, or closes it. */
const commitTask = async (
  api: Api,
  tripId: string,
  kind: TaskKind,
  {
    close,
    facts = {},
  }: { readonly close?: ClosingReason; readonly facts?: Record<string, string> } = {},
): Promise<void> => {
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  await api.store.commit(
    aTurn(aTripBooked(trip), {
      // Each commit is the first of an actor of its own.
      actorId: randomUUID(),
      tasks: [
        close === undefined
          ? { op: 'open', kind, tripId, reason: 'it happened', facts }
          : { op: 'close', kind, tripId, reason: close },
      ],
    }),
  );
};
const Items = z.array(z.looseObject({ id: z.string() }));
const items = (answer: Answer) => Items.parse(answer.json['items']);
const list = async (api: Api, query = '') =>
  items(await api.south.ask('GET', `/incidents${query}`));
const only = async (api: Api): Promise<string> => {
  const [incident, ...more] = await list(api);
  if (!incident || more.length > 0) throw new Error('there should be one incident');
  return incident.id;
};

describe('an incident', () => {
  it('is one for a flight, however many are on it and whatever happens to them', async () => {
    const api = await anApi();
    const trips = [
      await bookTrip(api.south, { whatsapp: '+54 9 11 5555 0101', clientName: 'Ana Ruiz' }),
      await bookTrip(api.south, { whatsapp: '+54 9 11 5555 0102', clientName: 'Eva Paz' }),
      await bookTrip(api.south, { whatsapp: '+54 9 11 5555 0103', clientName: 'Leo Sosa' }),
    ];
    for (const tripId of trips) await commitTask(api, tripId, 'long_delay');
    expect(await list(api)).toMatchObject([
      {
        kind: 'flight',
        about: null,
        state: 'open',
        severity: 'normal',
        people: 3,
        unreached: 0,
        tasksOpen: 3,
        kinds: ['long_delay'],
        owner: null,
      },
    ]);
    await commitTask(api, trips[0] ?? '', 'call');
    expect(await list(api)).toMatchObject([
      { severity: 'urgent', people: 3, unreached: 1, kinds: ['call', 'long_delay'] },
    ]);
  });

  it('closes itself with the last of its tasks, and says why', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await commitTask(api, tripId, 'cancelled');
    await commitTask(api, tripId, 'call');
    await commitTask(api, tripId, 'cancelled', { close: 'flight_reinstated' });
    expect(await list(api)).toMatchObject([{ kinds: ['call'], tasksOpen: 1 }]);
    await commitTask(api, tripId, 'call', { close: 'message_got_through' });
    expect(await list(api)).toEqual([]);
    expect(await list(api, '?state=done')).toMatchObject([
      { state: 'done', closedReason: 'message_got_through', closedBy: null },
    ]);
  });

  it('is another one where the same happens again', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await commitTask(api, tripId, 'cancelled');
    const first = await only(api);
    await commitTask(api, tripId, 'cancelled', { close: 'flight_reinstated' });
    await commitTask(api, tripId, 'cancelled');
    expect(await only(api)).not.toBe(first);
    const reopened = await api.south.ask('POST', `/incidents/${first}/moves`, { act: 'reopen' });
    expect(reopened.json['type']).toBe('/docs#incident-closed');
  });

  it('is urgent from three hours before the departure where a child flies', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { passengers: ['RUIZ/ANA MRS', 'RUIZ/TOMAS CHD'] });
    await commitTask(api, tripId, 'missing_document');
    const [incident] = await list(api);
    expect(incident).toMatchObject({ severity: 'normal', minors: 1 });
    expect(await list(api, '?severity=urgent')).toEqual([]);
    const left =
      Date.parse(String(incident?.['deadline'])) - Date.parse(api.dependencies.clock.now());
    api.advance(left - 3 * 3_600_000);
    expect(await list(api, '?severity=urgent')).toMatchObject([{ severity: 'urgent' }]);
  });

  it('comes with its tasks, the names they are about, and what staff wrote', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia');
    await commitTask(api, await bookTrip(api.south, { clientName: 'Ana Ruiz' }), 'cancelled');
    const id = await only(api);
    await lucia.ask('POST', `/incidents/${id}/moves`, { act: 'note', text: 'called, no answer' });
    const { json } = await lucia.ask('GET', `/incidents/${id}`);
    expect(json).toMatchObject({
      tasks: [{ kind: 'cancelled', tripName: 'Ana Ruiz' }],
      notes: [{ text: 'called, no answer', by: 'lucia' }],
    });
    expect(await api.tablesWith('no answer')).toEqual([]);
    expect((await api.north.ask('GET', `/incidents/${id}`)).status).toBe(404);
    expect((await api.north.ask('GET', '/incidents')).json['items']).toEqual([]);
  });
});

/** What an incident says of how far its people are. */
const countsOf = async (api: Api) => {
  const [incident] = await list(api);
  return incident?.['counts'];
};

describe('an incident says of its people', () => {
  it('how far they are with what was said since, and whom to call', async () => {
    const api = await anApi();
    const book = async (whatsapp: string, clientName: string) => {
      const trip = await api.store.trip(
        api.south.id,
        await bookTrip(api.south, { whatsapp, clientName }),
      );
      if (!trip) throw new Error('the trip is not there');
      return trip;
    };
    const nobody = {
      told: 0,
      called: 0,
      delivered: 0,
      read: 0,
      waiting: 0,
      failed: 0,
      toCall: 0,
      notTold: 0,
    };
    const ana = await book('+54 9 11 5555 0101', 'Ana Ruiz');
    const eva = await book('+54 9 11 5555 0102', 'Eva Paz');
    const reminder = anEffect(ana, api.south, { type: '24h_reminder' });
    const before = plus(aMoment, -60_000);
    await api.store.commit(aTurn(aTripBooked(ana), { now: before, effects: [reminder] }));
    await commitTask(api, ana.id, 'cancelled');
    await commitTask(api, eva.id, 'cancelled');
    // What was said before is not news of it.
    expect(await countsOf(api)).toEqual({ ...nobody, notTold: 2 });
    const turn = aTurn(aTripBooked(eva), {
      actorId: randomUUID(),
      effects: [anEffect(eva, api.south, { type: 'cancelled', critical: true })],
    });
    const committed = await api.store.commit(turn);
    expect(await countsOf(api)).toEqual({ ...nobody, waiting: 1, notTold: 1 });
    const claimed = committed.kind === 'committed' ? committed.claimed : [];
    const [message] = claimed;
    if (!message) throw new Error('nothing was claimed');
    const now = api.dependencies.clock.now();
    const providerId = `SM${'2'.repeat(32)}`;
    await api.store.settle({
      settlements: [{ id: message.id, fence: message.fence, at: now, kind: 'sent', providerId }],
      agencyId: api.south.id,
      now,
    });
    expect(await countsOf(api)).toEqual({ ...nobody, told: 1, notTold: 1 });
    await api.store.deliveryReport({
      id: message.id,
      providerId,
      status: 'read',
      code: null,
      permanent: false,
      now,
    });
    expect(await countsOf(api)).toEqual({ ...nobody, told: 1, delivered: 1, read: 1, notTold: 1 });
    await commitTask(api, ana.id, 'call');
    expect(await countsOf(api)).toEqual({ ...nobody, told: 1, delivered: 1, read: 1, toCall: 1 });
    const tasks = items(await api.south.ask('GET', `/tasks?tripId=${ana.id}`));
    const call = tasks.find(({ kind }) => kind === 'call');
    await api.south.ask('PATCH', `/tasks/${call?.id}`, { state: 'done' });
    expect(await countsOf(api)).toEqual({ ...nobody, told: 2, called: 1, delivered: 1, read: 1 });
  });

  it('what to do first, since when nobody does, and in words why it was closed', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await commitTask(api, tripId, 'long_delay');
    const opened = api.dependencies.clock.now();
    api.advance(60_000);
    expect(await list(api)).toMatchObject([
      { nextStep: 'see_delay', waitingSince: opened, closedWords: null },
    ]);
    await commitTask(api, tripId, 'cancelled');
    await commitTask(api, tripId, 'call');
    const id = await only(api);
    expect(await list(api)).toMatchObject([
      { nextStep: 'call', nextStepWords: { en: 'Call those who could not be told.' } },
    ]);
    const claimed = await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'claim' });
    expect(claimed.json).toMatchObject({ waitingSince: null });
    const released = await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'release' });
    expect(released.json).toMatchObject({ waitingSince: opened });
    await commitTask(api, tripId, 'long_delay', { close: 'delay_shrank' });
    await commitTask(api, tripId, 'call', { close: 'trip_edited' });
    await commitTask(api, tripId, 'cancelled', { close: 'flight_reinstated' });
    expect(await list(api, '?state=done')).toMatchObject([
      {
        nextStep: null,
        closedWords: {
          es: 'El vuelo vuelve a operar.',
          en: 'The flight operates again.',
          pt: 'O voo voltou a operar.',
        },
      },
    ]);
  });
});

describe('an incident of a conversation', () => {
  it('ends, and loses what staff wrote, where the traveller is erased', async () => {
    const api = await anApi();
    const trip = await api.store.trip(api.south.id, await bookTrip(api.south));
    if (!trip) throw new Error('the trip is not there');
    await api.twilio('/webhooks/twilio', inbound({ Body: 'hola' }));
    const [chat] = items(await api.south.ask('GET', '/conversations'));
    await api.store.commit(
      aTurn(aTripBooked(trip), {
        agent: 'concierge',
        actorId: String(chat?.id),
        agencyId: api.south.id,
        tasks: [
          {
            op: 'open',
            kind: 'handoff',
            tripId: null,
            reason: 'asked',
            facts: { conversationId: String(chat?.id) },
          },
        ],
      }),
    );
    const id = await only(api);
    await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'note', text: 'wants a window' });
    await api.south.ask('POST', `/contacts/${trip.contactId}/erase`, {
      withdraw: true,
      dryRun: false,
    });
    expect((await api.south.ask('GET', `/incidents/${id}`)).json).toMatchObject({
      state: 'done',
      closedReason: 'forgotten',
      tasks: [{ state: 'done', facts: {} }],
      notes: [],
    });
  });
});

describe('the thread of an incident', () => {
  it('says what happened, by whom, in each language', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    const eva = await signedIn(api, 'eva');
    const tripId = await bookTrip(api.south, { clientName: 'Ana Ruiz' });
    await commitTask(api, tripId, 'cancelled');
    const id = await only(api);
    const { now } = api.dependencies.clock;
    const moves: readonly (readonly [typeof ana, object])[] = [
      [ana, { act: 'claim' }],
      [ana, { act: 'claim' }],
      [eva, { act: 'claim', steal: true }],
      [eva, { act: 'assign', memberId: ana.id }],
      [ana, { act: 'note', text: 'rebooked' }],
      [ana, { act: 'snooze', until: plus(now(), 3_600_000) }],
      [ana, { act: 'release' }],
      [eva, { act: 'resolve' }],
      [ana, { act: 'reopen' }],
    ];
    for (const [who, move] of moves) {
      api.advance(60_000);
      expect((await who.ask('POST', `/incidents/${id}/moves`, move)).status).toBe(200);
    }
    const { json } = await ana.ask('GET', `/incidents/${id}`);
    const thread = z
      .array(
        z.object({
          kind: z.string(),
          by: z.string().nullable(),
          about: z.string().nullable(),
          text: z.string().nullable(),
          words: z.object({ en: z.string() }).nullable(),
        }),
      )
      .parse(json['thread']);
    expect(
      thread.map(({ kind, by, about, text, words }) => [kind, by, about, text ?? words?.en]),
    ).toEqual([
      ['task_opened', null, 'Ana Ruiz', 'Flight cancelled'],
      ['act', 'ana', null, 'Claimed it'],
      ['act', 'eva', 'ana', 'Took it from somebody'],
      ['act', 'eva', 'ana', 'Assigned it'],
      ['note', 'ana', null, 'rebooked'],
      ['act', 'ana', null, 'Snoozed it'],
      ['act', 'ana', null, 'Released it'],
      ['act', 'eva', null, 'Resolved it'],
      ['act', 'ana', null, 'Reopened it'],
    ]);
    expect(json['acts']).toBeUndefined();
  });
});

describe('claiming an incident', () => {
  it('is compare and set: of ten at once one has it, and the others learn who', async () => {
    const api = await anApi();
    await commitTask(api, await bookTrip(api.south), 'cancelled');
    const id = await only(api);
    const people = [];
    for (const name of ['ana', 'eva', 'leo', 'sol', 'mia']) people.push(await signedIn(api, name));
    const answers = await Promise.all(
      people.map(({ ask }) => ask('POST', `/incidents/${id}/moves`, { act: 'claim' })),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const owner = won[0]?.json['owner'];
    for (const { status, json } of answers.filter((one) => one.status !== 200)) {
      expect([status, json['type']]).toEqual([409, '/docs#incident-taken']);
      expect(json['owner']).toEqual(owner);
    }
  });

  it('takes the tasks beneath; stealing is said in the audit', async () => {
    const api = await anApi();
    await commitTask(api, await bookTrip(api.south), 'cancelled');
    const id = await only(api);
    const ana = await signedIn(api, 'ana');
    const eva = await signedIn(api, 'eva');
    await ana.ask('POST', `/incidents/${id}/moves`, { act: 'claim' });
    const again = await ana.ask('POST', `/incidents/${id}/moves`, { act: 'claim' });
    expect(again.status).toBe(200);
    expect(items(await api.south.ask('GET', '/tasks'))).toMatchObject([{ state: 'claimed' }]);
    const stolen = await eva.ask('POST', `/incidents/${id}/moves`, { act: 'claim', steal: true });
    expect(stolen.json['owner']).toEqual({ id: eva.id, name: 'eva' });
    const audit = await api.south.ask('GET', `/audit?objectId=${id}`);
    expect(audit.json['items']).toContainEqual(
      expect.objectContaining({
        actorName: 'eva',
        changes: expect.objectContaining({ owner_name: { before: 'ana', after: 'eva' } }),
      }),
    );
  });

  it('ends with releasing, assigning or resolving it', async () => {
    const api = await anApi();
    await commitTask(api, await bookTrip(api.south), 'cancelled');
    const id = await only(api);
    const ana = await signedIn(api, 'ana');
    const eva = await signedIn(api, 'eva');
    const move = (body: object) => ana.ask('POST', `/incidents/${id}/moves`, body);
    await move({ act: 'claim' });
    expect((await move({ act: 'assign', memberId: eva.id })).json['owner']).toMatchObject({
      name: 'eva',
    });
    expect(await list(api, `?owner=${eva.id}`)).toHaveLength(1);
    const group = (await api.south.ask('POST', '/groups', { name: 'School' })).json['id'];
    const guide = await signedIn(api, 'guide', { role: 'limited', groups: [group] });
    expect(mistakes(await move({ act: 'assign', memberId: guide.id }))).toEqual([
      '#/memberId unknown_member',
    ]);
    expect(items(await ana.ask('GET', '/incidents?owner=me'))).toEqual([]);
    expect((await move({ act: 'release' })).json).toMatchObject({ state: 'open', owner: null });
    expect((await move({ act: 'resolve' })).json).toMatchObject({
      state: 'done',
      closedBy: 'ana',
      closedReason: 'done_by_agency',
    });
    expect(items(await api.south.ask('GET', '/tasks'))).toMatchObject([{ state: 'done' }]);
    expect((await move({ act: 'claim' })).json['type']).toBe('/docs#incident-closed');
    expect((await move({ act: 'reopen' })).json).toMatchObject({ state: 'open', owner: null });
  });

  it('works on many at once, each with its own outcome', async () => {
    const api = await anApi();
    await commitTask(api, await bookTrip(api.south), 'cancelled');
    await commitTask(api, await bookTrip(api.south, { flightNumber: 'BA822' }), 'cancelled');
    const ids = (await list(api)).map(({ id }) => id);
    const nobody = '00000000-0000-4000-8000-00000000ffff';
    const answer = await api.south.ask('POST', '/incidents/moves', {
      ids: [...ids, nobody],
      move: { act: 'resolve' },
    });
    expect(items(answer).map(({ outcome }) => outcome)).toEqual(['moved', 'moved', 'not-found']);
    expect(await list(api)).toEqual([]);
  });

  it('may wait: what is snoozed is another list until then', async () => {
    const api = await anApi();
    await commitTask(api, await bookTrip(api.south), 'missing_document');
    const id = await only(api);
    const now = api.dependencies.clock.now();
    const until = new Date(Date.parse(now) + 3_600_000).toISOString();
    await api.south.ask('POST', `/incidents/${id}/moves`, { act: 'snooze', until });
    expect(await list(api, '?snoozed=false')).toEqual([]);
    expect(await list(api, '?snoozed=true')).toHaveLength(1);
    api.advance(3_600_001);
    expect(await list(api, '?snoozed=false')).toHaveLength(1);
    const late = await api.south.ask('POST', `/incidents/${id}/moves`, {
      act: 'snooze',
      until: now,
    });
    expect(late.status).toBe(422);
  });
});

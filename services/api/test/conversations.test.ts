import { z } from 'zod';
import { day, hour, plus } from '#shared/domain/instant.ts';
import { receivedDocumentId } from '#shared/received-document.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';
import { inbound } from './requests.ts';

const phone = '+5491155550100';
/** Lets a traveller write, and returns the id of the conversation. */
const startConversation = async (
  api: Api,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { From: from = `whatsapp:${phone}` } = overrides;
  const answer = await api.twilio('/webhooks/twilio', {
    ...inbound(),
    From: from,
    To: `whatsapp:${api.south.sender}`,
    ...overrides,
  });
  if (answer.status !== 200) throw new Error(`not taken: ${answer.status} ${answer.text}`);
  const number = encodeURIComponent(from.replace('whatsapp:', ''));
  const list = await api.south.ask('GET', `/conversations?phone=${number}`);
  const items: unknown = list.json['items'];
  return String(Reflect.get(Object(Array.isArray(items) ? items[0] : null), 'id'));
};

describe('conversations', () => {
  it('are listed and read with what was said', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api, { Body: 'Hola, ¿cuál es mi puerta?' });
    expect((await api.south.ask('GET', '/conversations')).json).toMatchObject({
      items: [{ id, phone, tripIds: [tripId], takenOverUntil: null }],
    });
    expect((await api.south.ask('GET', `/conversations/${id}`)).json).toMatchObject({
      id,
      messages: [
        {
          direction: 'in',
          kind: 'text',
          author: { kind: 'traveller', name: null },
          text: 'Hola, ¿cuál es mi puerta?',
          media: [],
          delivery: null,
        },
      ],
    });
  });

  it('are listed by box and page, the same again by the cursor of a page', async () => {
    const api = await anApi();
    const first = await startConversation(api, { From: 'whatsapp:+5491155550101' });
    const second = await startConversation(api, { From: 'whatsapp:+5491155550102' });
    const list = async (query: string) => {
      const { items, next } = (await api.south.ask('GET', `/conversations?${query}`)).json;
      return { ids: Array.isArray(items) ? items.map(({ id }) => id) : [], next };
    };
    const page = await list('limit=1');
    const rest = await list(`limit=1&cursor=${page.next}`);
    expect([...page.ids, ...rest.ids].toSorted()).toEqual([first, second].toSorted());
    expect(rest.next).toBeNull();
    expect((await list('box=assistant')).ids).toHaveLength(2);
    expect((await list('box=waiting')).ids).toEqual([]);
    const { name } = (await api.south.ask('GET', '/me')).json;
    await api.south.ask('POST', `/conversations/${first}/takeover`, { by: name });
    expect((await list('box=mine')).ids).toEqual([first]);
    expect((await list('box=assistant')).ids).toEqual([second]);
    const bad = await api.south.ask('GET', '/conversations?cursor=nothing&box=lost');
    expect(mistakes(bad)).toEqual(['box invalid_value', 'cursor bad_cursor']);
  });

  it('are their own agency’s alone', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    expect((await api.north.ask('GET', '/conversations')).json).toEqual({ items: [], next: null });
    for (const [method, path, body] of [
      ['GET', `/conversations/${id}`, undefined],
      ['POST', `/conversations/${id}/takeover`, {}],
      ['POST', `/conversations/${id}/give-back`, {}],
      ['POST', `/conversations/${id}/messages`, { text: 'hola' }],
      ['POST', `/conversations/${id}/notes`, { text: 'hola' }],
    ] as const)
      expect((await api.north.ask(method, path, body)).status).toBe(404);
    expect(await api.eventTypes()).not.toContain('HumanReplied');
  });

  it('are taken over for twelve hours and given back', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    const takeover = await api.south.ask('POST', `/conversations/${id}/takeover`, { by: 'Lucía' });
    expect(takeover.json).toMatchObject({
      takenOverBy: 'Lucía',
      takenOverUntil: plus(aMoment, 12 * hour),
    });
    const giveBack = await api.south.ask('POST', `/conversations/${id}/give-back`, {
      by: 'Lucía',
    });
    expect(giveBack.json).toMatchObject({ takenOverBy: null, takenOverUntil: null });
    expect(await api.eventTypes()).toEqual(
      expect.arrayContaining(['HumanTakeoverStarted', 'HumanTakeoverEnded']),
    );
  });

  it('are one person’s at a time: who comes second is told who has it', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    const takeover = (by: string, more: object = {}) =>
      api.south.ask('POST', `/conversations/${id}/takeover`, { by, ...more });
    const people = Array.from({ length: 8 }, (_, n) => `Person ${n}`);
    const answers = await Promise.all(people.map((by) => takeover(by)));
    const [taken, ...others] = answers.filter(({ status }) => status === 200);
    const first = String(taken?.json['takenOverBy']);
    expect(others).toEqual([]);
    for (const { json } of answers.filter(({ status }) => status === 409))
      expect(json).toMatchObject({ heldBy: first, since: aMoment });
    const writes = await api.south.ask('POST', `/conversations/${id}/messages`, {
      text: 'hola',
      by: 'Marta',
    });
    expect([writes.status, writes.json['heldBy']]).toEqual([409, first]);
    expect((await takeover('Marta', { steal: true })).json).toMatchObject({ takenOverBy: 'Marta' });
    const audit = await api.south.ask('GET', '/audit?action=conversation_threads.steal');
    expect(audit.json['items']).toMatchObject([
      { objectId: id, changes: { taken_over_by: { before: first, after: 'Marta' } } },
    ]);
  });

  it('have notes, which are sealed and never sent', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api, { Latitude: '51.47', Longitude: '-0.4543', Body: '' });
    const note = await api.south.ask('POST', `/conversations/${id}/notes`, {
      text: 'Prefiere la ventana',
    });
    expect([note.status, note.json]).toMatchObject([
      201,
      { kind: 'note', author: { kind: 'person', name: 'main key' }, delivery: null },
    ]);
    const read = await api.south.ask('GET', `/conversations/${id}`);
    expect(read.json['messages']).toMatchObject([
      { kind: 'location', author: { kind: 'traveller' } },
      { kind: 'note', text: 'Prefiere la ventana' },
    ]);
    expect(await api.tablesWith('ventana')).toEqual([]);
    expect(await api.eventTypes()).not.toContain('HumanReplied');
  });

  it('link to the files that a traveller sent, as far as they are kept', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { whatsapp: phone });
    const media = 'https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME1';
    const id = await startConversation(api, {
      Body: 'mi pase',
      NumMedia: '1',
      MediaUrl0: media,
      MediaContentType0: 'application/pdf',
    });
    const messages = async () =>
      (await api.south.ask('GET', `/conversations/${id}`)).json['messages'];
    const file = { contentType: 'application/pdf', url: null };
    expect(await messages()).toMatchObject([{ kind: 'media', media: [file] }]);
    expect(JSON.stringify(await messages())).not.toContain('twilio');
    const [message] = z.array(z.object({ id: z.uuid() })).parse(await messages());
    await api.store.addDocument({
      agencyId: api.south.id,
      document: {
        id: receivedDocumentId(message?.id ?? '', 0),
        tripId,
        type: 'other',
        path: `${api.south.id}/${tripId}/pass.pdf`,
        fileName: 'pass.pdf',
        contentType: 'application/pdf',
        bytes: 3,
        uploadedBy: 'traveller',
        uploadedByType: 'client',
        passengerId: null,
        uploadedAt: aMoment,
      },
    });
    expect(await messages()).toMatchObject([
      { media: [{ url: expect.stringContaining('pass.pdf') }] },
    ]);
  });

  it('take a person’s words once for one idempotency key', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    const send = () =>
      api.south.ask(
        'POST',
        `/conversations/${id}/messages`,
        { text: 'Ya lo resolvimos', by: 'Lucía' },
        { 'idempotency-key': 'one' },
      );
    expect((await send()).status).toBe(202);
    expect((await send()).json).toMatchObject({ takenOverBy: 'Lucía' });
    expect((await api.eventTypes()).filter((type) => type === 'HumanReplied')).toHaveLength(1);
  });

  it('refuse words that could not be sent', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    expect(
      mistakes(await api.south.ask('POST', `/conversations/${id}/messages`, { text: '' })),
    ).toEqual(['#/text too_small']);
    expect(
      mistakes(
        await api.south.ask('POST', `/conversations/${id}/messages`, { text: 'x'.repeat(1601) }),
      ),
    ).toEqual(['#/text too_big']);
    api.advance(day);
    expect(
      mistakes(
        await api.south.ask('POST', `/conversations/${id}/messages`, { text: 'x'.repeat(751) }),
      ),
    ).toEqual(['#/text too_long']);
    expect(
      (await api.south.ask('POST', `/conversations/${id}/messages`, { text: 'x'.repeat(750) }))
        .status,
    ).toBe(202);
  });

  it('move with the handoff task that somebody claims and finishes', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api);
    await api.store.commit({
      agent: 'concierge',
      actorId: id,
      agencyId: api.south.id,
      event: {
        id: tripId,
        type: 'HumanTakeoverEnded',
        version: 1,
        time: aMoment,
        agencyId: api.south.id,
        tripId: null,
        correlationId: id,
        causationId: null,
        data: { conversationId: id },
      },
      now: aMoment,
      expectedVersion: 0,
      schemaVersion: 1,
      state: {},
      events: [],
      timers: [],
      effects: [],
      voids: [],
      assumedDelivered: [],
      tasks: [
        { op: 'open', kind: 'handoff', tripId, reason: 'asked', facts: { conversationId: id } },
      ],
      records: [],
      reasons: [],
    });
    const [task] = await api.store.tasks(api.south.id, { limit: 1 });
    const move = async (body: unknown) =>
      (await api.south.ask('PATCH', `/tasks/${task?.id}`, body)).status;
    const takenOverBy = async () =>
      (await api.south.ask('GET', `/conversations/${id}`)).json['takenOverBy'];
    expect(await move({ state: 'open' })).toBe(200);
    expect(await api.store.tasks(api.south.id, { limit: 1 })).toMatchObject([{ state: 'open' }]);
    expect(await move({ state: 'claimed', by: 'Lucía' })).toBe(200);
    expect(await takenOverBy()).toBe('Lucía');
    expect(await move({ state: 'open' })).toBe(409);
    expect(await move({ state: 'done' })).toBe(200);
    expect(await takenOverBy()).toBeNull();
    await api.south.ask('POST', `/conversations/${id}/takeover`, { by: 'Marta' });
    expect(await move({ state: 'done' })).toBe(200);
    expect(await takenOverBy()).toBe('Marta');
  });

  it('keep no passport or card number that arrives', async () => {
    const api = await anApi();
    await bookTrip(api.south, { whatsapp: phone });
    const id = await startConversation(api, {
      Body: 'mi pasaporte es AAB123456 y mi tarjeta 4111 1111 1111 1111',
    });
    const { text } = await api.south.ask('GET', `/conversations/${id}`);
    expect(text).not.toMatch(/AAB123456|4111/);
    expect(text).toContain('mi pasaporte es');
  });
});

describe('documents', () => {
  const pdf = new Blob(['%PDF-1.4 a boarding pass'], { type: 'text/html' });
  const upload = async (
    agency: Api['south'],
    api: Api,
    tripId: string,
    fields: Readonly<Record<string, string>> = { type: 'boarding_pass' },
    file: Blob | null = pdf,
    name = '../../pass of Ana.html',
  ) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    if (file) form.set('file', file, name);
    // The whole body at once: the API may stop reading, which a streamed form does not survive.
    const encoded = new Response(form);
    const headers = {
      authorization: `Bearer ${agency.key}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    };
    return api.send('POST', `/trips/${tripId}/documents`, {
      headers,
      body: await encoded.arrayBuffer(),
    });
  };

  it('are stored by what their bytes are, under a safe name, and listed with a link', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const answer = await upload(api.south, api, tripId);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      tripId,
      type: 'boarding_pass',
      fileName: 'pass of Ana.pdf',
      contentType: 'application/pdf',
      bytes: 24,
      uploadedByType: 'api_integration',
      passengerId: null,
      url: expect.stringContaining('https://'),
      expiresAt: plus(aMoment, hour),
    });
    expect(answer.json).not.toHaveProperty('path');
    const again = await upload(api.south, api, tripId);
    expect(again.json['id']).toBe(answer.json['id']);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toMatchObject({
      items: [{ id: answer.json['id'] }],
    });
  });

  it('have names that are cut between characters', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const fields = { type: 'insurance', uploadedBy: `${'u'.repeat(199)}😀` };
    const answer = await upload(api.south, api, tripId, fields, pdf, `${'n'.repeat(119)}😀.pdf`);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      fileName: `${'n'.repeat(119)}.pdf`,
      uploadedBy: 'u'.repeat(199),
    });
  });

  it('are refused by name where they cannot be taken', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    expect(mistakes(await upload(api.south, api, tripId, {}))).toEqual(['#/type invalid_value']);
    expect(mistakes(await upload(api.south, api, tripId, { type: 'boarding_pass' }, null))).toEqual(
      ['#/file required'],
    );
    expect(
      mistakes(
        await upload(
          api.south,
          api,
          tripId,
          { type: 'insurance' },
          new Blob(['<script>alert(1)</script>']),
        ),
      ),
    ).toEqual(['#/file unsupported_file']);
    expect(
      (
        await upload(
          api.south,
          api,
          tripId,
          { type: 'insurance' },
          new Blob([`%PDF-${'x'.repeat(17 * 1024 * 1024)}`]),
        )
      ).status,
    ).toBe(413);
    expect(
      (await api.south.ask('POST', `/trips/${tripId}/documents`, { type: 'insurance' })).status,
    ).toBe(415);
  });

  it('are of one passenger where that is said, and listed with what is of all', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south, { passengers: ['Ana Ruiz', 'Juan Paz'] });
    const trip = await api.south.ask('GET', `/trips/${tripId}`);
    const [ana, juan] = z
      .array(z.object({ id: z.uuid() }))
      .parse(trip.json['passengers'])
      .map(({ id }) => id);
    const type = 'boarding_pass';
    const passengersOf = async (query = '') =>
      z
        .array(z.object({ passengerId: z.uuid().nullable() }))
        .parse((await api.south.ask('GET', `/trips/${tripId}/documents${query}`)).json['items'])
        .map(({ passengerId }) => passengerId);
    for (const owner of [{ passengerId: ana ?? '' }, { passengerId: juan ?? '' }, {}])
      expect((await upload(api.south, api, tripId, { type, ...owner })).status).toBe(201);
    expect((await passengersOf()).toSorted()).toEqual([ana, juan, null].toSorted());
    expect((await passengersOf(`?passengerId=${ana}`)).toSorted()).toEqual([ana, null].toSorted());
    expect(mistakes(await upload(api.south, api, tripId, { type, passengerId: tripId }))).toEqual([
      '#/passengerId unknown_passenger',
    ]);
  });

  it('of another agency’s trips are not there', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    expect((await upload(api.north, api, tripId)).status).toBe(404);
    expect((await api.north.ask('GET', `/trips/${tripId}/documents`)).status).toBe(404);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toEqual({ items: [] });
    expect((await api.send('GET', '/documents/not-a-token/pass.pdf')).status).toBe(404);
  });
});

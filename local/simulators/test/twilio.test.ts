import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { accountSid, agencyNumber, anaNumber, authToken, body, twilioWorld } from './worlds.ts';

const template = {
  friendly_name: 'boarding',
  language: 'es',
  variables: { '1': 'BA820', '2': 'B22' },
  types: { 'twilio/text': { body: 'Su vuelo {{1}} embarca por {{2}} ahora.' } },
};
const callback = 'http://127.0.0.1:1/webhooks/twilio/status/one?x=1';

describe('the phone simulator', () => {
  let world: ReturnType<typeof twilioWorld>;
  beforeEach(() => {
    world = twilioWorld();
  });
  afterEach(() => world.sim.close());

  const repliesOf = (titles: readonly string[]) => ({
    friendly_name: 'choices',
    language: 'es',
    types: {
      'twilio/quick-reply': {
        body: '¿Cuál?',
        actions: titles.map((title, index) => ({ id: `say:${index}`, title })),
      },
    },
  });
  test.each([
    ['more than three', ['a', 'b', 'c', 'd']],
    ['one that is longer than 20 characters', ['a', 'b'.repeat(21)]],
    ['two alike', ['a', 'a']],
  ])('refuses quick replies as WhatsApp does: %s', async (_, titles) => {
    const [known] = world.sim.preload([repliesOf(titles)]);
    const response = await world.send({ ContentSid: known?.sid ?? '' });
    expect(await body(response)).toMatchObject({ code: 63_021 });
  });

  test('answers to tap arrive inside the 24-hour window alone', async () => {
    const [known] = world.sim.preload([repliesOf(['a', 'b'])]);
    const sent = async () => (await body(world.send({ ContentSid: known?.sid ?? '' }))).sid;
    const early = await sent();
    await world.reaches(early, 'failed');
    await world.sim.receive({ from: anaNumber, to: agencyNumber, body: 'hola' });
    await world.reaches(await sent(), 'delivered');
  });

  test('renders a template, and reports sent, delivered and read in signed callbacks', async () => {
    const [known] = world.sim.preload([template]);
    const response = await world.send({
      ContentSid: known?.sid ?? '',
      ContentVariables: '{"2":"C7"}',
      StatusCallback: `${callback}#rc=3`,
    });
    expect(response.status).toBe(201);
    const message = await body(response);
    expect(message).toMatchObject({
      status: 'queued',
      body: 'Su vuelo BA820 embarca por C7 ahora.',
      date_sent: null,
      direction: 'outbound-api',
    });
    await world.reaches(message.sid, 'delivered');
    world.sim.markRead({ sender: agencyNumber, traveller: anaNumber });
    await world.sim.idle();
    expect(world.posted.map(({ parameters }) => parameters['MessageStatus'])).toEqual([
      'sent',
      'delivered',
      'read',
    ]);
    expect(world.posted.at(-1)?.parameters).toMatchObject({
      MessageSid: message.sid,
      EventType: 'READ',
      AccountSid: accountSid,
    });
    for (const { url, signature, parameters } of world.posted) {
      expect(url).toBe(callback);
      expect(validateRequest(authToken, signature, url, { ...parameters })).toBe(true);
      expect(validateRequest('another', signature, url, { ...parameters })).toBe(false);
    }
  });

  test('posts a traveller’s message as a signed webhook, and marks a refused one', async () => {
    await world.sim.receive({
      from: anaNumber,
      to: agencyNumber,
      body: '¿Hola? +1 & más',
      media: [{ url: 'https://example.com/a.png', contentType: 'image/png' }],
    });
    const [inbound] = world.posted;
    expect(inbound?.parameters).toMatchObject({
      Body: '¿Hola? +1 & más',
      From: `whatsapp:${anaNumber}`,
      WaId: anaNumber.slice(1),
      NumMedia: '1',
      MediaContentType0: 'image/png',
    });
    expect(
      validateRequest(authToken, inbound?.signature ?? '', inbound?.url ?? '', {
        ...inbound?.parameters,
      }),
    ).toBe(true);

    const failing = twilioWorld({ answer: () => 503 });
    expect(
      (await failing.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' })).status,
    ).toBe('failed');
    expect(failing.posted).toHaveLength(4);
    expect(new Set(failing.posted.map(({ parameters }) => parameters['MessageSid'])).size).toBe(1);
    failing.sim.close();
  });

  test('shows the traveller what the webhook is answered with', async () => {
    const twiml = '<Response><Message>1. Sur &amp; Mar\n2. &lt;Norte&gt;</Message></Response>';
    const asked = twilioWorld({ fetch: async () => new Response(twiml) });
    await asked.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' });
    const [, question] = asked.sim.messages();
    await asked.reaches(question?.sid ?? '', 'delivered');
    expect(asked.sim.messages().at(-1)).toMatchObject({
      direction: 'outbound-reply',
      from: `whatsapp:${agencyNumber}`,
      to: `whatsapp:${anaNumber}`,
      body: '1. Sur & Mar\n2. <Norte>',
      status: 'delivered',
    });
    asked.sim.close();
  });

  test('delivers free text only within a day of a message of the traveller', async () => {
    const ending = async (parameters: Readonly<Record<string, string>>) => {
      const { sid } = await body(world.send(parameters));
      await world.reaches(sid, 'delivered', 'failed');
      const { status, errorCode } = world.sim.messages().find((m) => m.sid === sid) ?? {};
      return [status, errorCode];
    };
    expect(await ending({ Body: 'Hola' })).toEqual(['failed', 63016]);
    await world.sim.receive({ from: anaNumber, to: '+541155550009', body: 'to somebody else' });
    expect(await ending({ Body: 'Hola' })).toEqual(['failed', 63016]);
    await world.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' });
    world.clock.advance(24 * 60 - 1);
    expect(await ending({ Body: 'Hola' })).toEqual(['delivered', null]);
    world.clock.advance(1);
    expect(await ending({ Body: 'Hola' })).toEqual(['failed', 63016]);
    const [approved] = world.sim.preload([template]);
    expect(await ending({ ContentSid: approved?.sid ?? '' })).toEqual(['delivered', null]);
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...template, friendly_name: 'unapproved' }),
    };
    expect(await ending({ ContentSid: (await body(world.api('/v1/Content', json))).sid })).toEqual([
      'failed',
      63016,
    ]);
  });

  test.each([
    [{ To: '' }, 21604],
    [{ To: 'whatsapp:5491155550100' }, 21211],
    [{ To: '+5491155550100' }, 21910],
    [{ From: '' }, 21603],
    [{ From: 'whatsapp:agency' }, 21212],
    [{}, 21602],
    [{ Body: 'x'.repeat(1601) }, 21617],
    [{ ContentSid: `HX${'0'.repeat(32)}` }, 21655],
    [{ Body: 'x', MediaUrl: 'no url' }, 21620],
  ])('refuses %j with %i', async (parameters, code) => {
    const answer = await world.send(parameters);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code,
      status: 400,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
    });
    expect(world.sim.counts().accepted).toBe(0);
  });

  test('refuses variables that are no JSON object', async () => {
    const [known] = world.sim.preload([template]);
    for (const ContentVariables of ['{', '[1]', 'null', '"x"'])
      expect(
        await body(world.send({ ContentSid: known?.sid ?? '', ContentVariables })),
      ).toMatchObject({ code: 21656 });
  });

  test('answers 401 to other credentials and 404 for another account', async () => {
    const wrong = {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:wrong`).toString('base64')}` },
    };
    expect(await body(world.sim.app.request(world.messagesPath, wrong))).toMatchObject({
      code: 20003,
      status: 401,
    });
    expect((await world.sim.app.request(world.messagesPath)).status).toBe(401);
    expect((await world.api(`/2010-04-01/Accounts/AC${'f'.repeat(32)}/Messages.json`)).status).toBe(
      404,
    );
  });

  test('answers under the name of its host as first part of the path, too', async () => {
    expect((await world.api(`/api.twilio.com${world.messagesPath}`)).status).toBe(200);
    expect((await world.api('/content.twilio.com/v1/Content')).status).toBe(200);
  });

  test('lists what it accepted by both ends and date, newest first and page by page', async () => {
    await world.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' });
    const sids: string[] = [];
    for (let hour = 0; hour < 3; hour += 1) {
      const { sid } = await body(world.send({ Body: `message ${hour}` }));
      sids.unshift(sid);
      await world.reaches(sid, 'delivered');
      world.clock.advance(60);
    }
    await world.send({ Body: 'to Luis', To: 'whatsapp:+5491155550101' });
    const filter = new URLSearchParams({
      To: `whatsapp:${anaNumber}`,
      From: `whatsapp:${agencyNumber}`,
    }).toString();
    const listed = async (query: string) => {
      const { messages } = await body(world.api(`${world.messagesPath}?${query}`));
      return messages.map((m: { sid: string }) => m.sid);
    };
    expect(await listed(filter)).toEqual(sids);
    expect(await listed(`${filter}&DateSent%3E=2027-03-03T11:00:00Z`)).toEqual(sids.slice(0, 2));
    expect(await listed(`${filter}&DateSent%3C=2027-03-03T10:59:59Z`)).toEqual(sids.slice(2));
    expect(await listed(`${filter}&DateSent=2027-03-04`)).toEqual([]);
    const first = await body(world.api(`${world.messagesPath}?${filter}&PageSize=2`));
    const second = await body(world.api(first.next_page_uri));
    expect([...first.messages, ...second.messages].map((m: { sid: string }) => m.sid)).toEqual(
      sids,
    );
    expect(second.next_page_uri).toBeNull();
    expect((await world.api(`${world.messagesPath}?DateSent=then`)).status).toBe(400);
  });

  test('fails on demand, for one phone or all, with and without taking the message', async () => {
    await world.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' });
    const attempt = async (signal?: AbortSignal) => {
      const accepted = world.sim.counts().accepted;
      const answer = await (signal
        ? world.api(world.messagesPath, {
            method: 'POST',
            signal,
            body: new URLSearchParams({
              From: `whatsapp:${agencyNumber}`,
              To: `whatsapp:${anaNumber}`,
              Body: 'x',
            }).toString(),
          })
        : world.send({ Body: 'x' }));
      return [answer.status, world.sim.counts().accepted - accepted];
    };
    world.sim.faults.set({ answer: '429', to: '+5491155550101' });
    expect(await attempt()).toEqual([201, 1]);
    world.sim.faults.set({ answer: '429', times: 1 });
    expect(await attempt()).toEqual([429, 0]);
    world.sim.faults.set({ answer: '500-accepted', times: 1 });
    expect(await attempt()).toEqual([500, 1]);
    world.sim.faults.set({ answer: '500-not-accepted', times: 1 });
    expect(await attempt()).toEqual([500, 0]);
    world.sim.faults.set({ answer: { refused: 63024 }, times: 1 });
    expect(await attempt()).toEqual([400, 0]);
    world.sim.faults.set({ answer: 'timeout-accepted', times: 1 });
    expect(await attempt(AbortSignal.abort())).toEqual([504, 1]);
    world.sim.faults.set({ answer: 'timeout-not-accepted', times: 1 });
    expect(await attempt(AbortSignal.abort())).toEqual([504, 0]);
    world.sim.faults.set({ answer: { failed: 63014 }, times: 1 });
    const { sid } = await body(world.send({ Body: 'x', StatusCallback: callback }));
    await world.reaches(sid, 'failed');
    await world.sim.idle();
    expect(world.posted.at(-1)?.parameters).toMatchObject({
      MessageStatus: 'failed',
      ErrorCode: '63014',
    });
    expect(await attempt()).toEqual([201, 1]);
  });

  test('gives a template the same sid after a restart, and another to its twin', () => {
    const other = twilioWorld();
    const [first, twin] = world.sim.preload([template, template]);
    expect(other.sim.preload([template])[0]).toEqual(first);
    expect(twin?.sid).not.toBe(first?.sid);
    other.sim.close();
  });
});

describe('messages over a restart', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'phone-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are kept as they were, and what was on its way goes on', async () => {
    const messagesFile = join(folder, 'messages.jsonl');
    const before = twilioWorld({ messagesFile, times: { sentMs: 60_000, deliveredMs: 60_000 } });
    const [known] = before.sim.preload([template]);
    const { sid } = await body(
      before.send({ ContentSid: known?.sid ?? '', StatusCallback: callback }),
    );
    const inbound = await before.sim.receive({ from: anaNumber, to: agencyNumber, body: 'Hola' });
    before.sim.close();
    // The process was killed in the middle of a line.
    appendFileSync(messagesFile, '{"sid":"SM');

    const after = twilioWorld({ messagesFile });
    expect(after.sim.messages().map((m) => m.sid)).toEqual([sid, inbound.sid]);
    await after.reaches(sid, 'delivered');
    await after.sim.idle();
    expect(after.posted.map(({ parameters }) => parameters['MessageStatus'])).toEqual([
      'sent',
      'delivered',
    ]);
    after.sim.close();
  });

  test('forget the oldest of too many, in memory and on disk', async () => {
    const messagesFile = join(folder, 'messages.jsonl');
    const before = twilioWorld({ messagesFile, maxMessages: 5 });
    const sids: string[] = [];
    for (let index = 0; index < 12; index += 1)
      sids.push((await body(before.send({ Body: `message ${index}` }))).sid);
    expect(before.sim.messages().map((m) => m.sid)).toEqual(sids.slice(-5));
    before.sim.close();
    const after = twilioWorld({ messagesFile, maxMessages: 5 });
    expect(after.sim.messages().map((m) => m.sid)).toEqual(sids.slice(-5));
    after.sim.close();
  });
});

describe('a call to a telephone', () => {
  const digitUrl = 'https://travel.example/webhooks/twilio/calls/1?language=es';
  const twiml =
    `<Response><Gather numDigits="1" action="${digitUrl}"><Say>Viajes &amp; Cía: press 1.</Say>` +
    '<Say>Viajes &amp; Cía: press 1.</Say></Gather></Response>';
  const ring = (world: ReturnType<typeof twilioWorld>, form: Readonly<Record<string, string>>) =>
    world.api(`/2010-04-01/Accounts/${accountSid}/Calls.json`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
  const numbers = { From: '+541155550090', To: anaNumber };

  test('says its text once, and says what the digit is answered with, signed as ever', async () => {
    const world = twilioWorld();
    const { sid } = await body(ring(world, { ...numbers, Twiml: twiml }));
    expect(world.sim.calls()).toMatchObject([
      { sid, to: anaNumber, said: ['Viajes & Cía: press 1.'], digitUrl },
    ]);
    const answered = await world.sim.press(sid, '1');
    expect(world.posted.at(-1)).toMatchObject({
      url: digitUrl,
      parameters: { CallSid: sid, Digits: '1', To: anaNumber },
    });
    expect(answered).toMatchObject({ pressed: ['1'], digitUrl: null });
    expect(await world.sim.press(sid, '1')).toBeNull();
    world.sim.close();
  });

  test('is refused without numbers or a text', async () => {
    const world = twilioWorld();
    const code = async (form: Readonly<Record<string, string>>) =>
      (await body(ring(world, form))).code;
    expect(await code({ ...numbers, To: 'Ana', Twiml: twiml })).toBe(21211);
    expect(await code({ ...numbers, From: 'us', Twiml: twiml })).toBe(21212);
    expect(await code(numbers)).toBe(21205);
    expect(world.sim.calls()).toEqual([]);
    world.sim.close();
  });
});

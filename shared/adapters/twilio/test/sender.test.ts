import type { ServerResponse } from 'node:http';
import { withDeadline } from '#shared/deadline.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { OutgoingMessage } from '#shared/ports/message-sender.ts';
import { compose } from '#shared/templates/compose.ts';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { createTwilioSender, type TwilioSenderOptions } from '../sender.ts';
import { closeConnections } from '../transport.ts';
import {
  accountSid,
  json,
  message,
  messagePage,
  type Recorded,
  refuse,
  type Stub,
  startStub,
} from './stub.ts';

const now = '2027-08-10T16:00:00.000Z';
const templateSid = `HX${'a'.repeat(32)}`;
const template = compose(
  { locale: 'es', callName: 'Ana', agency: { name: 'Viajes del Sur', emergencyPhone: null } },
  { type: 'itinerary_ready' },
).content;
const free: MessageContent = { kind: 'text', text: 'Hola & chau: ¿todo bien? 👍' };
const media: MessageContent = {
  kind: 'text',
  text: 'Tu tarjeta de embarque',
  mediaUrl: 'https://documents.example/boarding.pdf?a=1&b=2',
};

const outgoing = (
  content: MessageContent,
  changes: Partial<OutgoingMessage> = {},
): OutgoingMessage => ({
  id: '0190a000-0000-7000-8000-000000000001',
  from: '+5491155550199',
  to: '+5491155550100',
  content,
  deadline: '2027-08-10T16:00:30.000Z',
  ...changes,
});

let stub: Stub;
let answer: (request: Recorded, response: ServerResponse) => void;
const sender = (options: Partial<TwilioSenderOptions> = {}) =>
  createTwilioSender({
    accountSid,
    authToken: 'secret',
    baseUrl: stub.url,
    statusCallbackUrl: (id) => `https://agency.example/webhooks/twilio/status?id=${id}`,
    contentSid: async () => templateSid,
    clock: { now: () => now },
    ...options,
  });
const form = ({ body }: Recorded | undefined = { body: '' } as Recorded) =>
  Object.fromEntries(new URLSearchParams(body));

beforeEach(async () => {
  answer = (_, response) => json(response, 201, message(1));
  stub = await startStub((request, response) => answer(request, response));
});
afterEach(async () => {
  closeConnections();
  await stub.close();
});

describe('a message on its way to Twilio', () => {
  it('is accepted with its sid, and asks for callbacks that carry our id', async () => {
    expect(await sender().send(outgoing(free))).toEqual({
      kind: 'accepted',
      providerId: message(1).sid,
    });
    expect(stub.requests).toHaveLength(1);
    expect(stub.requests[0]).toMatchObject({
      method: 'POST',
      path: `/api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`,
      contentType: 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${accountSid}:secret`).toString('base64')}`,
    });
    expect(form(stub.requests[0])).toEqual({
      To: 'whatsapp:+5491155550100',
      From: 'whatsapp:+5491155550199',
      Body: 'Hola & chau: ¿todo bien? 👍',
      StatusCallback:
        'https://agency.example/webhooks/twilio/status?id=0190a000-0000-7000-8000-000000000001',
    });
  });

  it('goes as a template by its content sid and its variables, without a body', async () => {
    const contentSid = jest.fn(async () => templateSid);
    await sender({ contentSid }).send(outgoing(template));
    expect(contentSid).toHaveBeenCalledWith('bh_itinerary_ready_v1', 'es');
    expect(form(stub.requests[0])).toMatchObject({
      ContentSid: templateSid,
      ContentVariables: '{"1":"Ana","2":"Viajes del Sur"}',
    });
    expect(form(stub.requests[0])).not.toHaveProperty('Body');
  });

  it('carries a document by its address', async () => {
    await sender().send(outgoing(media));
    expect(form(stub.requests[0])).toMatchObject({
      Body: 'Tu tarjeta de embarque',
      MediaUrl: 'https://documents.example/boarding.pdf?a=1&b=2',
    });
  });

  it('waits for a template that cannot be sent, until templates are read again', async () => {
    expect(await sender({ contentSid: async () => null }).send(outgoing(template))).toEqual({
      kind: 'template-unusable',
      until: '2027-08-10T16:10:00.000Z',
    });
    expect(stub.requests).toHaveLength(0);
  });

  it('waits where the templates could not be read', async () => {
    const unreadable = async (): Promise<never> => {
      throw new ServiceUnavailable('twilio', 'no');
    };
    expect(await sender({ contentSid: unreadable }).send(outgoing(template))).toMatchObject({
      kind: 'not-sent',
    });
    expect(stub.requests).toHaveLength(0);
  });
});

describe('what became of a request', () => {
  it.each<[string, number, number, object]>([
    ['a 429 was not taken', 429, 20429, { kind: 'not-sent', code: '20429', retryAfterMs: null }],
    [
      'a number not on WhatsApp is refused for good',
      400,
      63024,
      { kind: 'rejected', code: '63024', permanent: true },
    ],
    [
      'an invalid address is refused for good',
      400,
      63003,
      { kind: 'rejected', code: '63003', permanent: true },
    ],
    [
      'a blocked sender is refused for good',
      400,
      63014,
      { kind: 'rejected', code: '63014', permanent: true },
    ],
    [
      'an invalid number is refused for good',
      400,
      21211,
      { kind: 'rejected', code: '21211', permanent: true },
    ],
    [
      'an opt-out at Twilio is refused for good',
      400,
      21610,
      { kind: 'rejected', code: '21610', permanent: true },
    ],
    [
      'wrong variables are refused for good',
      400,
      21656,
      { kind: 'rejected', code: '21656', permanent: true },
    ],
    [
      'a full queue is refused for now',
      400,
      21611,
      { kind: 'rejected', code: '21611', permanent: false },
    ],
    [
      'a rate of the channel is refused for now',
      400,
      63018,
      { kind: 'rejected', code: '63018', permanent: false },
    ],
    [
      'wrong credentials are refused for now: the message is not at fault',
      401,
      20003,
      { kind: 'rejected', code: '20003', permanent: false },
    ],
    ['free text outside the window asks for a template', 400, 63016, { kind: 'window-closed' }],
    ['a 500 may have been sent', 500, 20500, { kind: 'unknown', code: '20500' }],
    ['a 503 may have been sent', 503, 20503, { kind: 'unknown', code: '20503' }],
  ])('%s', async (_, status, code, outcome) => {
    answer = (_request, response) => refuse(response, status, code);
    expect(await sender().send(outgoing(free))).toEqual(outcome);
    expect(stub.requests).toHaveLength(1);
  });

  it.each(['7', 'Tue, 10 Aug 2027 16:00:07 GMT'])(
    'obeys how long a 429 asks to wait, in sending and in listing: %s',
    async (header) => {
      answer = (_, response) => refuse(response, 429, 20429, { 'Retry-After': header });
      expect(await sender().send(outgoing(free))).toMatchObject({
        kind: 'not-sent',
        retryAfterMs: 7_000,
      });
      await expect(
        sender().listSent({ from: '+5491155550199', to: '+5491155550100', since: now }),
      ).rejects.toMatchObject({ retryAfterMs: 7_000 });
    },
  );

  it.each([63013, 63028, 63040, 63041, 63042, 63049])(
    'is a refusal of the template itself by code %s, which the directory hears of',
    async (code) => {
      answer = (_, response) => refuse(response, 400, code);
      const templateRefused = jest.fn();
      expect(await sender({ templateRefused }).send(outgoing(template))).toEqual({
        kind: 'template-refused',
        code: String(code),
      });
      expect(templateRefused).toHaveBeenCalledWith('bh_itinerary_ready_v1', 'es');
    },
  );

  it('does not ask for a template where a template was refused as outside the window', async () => {
    answer = (_, response) => refuse(response, 400, 63016);
    expect(await sender().send(outgoing(template))).toEqual({
      kind: 'rejected',
      code: '63016',
      permanent: true,
    });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'an HTML page of a gateway',
      (response) =>
        response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    ],
    ['a connection cut before the answer', (response) => response.destroy()],
    [
      'a connection cut in the middle of the answer',
      (response) =>
        response
          .writeHead(201, { 'Content-Length': '500' })
          .write('{"sid":', () => response.destroy()),
    ],
    ['an answer nobody can read', (response) => response.writeHead(201).end('ok')],
    ['an answer without a sid', (response) => json(response, 201, {})],
    ['a redirect', (response) => response.writeHead(307, { Location: '/elsewhere' }).end()],
    ['no answer at all', () => {}],
  ])('is unknown after %s', async (_, act) => {
    answer = (_request, response) => act(response);
    expect(await sender({ textTimeoutMs: 60 }).send(outgoing(free))).toMatchObject({
      kind: 'unknown',
    });
    expect(stub.requests).toHaveLength(1);
  });

  it('is "not sent" where nobody listens', async () => {
    await stub.close();
    expect(await sender().send(outgoing(free))).toEqual({
      kind: 'not-sent',
      code: 'ECONNREFUSED',
      retryAfterMs: null,
    });
  });

  it('gives a document more time than a text', async () => {
    answer = (_, response) => setImmediate(() => json(response, 201, message(1)));
    expect(await sender({ textTimeoutMs: 0 }).send(outgoing(free))).toMatchObject({
      kind: 'not-sent',
    });
    expect(await sender({ textTimeoutMs: 0 }).send(outgoing(media))).toMatchObject({
      kind: 'accepted',
    });
  });
});

describe('the deadline of a message', () => {
  it('keeps a late one from being written', async () => {
    expect(await sender().send(outgoing(free, { deadline: now }))).toEqual({
      kind: 'not-sent',
      code: 'deadline',
      retryAfterMs: null,
    });
    expect(stub.requests).toHaveLength(0);
  });

  it('is looked at once more when the connection stands', async () => {
    const times = [now, '2027-08-10T16:00:30.000Z'];
    const clock = { now: () => times.shift() ?? '2027-08-10T16:00:31.000Z' };
    expect(await sender({ clock }).send(outgoing(free))).toEqual({
      kind: 'not-sent',
      code: 'deadline',
      retryAfterMs: null,
    });
    expect(stub.requests).toHaveLength(0);
  });

  it('keeps one from being written that its turn would cut short', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const sent = await withDeadline(58_000, () => {
      jest.advanceTimersByTime(48_001);
      return sender().send(outgoing(free));
    });
    jest.useRealTimers();
    expect(sent).toEqual({ kind: 'not-sent', code: 'deadline', retryAfterMs: null });
    expect(stub.requests).toEqual([]);
  });

  it('ends before the turn does, so that what became of the message is settled', async () => {
    answer = () => undefined;
    const sent = await withDeadline(400, () => sender().send(outgoing(free)));
    expect(sent).toEqual({ kind: 'unknown', code: 'timeout' });
  });

  it('cuts short an answer that does not come', async () => {
    answer = () => {};
    expect(await sender().send(outgoing(free, { deadline: '2027-08-10T16:00:00.060Z' }))).toEqual({
      kind: 'unknown',
      code: 'timeout',
    });
  });
});

describe('the list of what was sent', () => {
  it('lists the messages between two numbers since an instant, newest first', async () => {
    answer = (_, response) =>
      json(
        response,
        200,
        messagePage([
          message(1, { body: 'before', date_created: 'Tue, 10 Aug 2027 15:59:59 +0000' }),
          message(2, {
            body: 'in the same second',
            date_created: 'Tue, 10 Aug 2027 16:00:00 +0000',
          }),
          message(3, { body: 'after', date_created: 'Tue, 10 Aug 2027 16:00:07 +0000' }),
        ]),
      );
    const sent = await sender().listSent({
      from: '+5491155550199',
      to: '+5491155550100',
      since: '2027-08-10T16:00:00.700Z',
    });
    expect(sent).toEqual([
      { providerId: message(3).sid, createdAt: '2027-08-10T16:00:07.000Z', text: 'after' },
      {
        providerId: message(2).sid,
        createdAt: '2027-08-10T16:00:00.000Z',
        text: 'in the same second',
      },
    ]);
    expect(stub.requests[0]).toMatchObject({
      method: 'GET',
      query: { To: 'whatsapp:+5491155550100', From: 'whatsapp:+5491155550199', PageSize: '100' },
    });
  });

  it('is read as far back as needed, and no further', async () => {
    const at = (minute: number) => `Tue, 10 Aug 2027 16:0${minute}:00 +0000`;
    answer = ({ query }, response) => {
      const page = Number(query['Page'] ?? 0);
      const messages = [message(page, { date_created: at(3 - page) })];
      const next = `${messagePage([]).uri}&Page=${page + 1}&PageToken=PASM${page}`;
      json(response, 200, { ...messagePage(messages), next_page_uri: next });
    };
    const since = '2027-08-10T16:02:00.000Z';
    const numbers = { from: '+5491155550199', to: '+5491155550100' };
    expect((await sender().listSent({ ...numbers, since })).map((m) => m.providerId)).toEqual([
      message(0).sid,
      message(1).sid,
    ]);
    expect(stub.requests.map(({ query }) => query['PageToken'])).toEqual([
      undefined,
      'PASM0',
      'PASM1',
    ]);
  });

  it('is not taken for whole where it has no end', async () => {
    answer = (_, response) =>
      json(response, 200, {
        ...messagePage([message(1)]),
        next_page_uri: `${messagePage([]).uri}&PageToken=PASM1`,
      });
    await expect(
      sender().listSent({ from: '+5491155550199', to: '+5491155550100', since: now }),
    ).rejects.toBeInstanceOf(ServiceUnavailable);
    expect(stub.requests).toHaveLength(10);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['refused', (response) => refuse(response, 429, 20429)],
    ['unreadable', (response) => response.writeHead(200).end('<html>')],
    ['cut off', (response) => response.destroy()],
  ])('says that it could not be read where it was %s', async (_, act) => {
    answer = (_request, response) => act(response);
    await expect(
      sender().listSent({ from: '+5491155550199', to: '+5491155550100', since: now }),
    ).rejects.toBeInstanceOf(ServiceUnavailable);
  });
});

describeWithSpecs('requests to Twilio and the answers of the stub', () => {
  it('are those of the published description', async () => {
    const spec = apiSpec('twilio_api_v2010.json');
    const path = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
    const request = spec.request('post', path);
    for (const content of [free, media, template]) await sender().send(outgoing(content));
    expect(stub.requests).toHaveLength(3);
    for (const recorded of stub.requests) {
      const { MediaUrl, ...fields } = form(recorded);
      expect(request({ ...fields, ...(MediaUrl ? { MediaUrl: [MediaUrl] } : {}) })).toEqual([]);
    }
    expect(request({ To: 'whatsapp:+5491155550100', ContentSID: templateSid })).not.toEqual([]);
    expect(spec.response('post', path, 201)(message(1))).toEqual([]);
    expect(spec.response('get', path, 200)(messagePage([message(1)]))).toEqual([]);
  });
});

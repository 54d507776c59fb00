import type { ServerResponse } from 'node:http';
import { plus, second } from '#shared/domain/instant.ts';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { callTwiml } from '../call-twiml.ts';
import { createTwilioSender, type TwilioSenderOptions } from '../sender.ts';
import { closeConnections } from '../transport.ts';
import { parseDigit } from '../webhooks.ts';
import { json, type Recorded, type Stub, startStub } from './stub.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const now = '2027-08-10T16:00:00.000Z';
const sid = `CA${'1'.repeat(32)}`;
const voiceNumber = '+14155550190';
const numbers = { from: '+14155550100', to: '+5491155550110' };
const said = {
  text: 'Viajes & Cía: vuelo cancelado. To take it, press 1.',
  language: 'es',
} as const;
const call = {
  id: '0190a000-0000-7000-8000-000000000001',
  ...numbers,
  content: { kind: 'call', ...said },
  deadline: plus(now, 50 * second),
} as const;
const digitUrl = `https://agency.example/webhooks/twilio/calls/${call.id}?language=es`;

let stub: Stub;
let answer: (request: Recorded, response: ServerResponse) => void;
const sender = (options: Partial<TwilioSenderOptions> = {}) =>
  createTwilioSender({
    accountSid,
    authToken: 'secret',
    baseUrl: stub.url,
    statusCallbackUrl: (id) => `https://agency.example/status/${id}`,
    contentSid: async () => null,
    voiceNumber: (number) => (number === numbers.from ? voiceNumber : null),
    digitUrl: (id, language) =>
      `https://agency.example/webhooks/twilio/calls/${id}?language=${language}`,
    clock: { now: () => now },
    ...options,
  });
const form = ({ body }: Recorded) => Object.fromEntries(new URLSearchParams(body));
const made = () => {
  const [request] = stub.requests;
  if (!request) throw new Error('no request was made');
  return request;
};
const resource = (number: number, createdAt: string) => ({
  sid: `CA${String(number).repeat(32)}`,
  date_created: new Date(createdAt).toUTCString().replace('GMT', '+0000'),
});

beforeEach(async () => {
  answer = (_, response) => json(response, 201, { sid });
  stub = await startStub((request, response) => answer(request, response));
});
afterEach(async () => {
  closeConnections();
  await stub.close();
});

describe('a call on its way to Twilio', () => {
  it('rings from the number of the sender, and says its text twice, waiting for 1', async () => {
    expect(await sender().send(call)).toEqual({ kind: 'accepted', providerId: sid });
    expect(made()).toMatchObject({
      method: 'POST',
      path: `/api.twilio.com/2010-04-01/Accounts/${accountSid}/Calls.json`,
    });
    const { Twiml, ...rest } = form(made());
    expect(rest).toEqual({ To: numbers.to, From: voiceNumber, Timeout: '25' });
    expect(Twiml).toBe(callTwiml({ ...said, to: numbers.to, digitUrl }));
    expect(Twiml?.match(/Viajes &amp; Cía: vuelo cancelado/g)).toHaveLength(2);
    expect(Twiml).toContain(`action="${digitUrl}"`);
  });

  it('is refused for good where the sender has no number to call from', async () => {
    expect(await sender().send({ ...call, from: '+14155550101' })).toEqual({
      kind: 'rejected',
      code: 'no_voice_number',
      permanent: true,
    });
    expect(stub.requests).toEqual([]);
  });

  it.each([
    [429, { code: 20429 }, { kind: 'not-sent', code: '20429', retryAfterMs: null }],
    [500, { code: 20500 }, { kind: 'unknown', code: '20500' }],
    [400, { code: 21211 }, { kind: 'rejected', code: '21211', permanent: true }],
  ])('came to what a message comes to where Twilio answers %i', async (status, body, outcome) => {
    answer = (_, response) => json(response, status, body);
    expect(await sender().send(call)).toEqual(outcome);
  });

  it('is looked for among the calls of its numbers, since its try', async () => {
    answer = (_, response) =>
      json(response, 200, {
        calls: [resource(2, now), resource(1, plus(now, -60 * second))],
      });
    const found = await sender().listSent({ ...numbers, since: now, isCall: true });
    expect(found).toEqual([{ providerId: `CA${'2'.repeat(32)}`, createdAt: now, text: '' }]);
    expect(made().query).toEqual({ To: numbers.to, From: voiceNumber, PageSize: '100' });
  });
});

describe('the voice of a call', () => {
  it.each([
    ['es', '+5491155550110', 'es-MX'],
    ['es-AR', '+5491155550110', 'es-MX'],
    ['es', '+34655550100', 'es-ES'],
    ['en', '+5491155550110', 'en-US'],
    ['pt', '+5511955550110', 'pt-BR'],
  ] as const)('in %s to %s is %s', (language, to, voice) => {
    const twiml = callTwiml({ text: 'x', language, to, digitUrl: null });
    expect(twiml).toContain(`<Say language="${voice}"`);
    expect(twiml).not.toContain('<Gather');
  });
});

describe('the digit of a call', () => {
  it('is taken from what Twilio posts, and from nothing else', () => {
    const posted = { CallSid: sid, To: numbers.to, Digits: '1', CallStatus: 'in-progress' };
    expect(parseDigit(posted)).toEqual({ digit: '1', to: numbers.to });
    expect(parseDigit({ ...posted, CallSid: `SM${'1'.repeat(32)}` })).toBeNull();
  });
});

describeWithSpecs('a call is made as Twilio describes it', () => {
  it('with parameters that the API has', async () => {
    await sender().send(call);
    const path = '/2010-04-01/Accounts/{AccountSid}/Calls.json';
    const { Timeout, ...rest } = form(made());
    expect(
      apiSpec('twilio_api_v2010.json').request('post', path)({ ...rest, Timeout: Number(Timeout) }),
    ).toEqual([]);
  });
});

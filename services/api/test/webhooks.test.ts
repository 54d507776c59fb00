import { randomUUID } from 'node:crypto';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { fieldCases } from '#shared/testing/field-cases.ts';
import { alertToken, anApi, publicBaseUrl } from './harness.ts';
import { inbound, push, report } from './requests.ts';

type Report = Parameters<ActorStore['deliveryReport']>[0];

describe('a message from a traveller', () => {
  it('is kept once, however often it is delivered, and answered with empty TwiML', async () => {
    const api = await anApi();
    const answers = [
      await api.twilio('/webhooks/twilio', inbound()),
      await api.twilio('/webhooks/twilio', inbound()),
    ];
    for (const { status, headers, text } of answers) {
      expect([status, headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      expect(text).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    }
    expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
    expect(JSON.stringify(await api.emitted())).not.toMatch(/sale|5555/);
  });

  it('is verified over the configured URL and the raw query, not the Host header', async () => {
    const api = await anApi();
    const path = '/webhooks/twilio?agency=a%27b&x=%20y+z&empty=';
    const answer = await api.twilio(path, inbound(), {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    });
    expect(answer.status).toBe(200);
    expect(api.signedRequests[0]?.url).toBe(publicBaseUrl + path);
  });

  it.each([
    ['without a signature', { 'x-twilio-signature': '' }],
    ['with a wrong signature', { 'x-twilio-signature': 'bm90IHRoZSBzaWduYXR1cmU=' }],
  ])('%s is refused and writes nothing', async (_, headers) => {
    const api = await anApi();
    const answer = await api.twilio('/webhooks/twilio', inbound(), headers);
    expect([answer.status, answer.json['type']]).toEqual([403, '/docs#bad-signature']);
    expect(await api.eventTypes()).toEqual([]);
  });

  it('whose form was changed on the way is refused', async () => {
    const api = await anApi();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'x',
    };
    const body = new URLSearchParams(inbound({ Body: 'STOP' })).toString();
    expect((await api.send('POST', '/webhooks/twilio', { headers, body })).status).toBe(403);
    expect(await api.eventTypes()).toEqual([]);
  });

  it('with characters that cannot be stored is kept without them', async () => {
    const api = await anApi();
    expect((await api.twilio('/webhooks/twilio', inbound({ Body: 'hola\0' }))).status).toBe(200);
    expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
  });

  it('of media alone is a message', async () => {
    const api = await anApi();
    const media = {
      Body: '',
      NumMedia: '1',
      MediaUrl0: 'https://media.example/1',
      MediaContentType0: 'image/jpeg',
    };
    expect((await api.twilio('/webhooks/twilio', inbound(media))).status).toBe(200);
    expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
  });

  it('of a shared location is shown to the agency, its coordinates included', async () => {
    const api = await anApi();
    const location = {
      Body: '',
      Latitude: '-34.60372212345678',
      Longitude: '-58.38159412345678',
      Label: 'Airport',
    };
    await api.twilio('/webhooks/twilio', inbound(location));
    const [listed] = (await api.south.ask('GET', '/conversations')).json['items'] as never[];
    const { id } = Object(listed);
    const shown = await api.south.ask('GET', `/conversations/${id}`);
    expect(shown.json['messages']).toMatchObject([
      { direction: 'in', text: '📍 Airport (-34.603722, -58.381594)' },
    ]);
  });

  it('from who shows no number is kept and shown to the agency under the id', async () => {
    const api = await anApi();
    const id = 'US.13491208655302741918';
    const message = inbound({ From: '', ExternalUserId: id, Body: 'hello' });
    expect((await api.twilio('/webhooks/twilio', message)).status).toBe(200);
    const shown = await api.south.ask('GET', `/conversations?phone=${id}`);
    expect(shown.json['items']).toMatchObject([{ phone: id, tripIds: [] }]);
  });

  it('in any writing of the number is found by any other', async () => {
    const api = await anApi();
    await api.twilio('/webhooks/twilio', inbound({ From: 'whatsapp:+5215555550101' }));
    for (const phone of ['+52 1 55 5555 0101', '+525555550101']) {
      const shown = await api.south.ask('GET', `/conversations?phone=${encodeURIComponent(phone)}`);
      expect(shown.json['items']).toMatchObject([{ phone: '+525555550101' }]);
    }
  });

  const cases = fieldCases('inbound.jsonl').filter(
    ({ params }) => params !== undefined && !('MessageStatus' in Object(params)),
  );
  for (const { why, params, without } of cases)
    it(`from the field is never refused: ${why}`, async () => {
      const form = { ...inbound(), ...Object(params) };
      for (const name of Array.isArray(without) ? without : []) delete form[name];
      const api = await anApi();
      expect((await api.twilio('/webhooks/twilio', form)).status).toBe(200);
      expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
    });

  it('to a number of no agency is acknowledged, and logged without the number', async () => {
    const api = await anApi();
    const answer = await api.twilio('/webhooks/twilio', inbound({ To: 'whatsapp:+12025550109' }));
    expect([answer.status, await api.eventTypes()]).toEqual([200, []]);
    expect(api.logLines).toMatchObject([
      { level: 'warn', fields: { messageSid: expect.any(String) } },
    ]);
    expect(JSON.stringify(api.logLines)).not.toContain('5550');
  });

  it('that is not as Twilio makes it is refused', async () => {
    const api = await anApi();
    for (const form of [{}, inbound({ MessageSid: 'x' }), inbound({ From: 'somebody' })])
      expect((await api.twilio('/webhooks/twilio', form)).status).toBe(422);
    const json = await api.send('POST', '/webhooks/twilio', {
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(415);
    expect(await api.eventTypes()).toEqual([]);
  });
});

describe('what became of a message', () => {
  const id = randomUUID();
  it.each([`/webhooks/twilio/status/${id}`, `/webhooks/twilio/status?id=${id}`])(
    'is reported at %s',
    async (path) => {
      const reports: Report[] = [];
      const api = await anApi({ deliveryReport: async (delivery) => void reports.push(delivery) });
      const answer = await api.twilio(
        path,
        report({ MessageStatus: 'undelivered', ErrorCode: '63024' }),
      );
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(reports).toEqual([
        {
          id,
          providerId: report().MessageSid,
          status: 'undelivered',
          code: '63024',
          permanent: true,
          now: '2027-03-01T12:00:00.000Z',
        },
      ]);
    },
  );

  it('is accepted for a message that is not there: there is nothing to be done', async () => {
    const api = await anApi();
    expect((await api.twilio(`/webhooks/twilio/status/${id}`, report())).status).toBe(204);
  });

  it('is refused without a signature, without our id, and in a state nobody knows', async () => {
    const reports: Report[] = [];
    const api = await anApi({ deliveryReport: async (delivery) => void reports.push(delivery) });
    expect(
      (await api.twilio(`/webhooks/twilio/status/${id}`, report(), { 'x-twilio-signature': 'x' }))
        .status,
    ).toBe(403);
    expect((await api.twilio('/webhooks/twilio/status/x', report())).status).toBe(404);
    expect((await api.twilio('/webhooks/twilio/status', report())).status).toBe(404);
    expect(
      (await api.twilio(`/webhooks/twilio/status/${id}`, report({ MessageStatus: 'lost' }))).status,
    ).toBe(422);
    expect(reports).toEqual([]);
  });
});

describe('a push of AeroAPI', () => {
  const send = (api: Awaited<ReturnType<typeof anApi>>, token: string, body: unknown) =>
    api.send('POST', `/webhooks/aeroapi/${token}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is one event however often it comes, and another when its content differs', async () => {
    const alerts: Parameters<TripDesk['receiveAlert']>[0][] = [];
    const { store } = await anApi();
    const receiveAlert: TripDesk['receiveAlert'] = async (alert) => {
      alerts.push(alert);
      return 1;
    };
    const api = await anApi({ desk: { ...store, receiveAlert } });
    for (const body of [push(), push(), push({ event_code: 'out' })])
      expect((await send(api, alertToken, body)).status).toBe(204);
    expect(alerts.map(({ alertId, code }) => [alertId, code])).toEqual([
      ['4711', 'cancelled'],
      ['4711', 'cancelled'],
      ['4711', 'out'],
    ]);
    expect(alerts[0]?.eventKey).toBe(alerts[1]?.eventKey);
    expect(alerts[2]?.eventKey).not.toBe(alerts[0]?.eventKey);
  });

  it('repeated later is another event: cancelled, reinstated, and cancelled again', async () => {
    const eventKeys: string[] = [];
    const { store } = await anApi();
    const receiveAlert: TripDesk['receiveAlert'] = async ({ eventKey }) => {
      eventKeys.push(eventKey);
      return 1;
    };
    const api = await anApi({ desk: { ...store, receiveAlert } });
    for (const pauseMs of [0, 1_000, 20 * 60_000]) {
      api.advance(pauseMs);
      await send(api, alertToken, push());
    }
    expect(eventKeys[1]).toBe(eventKeys[0]);
    expect(eventKeys[2]).not.toBe(eventKeys[0]);
  });

  it.each(['x', `${alertToken}x`, alertToken.slice(1), '%00'])(
    'with the token %s finds nothing',
    async (token) => {
      const api = await anApi();
      const response = await send(api, token, push());
      const unknownPath = await api.send('POST', '/webhooks/nowhere/at-all');
      expect([response.status, response.text]).toEqual([404, unknownPath.text]);
    },
  );

  it('finds nothing where no pushes are expected', async () => {
    const api = await anApi({ alerts: { token: null, parse: () => null } });
    expect((await send(api, 'null', push())).status).toBe(404);
    expect((await send(api, '', push())).status).toBe(404);
  });

  it('that is not as AeroAPI makes it is refused', async () => {
    const api = await anApi();
    expect((await send(api, alertToken, { hello: 1 })).status).toBe(422);
    expect((await send(api, alertToken, null)).status).toBe(422);
  });
});

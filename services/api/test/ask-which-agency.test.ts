import { systemIds } from '#shared/composition/system.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { askBy } from '../ask-which-agency.ts';
import { createWebhookApp } from '../webhook-app.ts';

const [sender, phone] = ['+14155550100', '+5491155550100'];

/** A message to a number of two agencies, taken from the queue; Twilio answers with `outcome`. */
const taken = async (outcome: SendOutcome) => {
  const sent: OutgoingMessage[] = [];
  const log = new RecordingLog();
  const clock = new ManualClock(aMoment);
  const send = async (message: OutgoingMessage) => {
    sent.push(message);
    return outcome;
  };
  const ask = askBy({ send }, { clock, ids: systemIds, log });
  const app = createWebhookApp({
    desk: {
      receiveInbound: async () => ({
        conversationId: 'waits',
        first: true,
        asked: [
          { agencyId: 'north', name: 'Viajes del Norte' },
          { agencyId: 'south', name: 'Viajes del Sur' },
        ],
      }),
    } as never,
    clock,
    log,
    twilio: {
      publicBaseUrl: 'https://travel.example.com',
      isAuthentic: () => true,
      parseInbound: () => ({
        providerId: 'SM1',
        sender,
        phone,
        text: 'hola',
        media: [],
        optOutType: null,
        quotes: null,
        choice: null,
      }),
      parseStatus: () => null,
      parseDigit: () => null,
      callTwiml: () => '',
      ask,
    },
    deliveryReport: async () => undefined,
    alerts: { token: null, parse: () => null },
  });
  const response = await app.request('/webhooks/twilio', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Body=hola',
  });
  return { status: response.status, answer: await response.text(), sent, log, ask };
};

describe('a traveller whose webhook was answered by the queue', () => {
  it('is asked by a message which agency they mean', async () => {
    const { status, answer, sent } = await taken({ kind: 'accepted', providerId: 'SM2' });
    expect([status, answer.includes('<Message>')]).toEqual([200, false]);
    expect(sent).toMatchObject([{ from: sender, to: phone }]);
    expect(JSON.stringify(sent[0]?.content)).toMatch(/1\. Viajes del Norte.*2\. Viajes del Sur/s);
    expect(sent[0]?.content).toMatchObject({
      choices: {
        kind: 'buttons',
        options: [
          { id: 'agency:north', title: 'Viajes del Norte' },
          { id: 'agency:south', title: 'Viajes del Sur' },
        ],
      },
    });
  });

  it.each([
    [{ kind: 'unknown', code: 'timeout' }],
    [{ kind: 'not-sent', code: '429', retryAfterMs: null }],
    [{ kind: 'circuit-open', until: aMoment }],
  ] as const)('is asked again where it ended as %j', async (outcome) => {
    const { status, ask } = await taken(outcome);
    expect(status).toBe(503);
    await expect(ask({ from: sender, to: phone, text: '?', choices: null })).rejects.toThrow(
      ServiceUnavailable,
    );
  });

  it('is not asked again where Twilio refuses; the log has neither number nor words', async () => {
    const { status, log } = await taken({ kind: 'rejected', code: '63024', permanent: true });
    expect(status).toBe(200);
    expect(JSON.stringify(log.lines)).toContain('63024');
    expect(JSON.stringify(log.lines)).not.toContain('5550100');
  });
});

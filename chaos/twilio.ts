import { Hono } from 'hono';
import { type Served, serve } from '#local/simulators/serve.ts';
import type { SimulatedMessage } from '#local/simulators/twilio/message.ts';
import type { TwilioFault } from '#local/simulators/twilio/messages-api.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';
import type { Random } from './random.ts';

/** One message that the provider took: what the traveller will read, and the ledger's id for it. */
export interface Accepted {
  readonly to: string;
  readonly text: string;
  readonly ledgerId: string;
  readonly type: string;
}

/** The provider, outside the service and never killed: the witness of what was really sent. */
export interface Witness {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  accepted(): readonly Accepted[];
  /** When the last message was accepted (performance.now()); null: none yet. */
  lastAcceptedAt(): number | null;
  /** Called with every message that is accepted. */
  onAccepted(listener: (message: Accepted) => void): void;
  /** How many requests were answered with a fault on purpose. */
  faults(): number;
  close(): Promise<void>;
}

/** Answers that get lost or never come, after the message was taken or before. */
const lostReplies: readonly TwilioFault['answer'][] = [
  '500-accepted',
  'timeout-accepted',
  '500-not-accepted',
  'timeout-not-accepted',
  '429',
];
const callbackOf = /\/status\/([0-9a-f-]{36})/;

/** Starts the provider. `faultShare`: the share of requests that get one of the faults. */
export const startWitness = async (options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly faultShare: () => number;
  readonly latencyMs: number;
  readonly maxMessages: number;
}): Promise<Witness> => {
  const { clock, random, faultShare, latencyMs, maxMessages } = options;
  const accountSid = `AC${'c'.repeat(32)}`;
  const authToken = 'token-of-the-chaos';
  const simulator = createTwilioSimulator({
    clock,
    accountSid,
    authToken,
    webhookUrl: 'http://127.0.0.1:9/none',
    latencyMs,
    maxMessages,
  });
  const known = simulator.preload(
    templates.map((t) => ({
      friendly_name: friendlyName(t.name, t.language),
      language: whatsappLanguage[t.language],
      types: { 'twilio/text': { body: t.body } },
    })),
  );
  const typeOf = new Map(
    known.map(({ sid, friendlyName: name }) => [
      sid,
      templates.find((t) => friendlyName(t.name, t.language) === name)?.type ?? name,
    ]),
  );
  const accepted: Accepted[] = [];
  const listeners: ((message: Accepted) => void)[] = [];
  const seen = new Set<string>();
  let lastAt: number | null = null;
  simulator.subscribe((m: SimulatedMessage) => {
    if (m.direction !== 'outbound-api' || seen.has(m.sid)) return;
    seen.add(m.sid);
    lastAt = performance.now();
    const one: Accepted = {
      to: m.to.replace('whatsapp:', ''),
      text: m.body,
      ledgerId: callbackOf.exec(m.statusCallback ?? '')?.[1] ?? '',
      type: typeOf.get(m.contentSid ?? '') ?? 'text',
    };
    accepted.push(one);
    for (const listener of listeners) listener(one);
  });
  let faults = 0;
  const app = new Hono();
  app.use('*', async (c, next) => {
    if (c.req.method === 'POST' && random.next() < faultShare()) {
      faults += 1;
      simulator.faults.set({ answer: random.pick(lostReplies), times: 1 });
    }
    await next();
  });
  app.route('/', simulator.app);
  const served: Served = await serve(app, 0);
  return {
    url: served.url,
    accountSid,
    authToken,
    accepted: () => accepted,
    lastAcceptedAt: () => lastAt,
    onAccepted: (listener) => void listeners.push(listener),
    faults: () => faults,
    close: async () => {
      simulator.close();
      await served.close();
    },
  };
};

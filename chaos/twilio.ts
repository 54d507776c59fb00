import { Hono } from 'hono';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import type { SimulatedMessage } from '#local/simulators/twilio/message.ts';
import type { TwilioFault } from '#local/simulators/twilio/messages-api.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';
import type { Random } from './random.ts';

/** A message that the provider accepted. */
export interface AcceptedMessage {
  readonly to: string;
  readonly text: string;
  /** The id of its ledger row, read from the status callback's URL. */
  readonly ledgerId: string;
  readonly type: string;
}

/** A simulated Twilio outside the service, never killed, that records what it accepted. */
export interface RecordingProvider {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  accepted(): readonly AcceptedMessage[];
  /** When the last message was accepted (performance.now()); null: none yet. */
  lastAcceptedAt(): number | null;
  /** Called with every message that is accepted. */
  onAccepted(listener: (message: AcceptedMessage) => void): void;
  /** How many requests got an injected fault. */
  faults(): number;
  close(): Promise<void>;
}

/** The injected faults, before and after a message is accepted. */
const injectedFaults: readonly TwilioFault['answer'][] = [
  '500-accepted',
  'timeout-accepted',
  '500-not-accepted',
  'timeout-not-accepted',
  '429',
];
const callbackIdPattern = /\/status\/([0-9a-f-]{36})/;

/** Starts the provider. `faultShare` is the share of requests, 0 to 1, that get a fault. */
export const startRecordingProvider = async (options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly faultShare: () => number;
  readonly latencyMs: number;
  readonly maxMessages: number;
}): Promise<RecordingProvider> => {
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
  const contents = simulator.preload(
    templates.map((t) => ({
      friendly_name: friendlyName(t.name, t.locale),
      language: whatsappLanguage[t.locale],
      types: { 'twilio/text': { body: t.body } },
    })),
  );
  const typeOf = new Map(
    contents.map(({ sid, friendlyName: name }) => [
      sid,
      templates.find((t) => friendlyName(t.name, t.locale) === name)?.type ?? name,
    ]),
  );
  const accepted: AcceptedMessage[] = [];
  const listeners: ((message: AcceptedMessage) => void)[] = [];
  const seenSids = new Set<string>();
  let lastAcceptedAt: number | null = null;
  simulator.subscribe((m: SimulatedMessage) => {
    if (m.direction !== 'outbound-api' || seenSids.has(m.sid)) return;
    seenSids.add(m.sid);
    lastAcceptedAt = performance.now();
    const message: AcceptedMessage = {
      to: m.to.replace('whatsapp:', ''),
      text: m.body,
      ledgerId: callbackIdPattern.exec(m.statusCallback ?? '')?.[1] ?? '',
      type: typeOf.get(m.contentSid ?? '') ?? 'text',
    };
    accepted.push(message);
    for (const listener of listeners) listener(message);
  });
  let faults = 0;
  const app = new Hono();
  app.use('*', async (c, next) => {
    if (c.req.method === 'POST' && random.next() < faultShare()) {
      faults += 1;
      simulator.faults.set({ answer: random.pick(injectedFaults), times: 1 });
    }
    await next();
  });
  app.route('/', simulator.app);
  const served: LocalServer = await serve(app, 0);
  return {
    url: served.url,
    accountSid,
    authToken,
    accepted: () => accepted,
    lastAcceptedAt: () => lastAcceptedAt,
    onAccepted: (listener) => void listeners.push(listener),
    faults: () => faults,
    close: async () => {
      simulator.close();
      await served.close();
    },
  };
};

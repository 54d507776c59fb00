import { Hono } from 'hono';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';

/** A simulated Twilio with travellers: their messages become signed webhooks to the system. */
export interface BenchPhones extends LocalServer {
  /** A traveller writes; resolves with the time (performance.now()) of the next reply's request. */
  write(phone: string, text: string): Promise<number>;
  /** A traveller writes and does not wait for a reply. */
  send(phone: string, text: string): void;
}

const replyTimeoutMs = 60_000;

/** Starts the simulator on a loopback port, with all templates approved. */
export const servePhones = async (account: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly sender: string;
  readonly webhookUrl: string;
}): Promise<BenchPhones> => {
  const replyListeners = new Map<string, (at: number) => void>();
  const simulator = createTwilioSimulator({
    ...account,
    clock: { now: () => new Date().toISOString() },
    latencyMs: 20,
    maxMessages: 2_000,
  });
  simulator.preload(
    templates.map((t) => ({
      friendly_name: friendlyName(t.name, t.locale),
      language: whatsappLanguage[t.locale],
      types: { 'twilio/text': { body: t.body } },
    })),
  );
  const app = new Hono();
  app.use(async (c, next) => {
    const at = performance.now();
    if (c.req.method === 'POST' && c.req.path.endsWith('/Messages.json')) {
      const form = new URLSearchParams(await c.req.raw.clone().text());
      const phone = (form.get('To') ?? '').replace('whatsapp:', '');
      if (form.get('Body')) {
        replyListeners.get(phone)?.(at);
        replyListeners.delete(phone);
      }
    }
    await next();
  });
  app.route('/', simulator.app);
  const send: BenchPhones['send'] = (phone, text) =>
    void simulator.receive({ from: phone, to: account.sender, body: text });
  return {
    ...(await serve(app, 0)),
    send,
    write: (phone, text) =>
      new Promise((resolve, reject) => {
        const timeout = setTimeout(
          () => reject(new Error(`no reply to "${text}"`)),
          replyTimeoutMs,
        );
        replyListeners.set(phone, (at) => {
          clearTimeout(timeout);
          resolve(at);
        });
        send(phone, text);
      }),
  };
};

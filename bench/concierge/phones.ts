import { Hono } from 'hono';
import { type Served, serve } from '#local/simulators/serve.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';

/** The provider with its travellers: what is written here arrives as a signed webhook, and what is sent back is noted as it comes in. */
export interface BenchPhones extends Served {
  /** A traveller writes; the promise is the moment (performance.now) at which a free text for that phone is requested next. */
  write(phone: string, text: string): Promise<number>;
  /** A traveller writes and waits for nothing yet. */
  begin(phone: string, text: string): void;
}

const patienceMs = 60_000;

export const servePhones = async (account: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly sender: string;
  readonly webhookUrl: string;
}): Promise<BenchPhones> => {
  const waiting = new Map<string, (at: number) => void>();
  const simulator = createTwilioSimulator({
    ...account,
    clock: { now: () => new Date().toISOString() },
    latencyMs: 20,
    maxMessages: 2_000,
  });
  simulator.preload(
    templates.map((t) => ({
      friendly_name: friendlyName(t.name, t.language),
      language: whatsappLanguage[t.language],
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
        waiting.get(phone)?.(at);
        waiting.delete(phone);
      }
    }
    await next();
  });
  app.route('/', simulator.app);
  const begin: BenchPhones['begin'] = (phone, text) =>
    void simulator.receive({ from: phone, to: account.sender, body: text });
  return {
    ...(await serve(app, 0)),
    begin,
    write: (phone, text) =>
      new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`no answer to "${text}"`)), patienceMs);
        waiting.set(phone, (at) => {
          clearTimeout(late);
          done(at);
        });
        begin(phone, text);
      }),
  };
};

import { serve } from '#local/simulators/serve.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { call } from '#shared/adapters/twilio/transport.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';

// The simulated Twilio in a process of its own: 20 ms an answer, two callbacks for each message.
const [accountSid = '', authToken = ''] = process.argv.slice(2);
const simulator = createTwilioSimulator({
  clock: { now: () => new Date().toISOString() },
  accountSid,
  authToken,
  webhookUrl: 'http://127.0.0.1:9/webhooks/twilio',
  latencyMs: 20,
  maxMessages: 500,
  // The cheapest client there is: the simulator shares the processor with what is measured.
  fetch: async (url, { headers, body }) => {
    const response = await call({
      method: 'POST',
      url,
      headers: Object.fromEntries(new Headers(headers)),
      body: String(body),
      timeoutMs: 15_000,
    });
    return new Response(null, { status: response.status });
  },
});
simulator.preload(
  templates.map((t) => ({
    friendly_name: friendlyName(t.name, t.locale),
    language: whatsappLanguage[t.locale],
    types: { 'twilio/text': { body: t.body } },
  })),
);
const served = await serve(simulator.app, 0);
process.stdout.write(`${served.url}\n`);
process.on('SIGTERM', () => process.exit(0));

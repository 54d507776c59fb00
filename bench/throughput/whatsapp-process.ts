import { serve } from '#local/simulators/serve.ts';
import { createTwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { call } from '#shared/adapters/twilio/transport.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';

// The provider in a process of its own, as it would be: answers in 20 ms and calls back twice for each message.
const [accountSid = '', authToken = ''] = process.argv.slice(2);
const simulator = createTwilioSimulator({
  clock: { now: () => new Date().toISOString() },
  accountSid,
  authToken,
  webhookUrl: 'http://127.0.0.1:9/webhooks/twilio',
  latencyMs: 20,
  maxMessages: 500,
  // What the provider spends is taken from the machine that is measured: the cheapest client there is.
  fetch: async (url, { headers, body }) => {
    const answer = await call({
      method: 'POST',
      url,
      headers: Object.fromEntries(new Headers(headers)),
      body: String(body),
      timeoutMs: 15_000,
    });
    return new Response(null, { status: answer.status });
  },
});
simulator.preload(
  templates.map((t) => ({
    friendly_name: friendlyName(t.name, t.language),
    language: whatsappLanguage[t.language],
    types: { 'twilio/text': { body: t.body } },
  })),
);
const served = await serve(simulator.app, 0);
process.stdout.write(`${served.url}\n`);
process.on('SIGTERM', () => process.exit(0));

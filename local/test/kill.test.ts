import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { createTwilioSimulator, type TwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';

const accountSid = `AC${'1'.repeat(32)}`;
const authToken = 'token-of-the-test';
const travellers = 12;
/** The child's time runs ahead, and a message must not be dated before its attempt. */
const aheadMs = 30 * 86_400_000;

let dataDir: string;
let twilio: TwilioSimulator;
let served: LocalServer;
let child: ChildProcess | null = null;

/** Starts the system and returns its URL; the speed makes leases and pauses short. */
const start = async (): Promise<string> => {
  const running = spawn(
    process.execPath,
    ['local/start.ts', '--no-demo', '--port', '0', '--speed', '120'],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DATA_DIR: dataDir,
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_AUTH_TOKEN: authToken,
        TWILIO_WHATSAPP_FROM: '+5491155550000',
        TWILIO_BASE_URL: served.url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child = running;
  let output = '';
  return new Promise((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /API +(http:\S+)[\s\S]*Ctrl-C/.exec(output)?.[1];
      if (url) done(url.replace('localhost', '127.0.0.1'));
    };
    running.stdout.on('data', read);
    running.stderr.on('data', read);
    running.once('exit', () => fail(new Error(`it ended before it was ready:\n${output}`)));
  });
};
const exitOf = (process: ChildProcess) =>
  new Promise<number | null>((done) => process.once('exit', (code) => done(code)));
const sentTo = (phone: string) =>
  twilio.messages().filter((m) => m.to === `whatsapp:${phone}` && m.body.includes('BA820'));
const phoneOf = (n: number) => `+54911555501${String(n).padStart(2, '0')}`;

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((done) => setTimeout(done, 20));
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-kill-'));
  twilio = createTwilioSimulator({
    clock: { now: () => new Date(Date.now() + aheadMs).toISOString() },
    accountSid,
    authToken,
    webhookUrl: 'http://127.0.0.1:9/webhooks/twilio',
    latencyMs: 60,
  });
  twilio.preload(
    templates.map((t) => ({
      friendly_name: friendlyName(t.name, t.locale),
      language: whatsappLanguage[t.locale],
      types: { 'twilio/text': { body: t.body } },
    })),
  );
  served = await serve(twilio.app, 0);
});
afterAll(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    const exit = exitOf(child);
    child.kill('SIGTERM');
    await exit;
  }
  twilio.close();
  await served.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}, 30_000);

describe('a process that is killed in the middle of its turns', () => {
  it('continues after the next start, nothing twice, nothing lost, and stops cleanly', async () => {
    const url = await start();
    const key = (await readFile(join(dataDir, 'demo-api-key'), 'utf8')).trim();
    const book = (n: number) =>
      fetch(`${url}/trips`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          clientName: `Traveller ${n}`,
          whatsapp: phoneOf(n),
          language: 'en',
          flightNumber: 'BA820',
          originIata: 'LHR',
          destinationIata: 'CPH',
          departure: new Date(Date.now() + 20 * 86_400_000).toISOString(),
        }),
      });
    const killed = child && exitOf(child);
    const answers = Promise.allSettled(Array.from({ length: travellers }, (_, n) => book(n)));
    await until(() => twilio.counts().requests >= 3);
    child?.kill('SIGKILL');
    await killed;
    const accepted = (await answers).flatMap((answer, n) =>
      answer.status === 'fulfilled' && answer.value.status === 201 ? [n] : [],
    );
    expect(accepted.length).toBeGreaterThan(0);

    await start();
    await until(() => accepted.every((n) => sentTo(phoneOf(n)).length > 0));
    const stopped = child && exitOf(child);
    child?.kill('SIGTERM');
    expect(await stopped).toBe(0);

    // And once more: a clean stop leaves nothing to be repeated.
    await start();
    expect(accepted.map((n) => sentTo(phoneOf(n)).length)).toEqual(accepted.map(() => 1));
  }, 90_000);
});

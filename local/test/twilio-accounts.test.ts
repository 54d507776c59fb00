import { isFromItsAccount, type TwilioAccounts } from '#shared/adapters/twilio/accounts.ts';
import { createTwilioMedia } from '#shared/adapters/twilio/media.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { parseInbound, webhookParams } from '#shared/adapters/twilio/webhooks.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { plus, second } from '#shared/domain/instant.ts';
import { friendlyName, templates } from '#shared/templates/catalogue.ts';
import { samplesOf } from '#shared/templates/samples.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock, RecordingLog, someBreakers } from '#shared/testing/fakes.ts';
import { type LocalServer, serve } from '../simulators/serve.ts';
import { severalAccounts } from '../simulators/twilio/several-accounts.ts';
import { createTwilioSimulator } from '../simulators/twilio/simulator.ts';

const publicBaseUrl = 'https://travel.example';
const ana = '+5491155550100';
const shared = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'shared', number: '+5491155550198' };
const own = { accountSid: `AC${'2'.repeat(32)}`, authToken: 'own', number: '+5491155550199' };
const [template] = templates;
if (!template) throw new Error('there are templates');

/** An account at Twilio with the webhooks that it has posted. */
const anAccount = ({ accountSid, authToken, number }: typeof own, clock: ManualClock) => {
  const posted: { url: string; signature: string; params: ReturnType<typeof webhookParams> }[] = [];
  const simulator = createTwilioSimulator({
    clock,
    accountSid,
    authToken,
    senders: [number],
    latencyMs: 0,
    webhookUrl: `${publicBaseUrl}/webhooks/twilio`,
    fetch: async (url, { headers, body }) => {
      const signature = new Headers(headers).get('x-twilio-signature') ?? '';
      posted.push({ url, signature, params: webhookParams(String(body)) });
      return new Response('<Response/>');
    },
  });
  return { simulator, posted };
};

describe('two accounts at Twilio', () => {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const first = anAccount(shared, clock);
  const other = anAccount(own, clock);
  let server: LocalServer;
  let accounts: TwilioAccounts;
  let whatsapp: ReturnType<typeof composeWhatsApp>;
  const breakers = someBreakers(clock);
  beforeAll(async () => {
    other.simulator.preload([
      {
        friendly_name: friendlyName(template.name, template.locale),
        language: template.locale,
        variables: { ...samplesOf(template) },
        types: { 'twilio/text': { body: template.body } },
      },
    ]);
    server = await serve(
      severalAccounts({
        [shared.accountSid]: first.simulator,
        [own.accountSid]: other.simulator,
      }),
      0,
    );
    const account = ({ accountSid, authToken }: typeof own) => ({
      accountSid,
      authToken,
      baseUrl: server.url,
      tokens: [authToken],
    });
    accounts = { ...account(shared), others: [{ ...account(own), senders: [own.number] }] };
    whatsapp = composeWhatsApp({
      access: { twilio: { ...accounts, publicBaseUrl, voiceNumbers: {} } },
      clock,
      log,
      meter: { count: () => undefined, seconds: () => undefined },
      breakers,
    });
  });
  afterAll(async () => {
    first.simulator.close();
    other.simulator.close();
    await server.close();
    closeConnections();
  });

  const sendText = (from: string, id = 'one') =>
    whatsapp.sender.send({
      id,
      from,
      to: ana,
      content: { kind: 'text', text: `from ${from}` },
      deadline: plus(clock.now(), 60 * second),
    });

  it('each send what is sent from their own numbers, and list it', async () => {
    for (const number of [shared.number, own.number])
      expect(await sendText(number)).toMatchObject({ kind: 'accepted' });
    for (const [{ simulator }, { number }] of [
      [first, shared],
      [other, own],
    ] as const) {
      expect(simulator.messages().map(({ body }) => body)).toEqual([`from ${number}`]);
      const listed = await whatsapp.sender.listSent({ from: number, to: ana, since: aMoment });
      expect(listed.map(({ text }) => text)).toEqual([`from ${number}`]);
    }
  });

  it('each have templates of their own', async () => {
    const content = {
      kind: 'template',
      template: template.name,
      language: template.locale,
      variables: { ...samplesOf(template) },
      text: '',
    } as const;
    const send = (from: string) =>
      whatsapp.sender.send({
        id: 'template',
        from,
        to: ana,
        content,
        deadline: plus(clock.now(), 60 * second),
      });
    expect(await send(own.number)).toMatchObject({ kind: 'accepted' });
    expect(await send(shared.number)).toMatchObject({ kind: 'template-unusable' });
    const name = friendlyName(template.name, template.locale);
    expect(whatsapp.templates.unusable(own.number)).not.toContain(name);
    expect(whatsapp.templates.unusable(shared.number)).toContain(name);
  });

  it('each sign their webhooks, and speak for their own numbers alone', async () => {
    await first.simulator.receive({ from: ana, to: shared.number, body: 'hola' });
    await other.simulator.receive({ from: ana, to: own.number, body: 'hola' });
    const inbound = [first, other].map(({ posted }) =>
      posted.find(({ params }) => params['MessageStatus'] === undefined),
    );
    const [toShared, toOwn] = inbound;
    if (!toShared || !toOwn) throw new Error('no webhook');
    expect([toShared, toOwn].map((webhook) => isFromItsAccount(accounts, webhook))).toEqual([
      true,
      true,
    ]);
    // The same words, signed by the one account and said of a number of the other.
    await other.simulator.receive({ from: ana, to: shared.number, body: 'forged' });
    await first.simulator.receive({ from: ana, to: own.number, body: 'forged' });
    const forged = [first, other].map(({ posted }) => posted.at(-1));
    expect(forged.map((webhook) => webhook && isFromItsAccount(accounts, webhook))).toEqual([
      false,
      false,
    ]);
    const unknown = { ...toOwn, params: { ...toOwn.params, AccountSid: `AC${'3'.repeat(32)}` } };
    expect(isFromItsAccount(accounts, unknown)).toBe(false);
  });

  it('each give out the files that were sent to them', async () => {
    const bytes = new Uint8Array(Buffer.from('%PDF-1.4 a file'));
    await other.simulator.receive({
      from: ana,
      to: own.number,
      body: '',
      files: [{ bytes, contentType: 'application/pdf' }],
    });
    const [media] = parseInbound(other.posted.at(-1)?.params ?? {})?.media ?? [];
    if (!media) throw new Error('no file');
    expect(await createTwilioMedia(accounts).fetch(media)).toMatchObject({ kind: 'file' });
    expect(await createTwilioMedia({ ...accounts, others: [] }).fetch(media)).toEqual({
      kind: 'gone',
    });
  });

  it('a number of no account stops nobody else, and the log says where to list it', async () => {
    expect(await sendText('+5491155550197')).toEqual({
      kind: 'rejected',
      code: '63007',
      permanent: false,
    });
    expect(log.lines.map(({ message }) => message)).toContain(
      'the account does not have this sender: list its own in TWILIO_ACCOUNTS',
    );
    expect(await sendText(own.number, 'two')).toMatchObject({ kind: 'accepted' });
  });

  it('an account that fails holds up its own senders alone', async () => {
    for (let n = 0; n < 5; n += 1) {
      other.simulator.faults.set({ times: 1, answer: '500-not-accepted' });
      await sendText(own.number, `three-${n}`);
    }
    expect(await sendText(own.number, 'four')).toMatchObject({ kind: 'circuit-open' });
    expect(await sendText(shared.number, 'four')).toMatchObject({ kind: 'accepted' });
    expect(await breakers.states()).toMatchObject({
      services: { twilio: { kind: 'closed' } },
      accounts: [own.accountSid],
    });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { createFlightSandbox } from '#local/flight-sandbox.ts';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import {
  accountSid,
  aeroApiWorld,
  agencyNumber,
  anaNumber,
  authToken,
  body,
  twilioWorld,
} from '#local/simulators/test/worlds.ts';
import { failingNumbers } from '#local/simulators/twilio/failing-numbers.ts';
import { ourContents } from '#local/simulators/twilio/our-contents.ts';
import { documentOffer, optOutOffer } from '#services/concierge/domain/offers.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { parseInbound } from '#shared/adapters/twilio/webhooks.ts';
import { choicesOf, type Offer } from '#shared/domain/choices.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import { templates } from '#shared/templates/catalogue.ts';
import { createPhonePage } from '../phone-page.ts';
import { launchBrowser } from './browser.ts';

const luisNumber = '+5491155550101';
const anaChat = '541155550000-5491155550100';
const zone = 'America/Argentina/Buenos_Aires';
const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const hostileName = '<img src=x onerror="window.hacked=1">';

describe('the phone page in a browser', () => {
  let browser: Browser;
  let served: LocalServer;
  let world: ReturnType<typeof twilioWorld>;
  let flights: ReturnType<typeof aeroApiWorld>;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    world = twilioWorld();
    const people = async ({ traveller }: { readonly traveller: string }) => ({
      agencyName: 'Viajes Horizonte',
      travellerName: traveller === anaNumber ? 'Ana Ruiz' : hostileName,
      role: 'traveller',
      passengers: ['Ana'],
      zone,
    });
    flights = aeroApiWorld();
    const ba820 = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };
    flights.sim.expectFlight({ ...ba820, departure: '2027-03-03T16:20:00Z', story: 'on_time' });
    const sandbox = await createFlightSandbox({
      timetable: flights.sim.timetable,
      stories: {
        all: async () => [],
        keep: async () => undefined,
        forgetBefore: async () => undefined,
      },
      clock: flights.clock,
      oldest: '2027-03-01T00:00:00.000Z',
    });
    served = await serve(
      createPhonePage({
        twilio: world.sim,
        clock: world.clock,
        speed: 300,
        people,
        failingNumbers,
        world: {
          sandbox,
          flightsOf: async ({ traveller }) => (traveller === anaNumber ? [ba820] : []),
        },
      }),
      0,
    );
    page = await browser.newPage();
    errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
  });
  afterEach(async () => {
    expect(errors).toEqual([]);
    await page.close();
    await served.close();
    world.sim.close();
  });

  // Code for the page is given as text, since the project's types have no `document`.
  const textOf = (selector: string): Promise<string> =>
    page.$eval(selector, (node) => node.textContent ?? '');
  const open = async (width: number, height: number): Promise<void> => {
    await page.setViewport({ width, height });
    await page.goto(`${served.url}/phone`);
    await page.waitForFunction(`document.querySelector('#clock-time')?.textContent !== '–'`);
  };
  const sendTemplate = async (text: string, to = anaNumber): Promise<string> => {
    const [template] = world.sim.preload([
      { friendly_name: 'any', language: 'es', types: { 'twilio/text': { body: '{{1}}' } } },
    ]);
    const response = await world.send({
      To: `whatsapp:${to}`,
      ContentSid: template?.sid ?? '',
      ContentVariables: JSON.stringify({ 1: text }),
    });
    const { sid } = await body(response);
    await world.reaches(sid, 'delivered', 'read');
    return sid;
  };

  test('a message arrives live, unread until the chat is opened', async () => {
    await open(1280, 800);
    expect(await textOf('#none')).toContain('Book a trip');
    await sendTemplate('Tu vuelo *BA820* sale a las 13:20');
    await page.waitForSelector('.badge');
    const second = await sendTemplate('Puerta B22');
    await page.waitForFunction(`document.querySelector('.badge')?.textContent?.startsWith('2')`);
    expect(await textOf('.row-name')).toBe('Ana Ruiz');
    expect(await textOf('.preview-text')).toBe('Puerta B22');
    expect(await page.title()).toMatch(/^\(2\)/);

    await page.click('.chat-row');
    await page.waitForSelector('.bubble');
    await world.reaches(second, 'read');
    await page.waitForFunction(
      `document.querySelectorAll('.bubble .ticks.read').length === 2 &&
       !document.querySelector('.badge')`,
    );
    expect(await textOf('#contact')).toBe('Viajes Horizonte');
    expect(await textOf('.text strong')).toBe('BA820');
    // 10:00 UTC, as the traveller's own clock shows it.
    expect(await textOf('.bubble time')).toBe('07:00');
    expect(await textOf('.day')).toBe('Today');
    await sendTemplate('Embarque');
    await page.waitForFunction(`document.querySelectorAll('.bubble .ticks.read').length === 3`);
  });

  /** Sends a message that offers answers, as the concierge does; Ana has written before. */
  const sendOffer = async (offer: Offer): Promise<void> => {
    const choices = choicesOf(offer);
    const api = await serve(world.sim.app, 0);
    const sids = new Map(
      world.sim.preload(ourContents()).map(({ friendlyName, sid }) => [friendlyName, sid]),
    );
    const outcome = await createTwilioSender({
      accountSid,
      authToken,
      baseUrl: api.url,
      statusCallbackUrl: (id) => `http://127.0.0.1:1/webhooks/twilio/status/${id}`,
      contentSid: async () => null,
      choiceSid: async (name) => sids.get(name) ?? null,
      clock: world.clock,
    }).send({
      id: '00000000-0000-4000-8000-000000000001',
      from: agencyNumber,
      to: anaNumber,
      content: { kind: 'text', text: offer.body, ...(choices && { choices }) },
      deadline: plus(world.clock.now(), minute),
    });
    closeConnections();
    await api.close();
    if (outcome.kind !== 'accepted') throw new Error(`not sent: ${outcome.kind}`);
    await world.reaches(outcome.providerId, 'delivered', 'read');
  };
  const lastPosted = async (name: string): Promise<Readonly<Record<string, string>>> => {
    for (;;) {
      const found = world.posted.findLast(({ parameters }) => parameters[name] !== undefined);
      if (found) return found.parameters;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  test('what the concierge offers are buttons, and a tapped one is known by its id', async () => {
    await world.sim.receive({ from: anaNumber, to: agencyNumber, body: 'cancelar' });
    await sendOffer(optOutOffer('¿Querés dejar de recibir mensajes?', 'es-AR'));
    await open(390, 844);
    await page.click('.chat-row');
    // A bubble is drawn anew when it is read.
    await page.waitForSelector('.agency .ticks.read');
    expect(await textOf('.agency .text')).toBe('¿Querés dejar de recibir mensajes?');
    expect(await textOf('.agency .kind')).toBe('free text');
    await page.click('[data-choice="opt:stay"]');
    expect(parseInbound(await lastPosted('ButtonPayload'))).toMatchObject({
      phone: anaNumber,
      text: 'No, seguir',
      choice: 'opt:stay',
    });
    await sendOffer(documentOffer(['boarding_pass', 'insurance', 'transfer'], 'es-AR'));
    await page.waitForFunction(`document.querySelectorAll('.agency .ticks.read').length === 2`);
    expect(await textOf('.list-name')).toBe('Ver opciones');
    await page.click('[data-choice="doc:insurance"]');
    expect(parseInbound(await lastPosted('ListId'))).toMatchObject({
      text: 'Seguro de viaje',
      choice: 'doc:insurance',
    });
  });

  test('pictures, recordings and a location are sent, and seen in the chat', async () => {
    await sendTemplate('Hola Ana');
    await open(1280, 800);
    await page.click('.chat-row');
    await page.waitForSelector('.bubble');
    const folder = await mkdtemp(join(tmpdir(), 'phone-page-'));
    const send = async (name: string, bytes: Uint8Array) => {
      await writeFile(join(folder, name), bytes);
      const input = await page.$('#file');
      await input?.uploadFile(join(folder, name));
    };
    await send('pass.png', Buffer.from(onePixel, 'base64'));
    await page.waitForSelector('.traveller .picture');
    await page.waitForFunction(`document.querySelector('.traveller .picture')?.naturalWidth > 0`);
    const picture = await lastPosted('MediaUrl0');
    expect(picture).toMatchObject({ NumMedia: '1', MediaContentType0: 'image/png', Body: '' });
    const media = new URL(picture['MediaUrl0'] ?? '');
    const fetched = await world.sim.app.request(`/${media.hostname}${media.pathname}`, {
      headers: { authorization: basic },
    });
    expect(Buffer.from(await fetched.arrayBuffer()).toString('base64')).toBe(onePixel);
    await send('note.ogg', Buffer.from('OggS not really'));
    await page.waitForSelector('.traveller audio');
    await send('letter.txt', Buffer.from('words'));
    await page.waitForFunction(`!document.querySelector('#refused').hidden`);
    expect(await textOf('#refused')).toContain('A picture, a recording');
    await page.click('#place-toggle');
    await page.click('.place-send');
    expect(await lastPosted('Latitude')).toMatchObject({
      Latitude: '-34.815',
      Longitude: '-58.5348',
      Label: 'Aeropuerto de Ezeiza',
    });
    await rm(folder, { recursive: true });
  });

  test('as the traveller sees it: without its kind, its ticks, and what failed', async () => {
    await sendTemplate('Hola Ana');
    await open(1280, 800);
    await page.click('.chat-row');
    await page.waitForSelector('.bubble .kind');
    // In one step: between finding a node and asking it, the page may have drawn it anew.
    const isSeen = (selector: string) =>
      page.evaluate(`document.querySelector('${selector}')?.getClientRects().length > 0`);
    expect(await isSeen('.agency .kind')).toBe(true);
    await page.click('#traveller-view');
    expect(await isSeen('.agency .kind')).toBe(false);
    expect(await isSeen('.agency .ticks')).toBe(false);
    expect(await isSeen('.agency .text')).toBe(true);
    await page.click('#traveller-view');
    expect(await isSeen('.agency .kind')).toBe(true);
  });

  test('what is written there reaches us as a signed message of the traveller', async () => {
    await sendTemplate('Hola Ana');
    await open(1280, 800);
    await page.click('.chat-row');
    await page.waitForSelector('.bubble');
    await page.type('#reply', '¿Cuál es mi puerta?');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.traveller .ticks.received');
    expect(await textOf('.traveller .text')).toBe('¿Cuál es mi puerta?');
    const inbound = world.posted.find(
      ({ parameters }) => parameters['Body'] === '¿Cuál es mi puerta?',
    );
    expect(inbound?.parameters).toMatchObject({
      From: `whatsapp:${anaNumber}`,
      To: `whatsapp:${agencyNumber}`,
      ProfileName: 'Ana Ruiz',
    });
    expect(await page.$eval('#reply', (node) => ('value' in node ? node.value : null))).toBe('');
  });

  test('a small screen shows the list or the chat, and goes back either way', async () => {
    await sendTemplate('Hola Ana');
    await open(390, 844);
    const visible = (selector: string): Promise<boolean> =>
      page.$eval(selector, (node) => node.getClientRects().length > 0);
    await page.waitForSelector('.chat-row');
    expect([await visible('.side'), await visible('.chat')]).toEqual([true, false]);
    await page.click('.chat-row');
    await page.waitForSelector('[data-pane="chat"]');
    expect([await visible('.side'), await visible('.chat')]).toEqual([false, true]);
    await page.click('#back');
    await page.waitForSelector('[data-pane="list"]');
    await page.goBack();
    await page.waitForSelector('[data-pane="chat"]');
    await page.goBack();
    await page.waitForSelector('[data-pane="list"]');
    expect(await page.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(
      true,
    );
  });

  test.each([390, 1280])(
    'all templates can be read as they are sent, %i pixels wide',
    async (width) => {
      await page.setViewport({ width, height: 844 });
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.goto(`${served.url}/phone/templates`);
        const read = await page.$$eval('.sample', (nodes) => nodes.map((node) => node.textContent));
        expect(read.length).toBeGreaterThan(templates.length);
        expect(read.filter((text) => /[{}*]|undefined/.test(text ?? ''))).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      await page.goto(`${served.url}/phone/templates?language=es-AR`);
      expect(
        await page.$$eval('.sample', (nodes) => nodes.every((node) => node.lang === 'es-AR')),
      ).toBe(true);
    },
  );

  test.each([390, 1280])('things happen to a flight of the chat, %i pixels wide', async (width) => {
    const buttons = (): Promise<string[]> =>
      page.$$eval('.tells button', (nodes) => nodes.map((node) => node.textContent ?? ''));
    const press = async (type: string, said: string): Promise<void> => {
      await page.click(`.tells [data-type="${type}"]`);
      await page.waitForFunction(
        `document.querySelector('#flights-said').textContent.includes(${JSON.stringify(said)})`,
      );
    };
    await sendTemplate('Hola Ana');
    await open(width, 844);
    await page.click('.chat-row');
    await page.waitForSelector('#flights-toggle:not([hidden])');
    await page.click('#flights-toggle');
    await page.waitForSelector('.tells');
    expect(await textOf('.flight-head')).toContain('BA820 LHR → CPH · 16:20 · Scheduled');
    expect(await buttons()).toEqual(['Cancel', 'Delay 90 min', 'New gate', 'Depart', 'Lose']);
    await press('delay', 'told');
    flights.advance(1);
    await press('depart', 'told');
    flights.advance(30);
    await press('lose', 'told');
    flights.advance(1);
    // The panel is opened anew, as it stands by then.
    await page.click('#flights-toggle');
    await page.click('#flights-toggle');
    await page.waitForSelector('[data-type="find"]');
    expect(await buttons()).toEqual(['Divert', 'Land', 'Find again']);
    expect(await textOf('.flight-head')).toContain('No record');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const { flights: records } = await body(flights.get('/flights/BA820?start=2027-03-03'));
    expect(records.map((r: { scheduled_out: string }) => r.scheduled_out)).not.toContain(
      '2027-03-03T16:20:00.000Z',
    );
  });

  test('a flight of nobody on this phone cannot be touched, nor one by another site', async () => {
    const luisChat = '541155550000-5491155550101';
    const key = encodeURIComponent('BA820/LHR-CPH/2027-03-03');
    const tell = async (chat: string, type: string): Promise<number> =>
      (
        await fetch(`${served.url}/phone/api/chats/${chat}/flights/${key}/story`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: '{"type":"cancel"}',
        })
      ).status;
    expect(await tell(luisChat, 'application/json')).toBe(404);
    expect(await tell(anaChat, 'text/plain')).toBe(400);
    expect(await tell(anaChat, 'application/json')).toBe(200);
    // It is cancelled already.
    expect(await tell(anaChat, 'application/json')).toBe(409);
  });

  test('numbers that fail are listed, and one is marked where it is written to', async () => {
    await sendTemplate('Hola', '+5491155550195');
    await open(1280, 800);
    await page.waitForSelector('#numbers:not([hidden])');
    expect(await page.$$eval('#numbers dt', (nodes) => nodes.length)).toBe(failingNumbers.length);
    await page.click('.chat-row');
    await page.waitForSelector('#note:not([hidden])');
    expect(await textOf('#note')).toContain('delivered two real minutes late');
  });

  test('hostile names and texts stay text', async () => {
    const hostile = [
      '<script>window.hacked=1</script>',
      '*<b onclick="x">bold</b>*',
      'javascript:alert(1)',
      'https://example.com/?a="><img src=x onerror=window.hacked=1>',
    ].join(' ');
    await sendTemplate(hostile, luisNumber);
    await world.sim.receive({
      from: luisNumber,
      to: agencyNumber,
      body: hostile,
      media: [{ url: 'javascript:window.hacked=1', contentType: 'text/html' }],
    });
    await open(1280, 800);
    await page.click('.chat-row');
    await page.waitForFunction(`document.querySelectorAll('.bubble').length === 2`);
    expect(await textOf('.row-name')).toBe(hostileName);
    expect(await page.$$eval('.text', (nodes) => nodes.map((node) => node.textContent))).toEqual([
      hostile.replace('*<', '<').replace('>*', '>'),
      hostile.replace('*<', '<').replace('>*', '>'),
    ]);
    expect(
      await page.$$eval(
        '.chats img, .chats script, .messages img, .messages script, .messages b',
        (nodes) => nodes.length,
      ),
    ).toBe(0);
    expect(
      await page.$$eval('.messages a', (nodes) =>
        nodes.every((node) => /^(https:|#)/.test(node.getAttribute('href') ?? '')),
      ),
    ).toBe(true);
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
  });

  test('everything can be reached and read without a mouse or eyes', async () => {
    await sendTemplate('Hola Ana');
    await open(1280, 800);
    await page.waitForSelector('.chat-row');
    await page.focus('.chat-row');
    await page.keyboard.press('Enter');
    await page.waitForFunction(`document.activeElement?.id === 'reply'`);
    await page.keyboard.press('Escape');
    await page.waitForFunction(`document.activeElement?.classList.contains('chat-row')`);
    const unnamed = await page.evaluate(
      `[...document.querySelectorAll('button, input, textarea')]
        .filter((node) =>
          !node.getAttribute('aria-label') &&
          !node.textContent.trim() &&
          !document.querySelector('label[for="' + node.id + '"]'))
        .map((node) => node.outerHTML)`,
    );
    expect(unnamed).toEqual([]);
    expect(world.sim.messages()).toHaveLength(1);
    expect(await page.$eval('#messages', (node) => node.getAttribute('aria-live'))).toBe('polite');
    expect(page.url()).not.toContain(anaChat);
  });
});

import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

const phone = '+5491155550143';

describe('conversations, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let conversationId: string;
  let page: Page;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    await desk.ask('POST', '/trips', {
      clientName: 'Elena Paz',
      whatsapp: phone,
      flightNumber: 'AR1690',
      originIata: 'AEP',
      destinationIata: 'BRC',
      departure: new Date(Date.now() + 30 * 3_600_000).toISOString(),
    });
    await desk.write(phone, 'Quiero hablar con una persona, por favor');
    conversationId = await desk.until(async () => {
      const { items } = await desk.ask('GET', '/conversations');
      const [found] = items as { id: string; openTask: object | null }[];
      return found?.openTask ? found.id : null;
    });
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const conversation = () => desk.ask('GET', `/conversations/${conversationId}`);
  const texts = async () =>
    ((await conversation())['messages'] as { text: string }[]).map(({ text }) => text);

  it('shows who waits, since when, why, and their last words', async () => {
    page = await desk.page(owner, '/console/inbox');
    await says(page, 'Elena Paz');
    const text = await textOf(page);
    expect(text).toContain('Quiero hablar con una persona');
    expect(text).toContain('Pidió hablar con alguien');
    const link = await page.waitForSelector('a[target=bauhaus-phone]');
    expect(await link?.evaluate((each) => each.getAttribute('href'))).toBe(
      `/phone#5491155550000-${phone.slice(1)}`,
    );
    await desk.picture(page, 'inbox');
  });

  it('is taken, answered, noted in and given back by keyboard', async () => {
    page = await desk.page(owner, `/console/inbox?conversation=${conversationId}`);
    // Beside the list, which may be there before it.
    await says(page, 'Tomar');
    await page.keyboard.press('t');
    await says(page, 'La llevas tú');
    // The cursor stands in the field then; nothing is sent by a mere letter.
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('Hola Elena, soy Lucía. ');
    expect(await texts()).not.toContain('Hola Elena, soy Lucía.');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await desk.until(async () => (await texts()).includes('Hola Elena, soy Lucía.'));
    await says(page, 'Hola Elena, soy Lucía.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('Prefiere teléfono');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await says(page, 'Nota interna · Lucía Demo');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await says(page, 'Responde el asistente');
    await desk.until(async () => (await conversation())['takenOverBy'] === null);
  });

  it('shows what comes in while it is open', async () => {
    page = await desk.page(owner, `/console/inbox?conversation=${conversationId}`);
    await says(page, 'Elena Paz');
    await desk.write(phone, 'Sigo aquí, gracias');
    await says(page, 'Sigo aquí, gracias');
  });

  it('leaves what is written in place where somebody else has it, and says who', async () => {
    await desk.ask('POST', `/conversations/${conversationId}/takeover`, { by: 'Marta' });
    page = await desk.page(owner, `/console/inbox?conversation=${conversationId}`);
    await says(page, 'La lleva Marta');
    await page.keyboard.press('r');
    await page.keyboard.type('Yo también contesto');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await says(page, 'Marta lleva esta conversación');
    const written = () =>
      page.$eval('form textarea', (field) => (field as HTMLTextAreaElement).value);
    expect(await written()).toBe('Yo también contesto');
    expect(await texts()).not.toContain('Yo también contesto');
    // Another page and back, or a reload: it is kept.
    await page.reload();
    await says(page, 'La lleva Marta');
    expect(await written()).toBe('Yo también contesto');
    await desk.ask('POST', `/conversations/${conversationId}/give-back`, { by: 'Marta' });
  });

  it('keeps what is written when the session has ended, and asks for a link', async () => {
    const context = await desk.stranger();
    page = await desk.page(context, await desk.invitation('Nora'));
    const own = page;
    await says(own, 'te invita');
    await own.evaluate(() => {
      [...document.querySelectorAll('button')].at(-1)?.click();
    });
    await own.waitForSelector('nav');
    await own.goto(`${desk.url}/console/inbox?conversation=${conversationId}`);
    await says(own, 'Elena Paz');
    await own.keyboard.press('r');
    await own.keyboard.type('a medio escribir');
    await own.evaluate(async () => {
      await fetch('/session', { method: 'DELETE' });
    });
    await says(own, 'Tu sesión terminó');
    expect(await own.$eval('form textarea', (field) => (field as HTMLTextAreaElement).value)).toBe(
      'a medio escribir',
    );
  });

  it('goes through the list as fast as keys come, and answers and takes whom they came to alone', async () => {
    for (const last of [144, 145, 146]) await desk.write(`+5491155550${last}`, 'Hola');
    const all = async () => {
      const { items } = await desk.ask('GET', '/conversations');
      return items as { id: string; takenOverBy: string | null }[];
    };
    await desk.until(async () => (await all()).length === 4);
    page = await desk.page(owner, '/console/inbox?box=all');
    await page.waitForSelector('form textarea');
    // Under a pointer rows stay where they are.
    await page.hover('[data-conversation]');
    const ids = await page.$$eval('[data-conversation]', (rows) =>
      rows.map((row) => row.getAttribute('data-conversation')),
    );
    expect(ids).toHaveLength(4);
    await Promise.all([...'jjjtr'].map((key) => page.keyboard.press(key as 'j')));
    const chosen = await page.$eval('[aria-current=true][data-conversation]', (row) => ({
      id: row.getAttribute('data-conversation'),
      name: row.querySelector('strong')?.textContent,
      inAddress: new URL(location.href).searchParams.get('conversation'),
    }));
    expect(chosen).toMatchObject({ id: ids[3], inAddress: ids[3] });
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    const answered = await page.$eval('article:has(textarea:focus)', (article) =>
      article.getAttribute('aria-label'),
    );
    expect(answered).toBe(chosen.name);
    expect((await all()).map(({ takenOverBy }) => takenOverBy)).toEqual([null, null, null, null]);
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    page = await desk.page(owner, `/console/inbox?conversation=${conversationId}`, { theme });
    await says(page, 'Elena Paz');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fits on a phone of 360 pixels: %s', async (language) => {
    const look = { width: 360, height: 740, language };
    page = await desk.page(owner, `/console/inbox?conversation=${conversationId}`, look);
    await says(page, 'Elena Paz');
    expect(await tooWide(page)).toBe(0);
    await page.goto(`${desk.url}/console/inbox?box=all`);
    await says(page, 'Elena Paz');
    expect(await tooWide(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });
});

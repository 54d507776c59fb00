import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('flights, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    await desk.cancelledSchool();
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });

  it('are on the board with who has to be called, found by a word, and opened by keyboard', async () => {
    page = await desk.page(owner, '/console/board');
    await says(page, 'AR1690');
    const text = await textOf(page);
    expect(text).toContain('cancelado');
    expect(text).toContain('por llamar');
    await page.keyboard.press('/');
    await page.keyboard.type('nowhere');
    await says(page, 'Ningún vuelo coincide');
    expect(page.url()).toContain('q=nowhere');
    await page.goto(`${desk.url}/console/board?q=bari`);
    await says(page, 'AR1690');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.pathname.startsWith('/console/flights/AR1690'));
  });

  it('show each person and how far they are, whoever is to be called first', async () => {
    page = await desk.page(owner, '/console/board');
    await (await page.waitForSelector('a[href*="/console/flights/AR1690"]'))?.click();
    // The board names her too, and has no such key.
    await page.waitForSelector('h1 ::-p-text(AR1690)');
    await says(page, 'Carla Rey');
    await page.keyboard.press('c');
    await page.waitForFunction(() => location.search.includes('to_call'));
    await saysNoMore(page, 'Carla Sosa');
    const before = await page.$$('button ::-p-text(Ya le avisé)');
    expect(before.length).toBeGreaterThan(0);
    await before[0]?.click();
    await says(page, 'avisado por teléfono');
  });

  it('are looked at by what needs somebody, by an address that can be kept', async () => {
    page = await desk.page(owner, '/console/board');
    await says(page, 'AR1690');
    await page.select('main select', 'documents');
    await says(page, 'Ningún vuelo coincide');
    await page.goto(`${desk.url}/console/board?view=trouble`);
    await says(page, 'AR1690');
  });

  it('put the people who were chosen on another, told or not, and take back what was not told', async () => {
    page = await desk.page(owner, '/console/board');
    await (await page.waitForSelector('a[href*="/console/flights/AR1690"]'))?.click();
    await (await page.waitForSelector('input[aria-label="Elegir a Carla Sosa"]'))?.click();
    await page.keyboard.press('b');
    const number = await page.waitForSelector('[role=dialog] input');
    await says(page, 'Escribe otro vuelo u otra hora.');
    await number?.click({ count: 3 });
    await page.keyboard.type('AR1694');
    await says(page, 'Así queda');
    await page.select('[role=dialog] select', 'keep');
    await (await page.$('[role=dialog] footer button ::-p-text(Cambiar a 1 persona)'))?.click();
    await says(page, '1 persona: vuelo cambiado');
    const flights = async () => {
      const { items } = await desk.ask('GET', '/trips?name=Sosa');
      return (items as { flightNumber: string }[]).map(({ flightNumber }) => flightNumber);
    };
    expect(await flights()).toContain('AR1694');
    await page.keyboard.press('z');
    await desk.until(async () => !(await flights()).includes('AR1694'));
  });

  it('of the board are put on another as a whole, and what cannot be is said for each', async () => {
    page = await desk.page(owner, '/console/board');
    await (await page.waitForSelector('button[aria-label="Cambiar vuelo: AR1690"]'))?.click();
    const number = await page.waitForSelector('[role=dialog] input');
    await number?.click({ count: 3 });
    await page.keyboard.type('nothing');
    await (await page.$('[role=dialog] footer button ::-p-text(Cambiar a 4 personas)'))?.click();
    await says(page, 'No cambiaron:');
    await says(page, 'Carla Rey:');
    expect(await violations(page)).toEqual([]);
  });

  it('are a list on paper: who flies, who is called for them, and what they know', async () => {
    page = await desk.page(owner, '/console/board', { theme: 'dark' });
    await (await page.waitForSelector('a[href*="/console/flights/AR1690"]'))?.click();
    await page.waitForSelector('li input[type=checkbox]');
    expect(await textOf(page)).not.toContain('VERA/JULIA');
    await page.emulateMediaType('print');
    const paper = await textOf(page);
    expect(paper).toMatch(/VERA\/JULIA.*\s+Carla Vera\s+\+54 9 11 5555 0190/);
    expect(paper).not.toContain('Escribir');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    page = await desk.page(owner, '/console/board', { theme });
    await says(page, 'AR1690');
    expect(await violations(page)).toEqual([]);
    await (await page.waitForSelector('a[href*="/console/flights/AR1690"]'))?.click();
    await says(page, 'Carla Rey');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fit on a phone of 360 pixels: %s', async (language) => {
    page = await desk.page(owner, '/console/board', { width: 360, language });
    await says(page, 'AR1690');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await (await page.waitForSelector('a[href*="/console/flights/AR1690"]'))?.click();
    await says(page, 'Carla Rey');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
});

import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('groups, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;
  let groupId: string;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    const { journeyId } = await desk.cancelledSchool();
    await desk.ask('POST', '/groups', { name: 'Coro' });
    await desk.ask('PATCH', `/journeys/${journeyId}`, { group: 'Egresados 2027' });
    const { items } = await desk.ask('GET', '/groups');
    const school = (items as { id: string; name: string }[]).find(({ name }) => name !== 'Coro');
    groupId = school?.id ?? '';
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });

  it('are found by name, and say how far their people are by flight', async () => {
    page = await desk.page(owner, '/console/now');
    await page.waitForSelector('nav');
    await page.keyboard.type('gg');
    await says(page, 'Coro');
    await page.keyboard.press('/');
    await page.keyboard.type('egre');
    await saysNoMore(page, 'Coro');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await says(page, '2 de 4 avisados');
    await says(page, 'documentos completos');
    await (await page.waitForSelector('a[aria-expanded=false]'))?.click();
    await says(page, 'Carla Rey');
    await says(page, 'Ya le avisé');
    await page.keyboard.press('2');
    await says(page, 'Egresados, Bariloche');
    await page.keyboard.press('m');
    await page.waitForFunction(() => location.pathname === '/console/messages/new');
    await says(page, 'Egresados 2027');
  });

  it('have a manifest that prints whole, and the same as a file', async () => {
    page = await desk.page(owner, `/console/groups/${groupId}?part=manifest`);
    await says(page, '4 pasajeros');
    await says(page, 'SOSA/JULIA CHD');
    await page.evaluate(() => {
      URL.createObjectURL = (blob: Blob) => {
        void blob.text().then((text) => {
          document.body.dataset['file'] = text;
        });
        return 'blob:nothing';
      };
      HTMLAnchorElement.prototype.click = () => undefined;
    });
    await (await page.waitForSelector('button ::-p-text(Descargar CSV)'))?.click();
    const file = await desk.until(() => page.evaluate(() => document.body.dataset['file']));
    expect(file).toMatch(/"SOSA\/JULIA CHD","menor",.*"Carla Sosa","'\+5491155550141"/);
    await page.emulateMediaType('print');
    const printed = await textOf(page);
    expect(printed).toContain('SOSA/JULIA CHD');
    expect(printed).not.toContain('Ajustes');
    expect(printed).not.toContain('Descargar CSV');
  });

  it('are shown to a limited member of them, with no numbers and nothing to tick off', async () => {
    const guide = await desk.stranger();
    const link = await desk.invitation('Guia', { role: 'limited', groups: [groupId] });
    page = await desk.page(guide, link);
    await says(page, 'te invita');
    await page.evaluate(() => [...document.querySelectorAll('button')].at(-1)?.click());
    await page.waitForSelector('nav');
    await page.goto(`${desk.url}/console/groups`);
    await says(page, 'Egresados 2027');
    expect(await textOf(page)).not.toContain('Coro');
    await (await page.waitForSelector('a ::-p-text(Egresados 2027)'))?.click();
    await (await page.waitForSelector('a[aria-expanded=false]'))?.click();
    await says(page, 'Carla Rey');
    expect(await textOf(page)).not.toMatch(/Ya le avisé|No contesta|Escribir/);
    await page.keyboard.press('3');
    await says(page, 'Carla Sosa');
    expect(await page.content()).not.toMatch(/5555/);
  });

  it('say that a group is not there', async () => {
    page = await desk.page(owner, '/console/groups/00000000-0000-4000-8000-00000000ffff');
    await says(page, 'Esto no existe, o no es de tu agencia.');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    page = await desk.page(owner, '/console/groups', { theme });
    await says(page, 'Coro');
    expect(await violations(page)).toEqual([]);
    await (await page.waitForSelector('a ::-p-text(Egresados 2027)'))?.click();
    await (await page.waitForSelector('a[aria-expanded=false]'))?.click();
    await says(page, 'Carla Rey');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('3');
    await says(page, 'SOSA/JULIA CHD');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fit on a phone of 360 pixels: %s', async (language) => {
    page = await desk.page(owner, '/console/groups', { width: 360, language });
    await says(page, 'Coro');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await (await page.waitForSelector('a ::-p-text(Egresados 2027)'))?.click();
    await (await page.waitForSelector('a[aria-expanded=false]'))?.click();
    await says(page, 'Carla Rey');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await page.goto(`${desk.url}/console/groups/${groupId}?part=manifest`);
    await says(page, 'SOSA/JULIA CHD');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
});

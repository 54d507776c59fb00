import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('people and reports, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;
  const contactOf = async (name: string): Promise<{ id: string; phone: string | null }> => {
    const { items } = await desk.ask('GET', `/contacts?name=${encodeURIComponent(name)}`);
    const [contact] = items as { id: string; phone: string | null }[];
    if (!contact) throw new Error(`there is no ${name}`);
    return contact;
  };

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

  it('are found by name, and say why they heard, and why not', async () => {
    page = await desk.page(owner, '/console/people');
    await says(page, 'Carla Sosa');
    await page.keyboard.press('/');
    await page.keyboard.type('Rey');
    await saysNoMore(page, 'Carla Sosa');
    await page.goto(`${desk.url}/console/people?contact=${(await contactOf('Carla Rey')).id}`);
    await says(page, 'No tiene número');
    await says(page, 'Por qué supo, y por qué no');
    await says(page, 'Cancelación');
    await page.keyboard.press('w');
    await page.waitForFunction(() => document.activeElement?.id === 'why');
  });

  it('get another number, and the number of somebody else is refused with whose it is', async () => {
    const { id } = await contactOf('Carla Vera');
    page = await desk.page(owner, `/console/people?contact=${id}`);
    const correct = async (phone: string) => {
      await (await page.waitForSelector('button ::-p-text(Corregir el número)'))?.click();
      const field = await page.waitForSelector('[role=dialog] input[type=tel]');
      await field?.click({ count: 3 });
      await field?.type(phone);
      await (await page.waitForSelector('[role=dialog] ::-p-text(Guardar)'))?.click();
    };
    await correct('+54 9 11 5555 0141');
    await says(page, 'Ese número es de otra persona');
    await page.keyboard.press('Escape');
    await correct('+54 9 11 5555 0149');
    await says(page, 'Número corregido');
    expect((await contactOf('Carla Vera')).phone).toBe('+5491155550149');
  });

  it('are erased only after their name was typed', async () => {
    const { id } = await contactOf('Carla Paz');
    page = await desk.page(owner, `/console/people?contact=${id}`);
    await (await page.waitForSelector('button ::-p-text(Borrar a esta persona)'))?.click();
    const erase = '[role=dialog] footer button ::-p-text(Borrar a esta persona)';
    const button = await page.waitForSelector(erase);
    await says(page, 'Lo que se borraría');
    expect(await button?.evaluate((each) => each.closest('button')?.disabled)).toBe(true);
    await (await page.$('[role=dialog] input'))?.type('Carla Paz');
    await button?.click();
    await says(page, 'Datos borrados');
    const { items } = await desk.ask('GET', '/contacts?name=Paz');
    expect(items).toEqual([]);
  });

  it('have reports of what was sent, with the same as a file', async () => {
    page = await desk.page(owner, '/console/reports');
    await page.waitForSelector('figure polyline');
    await says(page, 'Entregados y leídos');
    await says(page, 'Cancelación');
    const href = await page.$eval('a[download]', (link) => link.getAttribute('href'));
    const csv = await page.evaluate(
      (path: string) => fetch(path).then((response) => response.text()),
      href ?? '',
    );
    expect(csv).toContain('cancelled');
  });

  it.each([
    ['/console/people', 'light'],
    ['/console/people', 'dark'],
    ['/console/reports', 'light'],
    ['/console/reports', 'dark'],
  ] as const)('can be used by everybody: %s, %s', async (path, theme) => {
    page = await desk.page(owner, path, { theme });
    await says(page, path.endsWith('people') ? 'Carla Sosa' : 'Cancelación');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['/console/people', '/console/reports'])(
    'fit on a phone of 360 pixels: %s',
    async (path) => {
      page = await desk.page(owner, path, { width: 360 });
      await says(page, path.endsWith('people') ? 'Carla Sosa' : 'Cancelación');
      expect(await tooWide(page)).toBeLessThanOrEqual(0);
    },
  );
});

import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

const parts = ['agency', 'members', 'knowledge', 'places', 'keys'];

describe('settings, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const opened = async (part: string, look: Parameters<Desk['page']>[2] = {}): Promise<void> => {
    page = await desk.page(owner, `/console/settings?part=${part}`, look);
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !document.querySelector('[role=status] .sr-only'));
  };
  const fieldOf = async (label: string) => {
    const id = await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('label')].find((each) => each.textContent === wanted)
          ?.htmlFor,
      {},
      label,
    );
    const field = await page.$(`[id="${await id.jsonValue()}"]`);
    if (!field) throw new Error(`no field ${label}`);
    return field;
  };

  it('takes hours as people write them, and says which it cannot read', async () => {
    await opened('agency');
    const sunday = await fieldOf('Domingo');
    await sunday.type('a ratos');
    await says(page, 'Escribe horas como 09:00-18:00');
    await sunday.click({ count: 3 });
    await sunday.type('10-13');
    await saysNoMore(page, 'Escribe horas como 09:00-18:00');
    await page.click('form button[type=submit]');
    await desk.until(async () => {
      const { hours } = await desk.ask('GET', '/agency');
      return (
        JSON.stringify(Object(hours).sunday) === '[{"to":"13:00","from":"10:00"}]' ||
        JSON.stringify(Object(hours).sunday) === '[{"from":"10:00","to":"13:00"}]'
      );
    });
  });

  it('invites somebody, whose link is shown once', async () => {
    await opened('members');
    await (await fieldOf('Nombre')).type('Marta');
    await (await fieldOf('Correo')).type('marta@agency.example');
    await page.click('form button[type=submit]');
    await says(page, 'Se muestra solo ahora');
    const link = await page.$eval(
      '[role=dialog] input',
      (field) => (field as HTMLInputElement).value,
    );
    expect(link).toMatch(/\/console\/sign-in#invitation=.+&token=.+/);
    await page.keyboard.press('Escape');
    await says(page, 'Invitaciones abiertas');
    expect(await page.content()).not.toContain(link);
  });

  it('answers as travellers would be answered', async () => {
    await opened('knowledge');
    await (await fieldOf('Pregunta')).type('¿Tienen estacionamiento?');
    await (await fieldOf('Respuesta')).type('Sí, frente a la oficina.');
    await page.click('form button[type=submit]');
    await says(page, 'Sí, frente a la oficina.');
    await (await fieldOf('Pruébalo: escribe como un viajero')).type('¿tienen estacionamiento?');
    await says(page, 'Contestaría');
  });

  it.each(parts)(
    'can be used by everybody, in both themes, and fits on a phone: %s',
    async (part) => {
      await opened(part);
      expect(await violations(page)).toEqual([]);
      await page.close();
      await opened(part, { theme: 'dark', width: 360, height: 740, language: 'pt' });
      expect(await tooWide(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
    },
  );
});

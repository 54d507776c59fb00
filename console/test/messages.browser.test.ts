import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('a message to many, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;
  let school: string;
  let flight: string;
  const text = 'Nos vemos en el mostrador 12.';

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    ({ journeyId: school } = await desk.cancelledSchool());
    const { items } = await desk.ask('GET', '/flights');
    const [{ flightKey }] = items as [{ flightKey: string }];
    flight = `/console/flights/${flightKey.replaceAll('/', '-')}`;
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const typed = () => page.$eval('form textarea', (field) => (field as HTMLTextAreaElement).value);
  const look = async (): Promise<void> => {
    await page.focus('form textarea');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H2');
  };
  const writtenTo = async (address: string, look360: Parameters<Desk['page']>[2] = {}) => {
    page = await desk.page(owner, address, look360);
    await page.waitForSelector('form textarea');
    await page.focus('form textarea');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.type(text);
    await look();
  };
  const press = async (words: string): Promise<void> => {
    await (await page.waitForSelector(`main button ::-p-text(${words})`))?.click();
  };
  /** A school of so many families, each with a phone. */
  const bigSchool = async (families: number): Promise<string> => {
    const departure = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const { id } = await desk.ask('POST', '/journeys', {
      title: 'Colegio grande',
      group: 'Colegio grande',
      notify: false,
      passengers: Array.from({ length: families }, (_, n) => ({ name: `SOSA/JULIA${n} CHD` })),
      contacts: Array.from({ length: families }, (_, n) => ({
        name: `Familia ${n}`,
        phone: `+549115555${1000 + n}`,
        role: 'guardian',
        passengers: [n],
      })),
      legs: [{ flightNumber: 'AR1690', originIata: 'AEP', destinationIata: 'BRC', departure }],
    });
    return String(id);
  };

  it('is written, seen as it arrives with who is left out and why, and sends nothing by that', async () => {
    page = await desk.page(owner, flight);
    await says(page, 'Carla Rey');
    await page.keyboard.press('m');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type(text);
    await look();
    await says(page, 'tiene un aviso');
    const seen = await textOf(page);
    expect(seen).toContain('2 personas');
    expect(seen).toMatch(/Carla Rey\s+no tiene número/);
    expect(seen).toMatch(/Carla Vera\s+su número no tiene WhatsApp/);
    expect(seen).toContain('Hoy van 0 de 1000; con estos, 2.');
    await page.keyboard.press('Escape');
    await page.waitForFunction((path) => location.pathname === path, {}, flight);
    await says(page, 'Carla Rey');
    await page.keyboard.press('m');
    await page.waitForSelector('form textarea');
    // What was written is still there.
    expect(await typed()).toBe(text);
    const { items } = await desk.ask('GET', `/journeys/${school}/messages`);
    expect(items).not.toContainEqual(expect.objectContaining({ type: 'agency_notice' }));
  });

  it('is refused where others are meant than were seen, keeps the words, and arrives when it is seen again', async () => {
    await writtenTo(`/console/messages/new?journey=${school}`);
    const { items } = await desk.ask('GET', '/contacts?name=Sosa');
    const [{ id }] = items as [{ id: string }];
    await desk.ask('PATCH', `/contacts/${id}`, { language: 'pt' });
    await press('Enviar a 2 personas');
    await says(page, 'Desde que lo viste cambió quiénes lo reciben');
    expect(await textOf(page)).toContain('Con otro número o idioma: Carla Sosa');
    expect(await typed()).toBe(text);
    await press('portugués');
    await page.type('form > div:nth-of-type(2) textarea', 'Encontramo-nos no balcão 12.');
    await look();
    await says(page, 'Encontramo-nos no balcão 12.');
    await press('Enviar a 2 personas');
    await page.waitForFunction(() => /messages\/[0-9a-f-]{36}$/.test(location.pathname));
    await says(page, 'Enviado');
    const seen = await textOf(page);
    expect(seen).toContain('2 de 2 avisados');
    expect(seen).toContain('lo envió');
    await page.goto(`${desk.url}/console/messages/new?journey=${school}`);
    await page.waitForSelector('form textarea');
    expect(await typed()).toBe('');
  });

  it('is to those who were chosen of a flight, or who are in a state', async () => {
    page = await desk.page(owner, flight);
    await page.waitForSelector('li input[type=checkbox]');
    for (const key of ['j', 'j', 'j', 'x', 'j', 'x'] as const) await page.keyboard.press(key);
    await says(page, '2 elegidas');
    await page.keyboard.press('m');
    await says(page, 'AR1690 AEP–BRC · 2 personas');
    await page.goto(`${desk.url}${flight}?state=failed`);
    await says(page, 'Carla Vera');
    await page.keyboard.press('m');
    await says(page, 'AR1690 AEP–BRC, falló · 1 persona');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    await writtenTo(`/console/messages/new?journey=${school}`, { theme });
    expect(await violations(page)).toEqual([]);
    await press('Enviar a 2 personas');
    await says(page, 'Enviado');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fits on a phone of 360 pixels: %s', async (language) => {
    const phone = { width: 360, height: 740, language };
    await writtenTo(`/console/messages/new?journey=${school}`, phone);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await page.click('section form button[type=submit]');
    await page.waitForFunction(() => /messages\/[0-9a-f-]{36}$/.test(location.pathname));
    await says(page, 'Carla Sosa');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });

  it('says of those who are nobody that there is nobody, and of a message of nobody that it is not there', async () => {
    page = await desk.page(owner, '/console/messages/new');
    await says(page, 'Aquí no hay nadie a quien escribir.');
    await page.goto(`${desk.url}/console/messages/00000000-0000-4000-8000-000000000000`);
    await says(page, 'Esto no existe, o no es de tu agencia.');
  });

  it('to more than 50 goes by their number or by a colleague, and is stopped on its way', async () => {
    await desk.ask('PUT', '/settings/rate_limiting', { messages_per_minute: 1 });
    const journey = await bigSchool(51);
    await writtenTo(`/console/messages/new?group=Colegio%20grande`);
    await says(page, 'Escribe 51 para confirmar');
    const sends = 'section form button[type=submit]';
    expect(await page.$eval(sends, (button) => (button as HTMLButtonElement).disabled)).toBe(true);
    await page.type('section form input', '50');
    await page.keyboard.press('Enter');
    await says(page, 'No son tantos.');
    const link = await page.$eval('main code', (code) => code.textContent);

    const stranger = await desk.stranger();
    const colleague = await desk.page(stranger, await desk.invitation('Marta'));
    await colleague.waitForSelector('button');
    await colleague.evaluate(() => {
      [...document.querySelectorAll('button')].at(-1)?.click();
    });
    await colleague.waitForSelector('nav');
    await colleague.goto(link ?? '');
    await says(colleague, 'Todavía no se envió');
    await (await colleague.waitForSelector('main ::-p-text(Enviar a 51 personas)'))?.click();
    await says(colleague, 'lo envió Marta');
    await stranger.close();

    await page.goto(link ?? '');
    await press('Detener');
    await says(page, 'lo detuvo');
    await says(page, 'se detuvo antes');
    const { counts } = await desk.ask('GET', `/messages/${link?.split('/').at(-1)}`);
    expect(Object(counts).notSent).toBeGreaterThan(40);
    await press('Escribir a quienes faltan');
    await says(page, ' personas Familia');
    const { items } = await desk.ask('GET', `/journeys/${journey}/messages`);
    const stopped = (items as { contactId: string; status: string }[]).find(
      ({ status }) => status === 'DROPPED',
    );
    await page.goto(
      `${desk.url}/console/journeys/${journey}?contact=${String(stopped?.contactId)}`,
    );
    await says(page, 'No se envió «Aviso de la agencia»: alguien de la agencia lo detuvo');
    expect(await textOf(page)).not.toContain('Se envió «');
    await desk.ask('DELETE', `/journeys/${journey}`);
    await desk.ask('PUT', '/settings/rate_limiting', {});
  });
});

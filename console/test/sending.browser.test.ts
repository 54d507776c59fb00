import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('brakes on what leaves, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;
  let journeyId: string;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    ({ journeyId } = await desk.cancelledSchool());
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    await desk.ask('PUT', '/agency/sending', { state: 'live' });
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const settings = '/console/settings?part=sending';
  const state = async (path: string) => (await desk.ask('GET', `${path}/sending`))['state'];
  const press = async (words: string, place = 'main'): Promise<void> => {
    await (await page.waitForSelector(`${place} button ::-p-text(${words})`))?.click();
  };
  const reasonField = '[role=dialog] input:not([type=datetime-local])';
  const brake = async (how: 'paused' | 'shadow', button: string): Promise<void> => {
    await page.waitForSelector('[role=dialog] select');
    await page.select('[role=dialog] select', how);
    await page.type(reasonField, 'Importación equivocada');
    await press(button, '[role=dialog]');
    await page.waitForSelector('[role=dialog]', { hidden: true });
  };

  it('pause the agency with a reason, after saying what happens, stand over every page, and are lifted', async () => {
    page = await desk.page(owner, settings);
    await says(page, 'Los mensajes salen a los viajeros.');
    await press('Cambiar');
    await says(page, 'Lo crítico queda como llamada');
    await says(page, 'Al levantarla se decide todo otra vez');
    await press('Poner en pausa', '[role=dialog]');
    await says(page, 'Di por qué');
    expect(await state('/agency')).toBe('live');
    await brake('paused', 'Poner en pausa');
    await says(page, '«Importación equivocada»');
    expect(await state('/agency')).toBe('paused');
    await page.goto(`${desk.url}/console/now`);
    await says(page, 'Los envíos están en pausa');
    await (await page.waitForSelector('a ::-p-text(Ver por qué)'))?.click();
    await says(page, '«Importación equivocada»');
    await press('Cambiar');
    await press('Dejar salir', '[role=dialog]');
    await saysNoMore(page, 'Los envíos están en pausa');
    expect(await state('/agency')).toBe('live');
  });

  it('are on a journey, a person and a kind of message, and all of them stand in one list', async () => {
    page = await desk.page(owner, `/console/journeys/${journeyId}`);
    await says(page, 'Envíos de este viaje');
    await press('Cambiar', 'aside');
    await brake('paused', 'Poner en pausa');
    await says(page, 'En pausa');
    const { items } = await desk.ask('GET', '/contacts?name=Sosa');
    const [{ id }] = items as [{ id: string }];
    await page.goto(`${desk.url}/console/people?contact=${id}`);
    await says(page, 'Envíos a esta persona');
    await press('Cambiar', 'article');
    await brake('paused', 'Poner en pausa');
    await page.goto(`${desk.url}${settings}`);
    await press('Elegir');
    await says(page, 'Envíos de «Recordatorio de 24 h»');
    await brake('paused', 'Poner en pausa');
    await says(page, 'Egresados, Bariloche');
    await says(page, 'Carla Sosa');
    expect(
      await Promise.all([`/journeys/${journeyId}`, `/contacts/${id}`].map((path) => state(path))),
    ).toEqual(['paused', 'paused']);
    for (const path of [
      `/journeys/${journeyId}/sending`,
      `/contacts/${id}/sending`,
      '/agency/sending/types/24h_reminder',
    ])
      await desk.ask('PUT', path, { state: 'live' });
  });

  it('show what a shadow kept back, and what people said by hand', async () => {
    page = await desk.page(owner, settings);
    await press('Cambiar');
    await brake('shadow', 'Poner en sombra');
    await says(page, 'Todavía nada.');
    await desk.ask('POST', '/trips', {
      clientName: 'Ana Ruiz',
      whatsapp: '+5491155550150',
      flightNumber: 'AR1690',
      originIata: 'AEP',
      destinationIata: 'BRC',
      departure: new Date(Date.now() + 9 * 86_400_000).toISOString(),
    });
    await desk.until(async () => {
      const { items } = await desk.ask('GET', '/reports/shadow');
      return (items as unknown[]).length > 0;
    });
    await page.reload();
    await says(page, 'Confirmación de la reserva Ana Ruiz');
    expect(await textOf(page)).toContain('nadie le dijo nada a mano');
  });

  it('say who may try things out to whoever may not', async () => {
    const stranger = await desk.stranger();
    page = await desk.page(stranger, await desk.invitation('Marta'));
    await page.waitForSelector('button');
    await page.evaluate(() => {
      [...document.querySelectorAll('button')].at(-1)?.click();
    });
    await page.waitForSelector('nav');
    await page.goto(`${desk.url}${settings}`);
    await press('Cambiar');
    await page.waitForSelector('[role=dialog] select');
    await page.select('[role=dialog] select', 'shadow');
    await page.type(reasonField, 'Probar');
    await press('Poner en sombra', '[role=dialog]');
    await says(page, 'No cambió nada.');
    expect(await state('/agency')).toBe('live');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    await desk.ask('PUT', '/agency/sending', { state: 'paused', reason: 'Prueba' });
    page = await desk.page(owner, settings, { theme });
    await says(page, '«Prueba»');
    expect(await violations(page)).toEqual([]);
    await press('Cambiar');
    await page.waitForSelector('[role=dialog] select');
    await page.select('[role=dialog] select', 'test');
    // A colour on its way to another is neither.
    await page.waitForFunction(() => document.getAnimations().length === 0);
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fit on a phone of 360 pixels: %s', async (language) => {
    await desk.ask('PUT', '/agency/sending', { state: 'paused', reason: 'Prueba' });
    page = await desk.page(owner, settings, { width: 360, height: 740, language });
    await says(page, '«Prueba»');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await page.click('main section button');
    await page.waitForSelector('[role=dialog] select');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
});

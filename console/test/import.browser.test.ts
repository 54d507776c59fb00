import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
/** A file: each row is a booking code, a passenger, a phone and a destination. */
const fileOf = (rows: readonly (readonly [string, string, string, string])[]): string =>
  [
    'pnr;pax;tel;vuelo;origen;destino;fecha;hora',
    ...rows.map(([pnr, name, phone, destination]) =>
      [pnr, name, phone, 'AR1690', 'AEP', destination, inDays(20), '07:15'].join(';'),
    ),
  ].join('\n');
const threeOf = (pnr: string, phone = '+54 9 11 5555 0151'): string =>
  fileOf([
    [`${pnr}1`, 'RUIZ/ANA MRS', phone, 'BRC'],
    [`${pnr}2`, 'PAZ/LEO MR', '+54 9 11 5555 0152', 'BRQQ'],
    [`${pnr}3`, 'SOL/EVA MS', '12', 'BRC'],
  ]);

describe('imports, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let page: Page;
  let folder: string;
  /** A file of this page, as if it was chosen. */
  const choose = async (text: string): Promise<void> => {
    const path = join(folder, 'octubre.csv');
    await writeFile(path, text);
    const input = await page.waitForSelector('input[type=file]');
    await input?.uploadFile(path);
  };
  const press = async (text: string): Promise<void> =>
    void (await (await page.waitForSelector(`button ::-p-text(${text})`))?.click());
  const statesOf = async (reference: string): Promise<readonly unknown[]> => {
    const { items } = await desk.ask('GET', `/journeys?reference=${reference}`);
    return (items as { state: string }[]).map(({ state }) => state);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bauhaus-import-'));
    desk = await Desk.open();
    owner = await desk.owner();
  });
  afterAll(async () => {
    await desk?.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });

  it('are corrected, applied behind a dialog that says what is sent, and taken back', async () => {
    page = await desk.page(owner, '/console/now');
    await page.waitForSelector('nav');
    await page.keyboard.type('gm');
    await says(page, 'Todavía no se importó nada');
    await says(page, 'y su hora local de salida, como 14:30');
    await choose(threeOf('KB'));
    await says(page, 'octubre');
    // What was probably meant is one click; what nobody can guess is written.
    await says(page, 'no es ningún aeropuerto: escribe sus tres letras');
    await press('Usar «BRC»');
    await says(page, 'Leído de nuevo');
    await saysNoMore(page, 'no es ningún aeropuerto');
    // Nobody can guess what is left: nothing offers to.
    await saysNoMore(page, 'Usar todas las sugerencias');
    await (await page.waitForSelector('[aria-label="Corregir la fila 4"]'))?.click();
    await page.type('main li form input', '+54 9 11 5555 0153');
    await page.keyboard.press('Enter');
    await saysNoMore(page, 'Rechazado');
    await says(page, '3 en español');
    await page.waitForSelector('button:not(:disabled)::-p-text(Aplicar…)');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('a');
    await says(page, 'Salen 3 mensajes por WhatsApp: 3 en español.');
    expect(await statesOf('KB2')).toEqual([]);
    await press('Aplicar y enviar 3 mensajes');
    await says(page, 'Viajes aplicados: 3.');
    expect(await statesOf('KB2')).toEqual(['live']);
  });

  it('are taken back behind a dialog, where nothing was said', async () => {
    page = await desk.page(owner, '/console/import');
    await choose(fileOf([['UN1', 'LUZ/IVO MR', '+54 9 11 5555 0154', 'BRC']]));
    await (await page.waitForSelector('label ::-p-text(se reserva en silencio)'))?.click();
    await press('Aplicar…');
    await says(page, 'No sale ningún mensaje.');
    await press('Aplicar sin avisar');
    await says(page, 'Viajes aplicados: 1.');
    await press('Deshacer');
    await says(page, 'Nadie recibe nada');
    await (await page.waitForSelector('[role=dialog] footer button ::-p-text(Deshacer)'))?.click();
    await says(page, 'Viajes deshechos: 1.');
    expect(await statesOf('UN1')).toEqual(['withdrawn']);
  });

  it('say why a file cannot be read, in the words of the API', async () => {
    page = await desk.page(owner, '/console/import');
    await choose('pnr;pax\n"open;x');
    await says(page, 'a quotation mark is opened and never closed');
  });

  it('ask which column says what is missing, and are read so', async () => {
    page = await desk.page(owner, '/console/import');
    const text = fileOf([['MP1', 'RIO/TEO MR', '+54 9 11 5555 0155', 'BRC']]);
    await choose(text.replace('vuelo', 'código de servicio'));
    await says(page, 'Falta decir qué columna es: vuelo.');
    const label = await page.waitForSelector('label ::-p-text(código de servicio)');
    const id = await label?.evaluate((one) => one.closest('label')?.htmlFor);
    await page.select(`[id="${id}"]`, 'flight');
    await press('Leer así');
    await says(page, 'MP1');
    await saysNoMore(page, 'Falta decir');
  });

  it('show how they stand where somebody else was faster', async () => {
    page = await desk.page(owner, '/console/import');
    await choose(threeOf('OF', '+54 9 11 5555 0161'));
    await says(page, 'OF2');
    // Between the two the page has no time to see it by itself.
    await page.evaluate(async () => {
      await fetch(`/imports/${new URLSearchParams(location.search).get('id')}/apply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"welcome":"none"}',
      });
      [...document.querySelectorAll('button')]
        .find(({ textContent }) => textContent === 'Usar todas las sugerencias')
        ?.click();
    });
    await says(page, 'Otra persona hizo algo con ella');
    await says(page, 'Viajes aplicados: 1.');
  });

  it('of a thousand journeys come by fifties', async () => {
    page = await desk.page(owner, '/console/import');
    await choose(
      fileOf(
        Array.from({ length: 1_000 }, (_, n) => [
          `TH${n}`,
          'RUIZ/ANA MRS',
          `+54 9 11 55${String(n).padStart(2, '0')} 01${String(n % 100).padStart(2, '0')}`,
          'BRC',
        ]),
      ),
    );
    await says(page, '1000 viajes');
    await page.waitForFunction(() => document.querySelectorAll('main details').length === 51);
    await says(page, 'Viajes 1 a 50');
    await page.keyboard.press('j');
    await says(page, 'Viajes 51 a 100');
    await says(page, 'TH50');
    expect(await page.$$eval('main details', ({ length }) => length)).toBe(51);
    await press('50 anteriores');
    await says(page, 'TH49');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    page = await desk.page(owner, '/console/import', { theme });
    await says(page, 'octubre');
    expect(await violations(page)).toEqual([]);
    await choose(threeOf('AX'));
    await says(page, 'AX3');
    await (await page.waitForSelector('[aria-label="Corregir la fila 4"]'))?.click();
    await (await page.waitForSelector('summary'))?.click();
    expect(await violations(page)).toEqual([]);
  });

  it.each([
    ['es', 'Rechazado'],
    ['en', 'Refused'],
    ['pt', 'Recusada'],
  ] as const)('fit on a phone of 360 pixels: %s', async (language, refused) => {
    page = await desk.page(owner, '/console/import', { width: 360, language });
    await says(page, 'octubre');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await choose(threeOf('NW'));
    await says(page, refused);
    await (await page.waitForSelector('summary'))?.click();
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });

  it('keep what was pasted when nothing answers, and read it afterwards', async () => {
    page = await desk.page(owner, '/console/import');
    const field = await page.waitForSelector('textarea');
    await field?.type('pnr;pax;vuelo;origen;destino;fecha;hora');
    await desk.kill();
    await press('Leer');
    await says(page, 'No llega ninguna respuesta');
    expect(await field?.evaluate((each) => each.value)).toContain('pnr;pax');
    await desk.start();
    await press('Probar otra vez');
    await page.waitForFunction(() => location.search.includes('id='));
    expect(await textOf(page)).toContain('Filas pegadas');
  });
});

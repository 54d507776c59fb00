import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('the page of the operator, in a browser before the real system', () => {
  let desk: Desk;
  let operator: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    desk = await Desk.open();
    operator = await desk.stranger();
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const opened = async (look: Parameters<Desk['page']>[2] = {}): Promise<void> => {
    page = await desk.page(operator, '/console/operator', look);
    await page.waitForSelector('dl');
    await page.waitForFunction(() => !document.querySelector('[role=status] .sr-only'));
  };
  /** Presses a button by keyboard, which opens a window or answers it. */
  const pressed = async (words: string, within = 'main'): Promise<void> => {
    const button = await page.waitForFunction(
      (root, text) =>
        [...document.querySelectorAll<HTMLElement>(`${root} button`)].find((one) =>
          one.textContent?.startsWith(text),
        ),
      {},
      within,
      words,
    );
    await page.evaluate((element) => (element as HTMLElement).focus(), button);
    await page.keyboard.press('Enter');
  };

  it('lets in who has the link, once, and nobody else', async () => {
    page = await desk.page(operator, '/console/operator');
    await says(page, 'Abre el enlace de operación');
    await page.close();
    const link = await desk.operatorLink();
    page = await desk.page(operator, link);
    await says(page, 'Todo sale');
    expect(page.url()).toBe(`${desk.url}/console/operator`);
    await page.close();
    page = await desk.page(await desk.stranger(), link);
    await says(page, 'ya se usó');
    await page.close();
    page = await desk.page(await desk.owner(), '/console/operator');
    await says(page, 'Abre el enlace de operación');
  });

  it('pauses everything from a window that says what happens, and lets it leave', async () => {
    await opened();
    await pressed('Pausar todo');
    await says(page, 'No sale ningún mensaje de ninguna agencia.');
    expect((await desk.ask('GET', '/agency/sending'))['state']).toBe('live');
    await page.focus('[role=dialog] input');
    await page.keyboard.type('Miramos nuestro número');
    await page.keyboard.press('Enter');
    await says(page, 'Todo está en pausa');
    await says(page, 'Miramos nuestro número');
    const paused = await desk.ask('GET', '/agency/sending');
    expect(paused).toMatchObject({ state: 'paused', decidedBy: { scope: 'platform' } });
    await pressed('Dejar salir');
    await page.waitForSelector('[role=dialog]');
    await pressed('Dejar salir', '[role=dialog]');
    await says(page, 'Todo sale');
    expect((await desk.ask('GET', '/agency/sending'))['state']).toBe('live');
  });

  it('suspends an agency with a reason that is asked for, and resumes it', async () => {
    await opened();
    await pressed('Suspender');
    await page.waitForSelector('[role=dialog] input');
    await pressed('Suspender', '[role=dialog]');
    await says(page, '¿Suspender');
    await page.focus('[role=dialog] input');
    await page.keyboard.type('sin pagar');
    await page.keyboard.press('Enter');
    await says(page, 'suspendida: sin pagar');
    await expect(desk.ask('GET', '/me')).rejects.toThrow('agency-suspended');
    await pressed('Reanudar');
    await page.waitForSelector('[role=dialog]');
    await pressed('Reanudar', '[role=dialog]');
    await saysNoMore(page, 'suspendida');
    expect(await desk.ask('GET', '/me')).toMatchObject({ kind: 'key' });
  });

  it('shows what is wrong, with what can be done about it', async () => {
    await opened();
    const at = new Date().toISOString();
    const waiting = { count: 3, oldestAt: at };
    const agency = { agencyId: '5f0f2d6e-3c1b-4a3e-9a53-0d5d3f0a1b2c', agencyName: 'Viajes' };
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (!request.url().endsWith('/operator/state')) void request.continue();
      else
        void request.respond({
          contentType: 'application/json',
          body: JSON.stringify({
            now: at,
            report: {
              ...{ outboxOldestSeconds: 12, timersLateSeconds: 600, unknownEffects: 1 },
              ...{ quarantined: 2, urgentTasks: 0, untoldIncidents: 0 },
              eventToSendP95Seconds: null,
            },
            queues: [{ ...waiting, agent: 'notifications' }],
            timers: [{ ...waiting, agent: 'connections' }],
            events: [{ ...waiting, type: 'TripBooked' }],
            due: [{ ...waiting, ...agency }],
            unknown: [{ ...waiting, ...agency }],
            quarantine: [
              { ...waiting, agent: 'concierge', type: 'X', latestAt: at, error: 'TypeError' },
            ],
            circuits: [
              { service: 'twilio/AC1', state: 'open', until: at, failures: 5, openedAt: at },
            ],
            canPutBack: true,
          }),
        });
    });
    await page.goto(`${desk.url}/console/operator`);
    await says(page, 'sin saber si salieron');
    await says(page, 'twilio/AC1');
    await says(page, '10 min');
    await pressed('Devolver');
    await says(page, '¿Devolver lo apartado de concierge?');
    await pressed('Devolver', '[role=dialog]');
    await says(page, 'Hecho');
    expect(await violations(page)).toEqual([]);
  });

  it.each([
    ['light', 1280, 'es'],
    ['dark', 360, 'pt'],
    ['light', 390, 'en'],
  ] as const)('can be used by everybody: %s, %s px, %s', async (theme, width, language) => {
    await opened({ theme, width, height: 800, language });
    expect(await tooWide(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  it('lets them out again', async () => {
    await opened();
    await pressed('Salir');
    await says(page, 'Abre el enlace de operación');
  });
});

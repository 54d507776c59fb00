import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('the queue, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let incidentId: string;
  let page: Page;

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    ({ incidentId } = await desk.cancelledSchool());
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const incident = () => desk.ask('GET', `/incidents/${incidentId}`);
  const opened = async (look: Parameters<Desk['page']>[2] = {}): Promise<Page> => {
    page = await desk.page(owner, `/console/now?incident=${incidentId}`, look);
    // What keys act on is chosen in the list.
    await page.waitForSelector('li button[aria-current=true]');
    await says(page, 'AR1690');
    return page;
  };

  it('shows who needs somebody first, how long there is, and whom to call', async () => {
    page = await desk.page(owner, '/console');
    await says(page, 'Vuelo cancelado');
    expect(await textOf(page)).toContain('AR1690');
    await page.goto(`${desk.url}/console/now?incident=${incidentId}`);
    await says(page, 'Sin número');
    const text = await textOf(page);
    expect(text).toMatch(/en [12] h \d\d/);
    expect(text).toContain('Sin número');
    expect(text).toContain('+54 9 11 5555 0190');
    expect(text).toContain('4 menores');
    await desk.picture(page, 'now');
  });

  it.each([
    ['ar 1690', 'Vuelo', '/flights/AR1690-AEP-BRC-'],
    ['school-1', 'Viaje', '/journeys/'],
    ['sosa', 'Persona', '/people?contact='],
    ['+54 9 11 5555 0141', 'Persona', '/people?contact='],
    ['pausa', 'Ajuste', '/settings?part=sending'],
    ['horas de silencio', 'Ajuste', '/settings?part=when'],
    ['importar', 'Página', '/import'],
  ])('finds by ⌘K what “%s” is: %s', async (text, kind, address) => {
    await opened();
    await page.keyboard.down('Control');
    await page.keyboard.press('k');
    await page.keyboard.up('Control');
    await page.waitForSelector('[role=combobox]');
    await page.keyboard.type(text);
    await page.waitForSelector(`[role=option][aria-selected=true] ::-p-text(${kind})`);
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (start) => (location.pathname + location.search).startsWith(`/console${start}`),
      {},
      address,
    );
  });

  it('is worked through by keyboard alone: taken, let go, noted, closed, taken back', async () => {
    await opened();
    await says(page, 'Carla Rey');
    await page.keyboard.press('a');
    await says(page, 'Lo tienes tú');
    await desk.until(async () => (await incident())['state'] === 'claimed');
    await page.keyboard.press('z');
    await desk.until(async () => (await incident())['state'] === 'open');
    await says(page, 'Sin dueño');
    await page.keyboard.press('n');
    await page.keyboard.type('Llamé a la terminal: hay lugar mañana 8:10');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await desk.until(async () => ((await incident())['notes'] as unknown[]).length === 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await page.waitForSelector('[role=dialog]');
    await page.keyboard.press('2');
    await desk.until(async () => (await incident())['snoozedUntil'] !== null);
    await page.keyboard.press('?');
    await says(page, 'En esta página');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { hidden: true });
    await page.keyboard.down('Control');
    await page.keyboard.press('k');
    await page.keyboard.up('Control');
    await page.waitForSelector('[role=combobox]');
    await page.keyboard.type('mensajes');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.pathname === '/console/inbox');
  });

  it('has what was put off back when its time comes, without anybody doing anything', async () => {
    await desk.ask('POST', `/incidents/${incidentId}/moves`, {
      act: 'snooze',
      until: new Date(Date.now() + 4_000).toISOString(),
    });
    page = await desk.page(owner, '/console/now?queue=snoozed');
    await page.waitForSelector('li button[aria-current=true]');
    // Rows of a list under fingers stay in their places, and say that they are there no more.
    await says(page, 'Ya no está en esta cola');
    expect(await desk.ask('GET', '/incidents?snoozed=true')).toMatchObject({ items: [] });
  });

  it('notes that somebody did not answer, on a flight and in a task, and asks for them still', async () => {
    const noted = async (): Promise<void> => {
      await (await page.waitForSelector('article button ::-p-text(No contesta)'))?.click();
      await says(page, 'Anotado. Sigue sin avisar.');
      await page.waitForSelector('article small ::-p-text(No contesta · )');
    };
    await opened();
    await noted();
    const tasks = (await incident())['tasks'] as { attempts: unknown[] }[];
    expect(tasks.filter(({ attempts }) => attempts.length > 0)).toMatchObject([
      { closedReason: null, attempts: [{ outcome: 'no_answer' }] },
    ]);
    const { items } = await desk.ask('GET', '/incidents?kind=journey');
    const [unreachable] = items as { id: string }[];
    await page.goto(`${desk.url}/console/now?incident=${unreachable?.id}`);
    await says(page, 'Número inalcanzable');
    await noted();
  });

  it('ticks off who was called, and asks for nobody else then', async () => {
    await opened();
    await says(page, 'Carla Rey');
    const calls = async () =>
      ((await incident())['tasks'] as { kind: string; state: string }[]).filter(
        ({ kind, state }) => kind === 'call' && state !== 'done',
      ).length;
    expect(await calls()).toBe(1);
    const script = await page.$('article details summary');
    await script?.click();
    await says(page, 'se canceló');
    await page.evaluate(() => {
      const person = [...document.querySelectorAll('li')].find((row) =>
        row.textContent?.includes('Sin número'),
      );
      [...(person?.querySelectorAll('button') ?? [])].at(-1)?.click();
    });
    await desk.until(async () => (await calls()) === 0);
    await says(page, 'avisado por teléfono');
  });

  it('says of each person why they heard and why not, and writes to all of them, by keyboard', async () => {
    await opened();
    // Those of the flight are read after the incident, whose task names her too.
    await says(page, '¿Por qué?');
    await page.keyboard.press('w');
    await page.waitForSelector('[role=dialog] select');
    await says(page, 'Por qué supo, y por qué no');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { hidden: true });
    await page.keyboard.press('m');
    await says(page, 'AR1690 AEP–BRC · 4 personas');
  });

  it('gives it to one of two who take it at once, and tells the other who', async () => {
    const other = await desk.stranger();
    const second = await desk.page(other, await desk.invitation('Marta'), { language: 'en' });
    await says(second, 'invites you');
    await second.evaluate(() => {
      [...document.querySelectorAll('button')].at(-1)?.click();
    });
    await second.waitForSelector('nav');
    await second.goto(`${desk.url}/console/now?incident=${incidentId}`);
    await opened();
    await Promise.all([says(second, 'Nobody has it'), says(page, 'Sin dueño')]);
    await Promise.all([page.keyboard.press('a'), second.keyboard.press('a')]);
    await desk.until(async () => (await incident())['state'] === 'claimed');
    const { name } = Object((await incident())['owner']);
    const [loser, sentence] =
      name === 'Marta'
        ? [page, 'Marta lo tomó antes que tú']
        : [second, `${name} took it before you`];
    await says(loser, sentence);
    // Whoever lost sees at once that it has an owner, and may leave it there.
    await says(loser, name === 'Marta' ? 'Lo tiene Marta' : `${name} has it`);
    await desk.ask('POST', `/incidents/${incidentId}/moves`, { act: 'release' });
    await Promise.all([says(second, 'Nobody has it'), says(page, 'Sin dueño')]);
    await other.close();
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    await opened({ theme });
    await says(page, 'Carla Rey');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fits on a phone of 360 pixels: %s', async (language) => {
    page = await desk.page(owner, `/console/now?incident=${incidentId}`, {
      width: 360,
      height: 740,
      language,
    });
    await says(page, 'Carla Rey');
    expect(await tooWide(page)).toBe(0);
    await page.goto(`${desk.url}/console/now`);
    await says(page, 'AR1690');
    expect(await tooWide(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  it('says that nothing comes while the server is away, keeps what is written, and goes on', async () => {
    await opened();
    await says(page, 'Carla Rey');
    await page.keyboard.press('n');
    await page.keyboard.type('a medio escribir');
    await desk.kill();
    await says(page, 'Sin conexión');
    expect(await textOf(page)).toContain('Carla Rey');
    await desk.start();
    await saysNoMore(page, 'Sin conexión');
    expect(
      await page.$eval('article textarea', (field) => (field as HTMLTextAreaElement).value),
    ).toBe('a medio escribir');
    await desk.ask('POST', `/incidents/${incidentId}/moves`, { act: 'claim' });
    await says(page, 'Lo tiene demo key');
  });
});

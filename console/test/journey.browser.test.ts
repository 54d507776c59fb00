import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, textOf, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

describe('a journey, in a browser before the real system', () => {
  let desk: Desk;
  let owner: BrowserContext;
  let journeyId: string;
  let page: Page;
  let contacts: readonly { readonly id: string; readonly name: string }[];
  const contactOf = (name: string): string =>
    contacts.find((contact) => contact.name === name)?.id ?? '';

  beforeAll(async () => {
    desk = await Desk.open();
    owner = await desk.owner();
    ({ journeyId } = await desk.cancelledSchool());
    const journey = await desk.ask('GET', `/journeys/${journeyId}`);
    contacts = journey['contacts'] as typeof contacts;
  });
  afterAll(async () => {
    await desk?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  const opened = async (look: Parameters<Desk['page']>[2] = {}, more = ''): Promise<void> => {
    const address = `/console/journeys/${journeyId}?contact=${contactOf('Carla Sosa')}${more}`;
    page = await desk.page(owner, address, look);
    await says(page, 'Egresados, Bariloche');
    await page.waitForSelector('figure svg');
  };
  const choose = (label: string, value: string): Promise<void> =>
    page.evaluate(
      (wanted, chosen) => {
        const field = [...document.querySelectorAll('label')].find(
          (each) => each.textContent === wanted,
        )?.control as HTMLSelectElement;
        field.value = chosen;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      },
      label,
      value,
    );

  it('tells what happened in sentences, entry by entry, and as it is stored', async () => {
    await opened();
    await says(page, 'Se envió «Cancelación»');
    await desk.picture(page, 'journey');
    expect(await textOf(page)).not.toContain('"kind"');
    await choose('Detalle', 'timeline');
    await says(page, 'Se decidió enviar «Cancelación»');
    await choose('Detalle', 'raw');
    await says(page, '"kind": "message"');
  });

  it('says of each person why a message did not come', async () => {
    await opened();
    await choose('Contada para', contactOf('Carla Vera'));
    await says(page, 'el número no tiene WhatsApp');
    await choose('Detalle', 'timeline');
    await says(page, 'Se decidió enviar');
    // Each failure once, by its message, and no code for it.
    expect(await textOf(page)).not.toMatch(/unreachable|refused/);
    expect(page.url()).toContain(`contact=${contactOf('Carla Vera')}`);
  });

  it('shows what was said, people with how they are reached, and takes a document', async () => {
    await opened({}, '&part=messages');
    await says(page, 'a Carla Sosa');
    await page.goto(`${desk.url}/console/journeys/${journeyId}?part=people`);
    await says(page, 'Sin WhatsApp: se llama');
    await page.goto(`${desk.url}/console/journeys/${journeyId}?part=documents`);
    await says(page, 'Sin documentos');
    const file = await page.waitForSelector('input[type=file]');
    await file?.evaluate((input) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['%PDF-1.4 test'], 'pase.pdf', { type: 'application/pdf' }));
      (input as HTMLInputElement).files = transfer.files;
    });
    await page.click('form button[type=submit]');
    await says(page, 'pase.pdf');
  });

  const edited = async (): Promise<void> => {
    await opened();
    await (await page.waitForSelector('aside button ::-p-text(Editar)'))?.click();
    await page.waitForSelector('[role=dialog] textarea');
  };
  const save = () =>
    page.evaluate(() => {
      const buttons = document.querySelectorAll<HTMLElement>('[role=dialog] footer button');
      [...buttons].at(-1)?.click();
    });

  it('is given to somebody to look after, and taken back', async () => {
    const keeperId = await desk.agent('Lucas');
    const keeper = async () =>
      Object((await desk.ask('GET', `/journeys/${journeyId}`))['keeper']).id;
    await edited();
    await page.waitForSelector(`[role=dialog] option[value="${keeperId}"]`);
    await page.select('[role=dialog] select', keeperId);
    await save();
    await desk.until(async () => (await keeper()) === keeperId);
    await page.waitForSelector('aside dd ::-p-text(Lucas)');
    await page.keyboard.press('z');
    await desk.until(async () => (await keeper()) === undefined);
  });

  it('shows the change of somebody else who was faster, and keeps what was written', async () => {
    await edited();
    await page.type('[role=dialog] textarea', 'Llegan a las 7');
    await desk.ask('PATCH', `/journeys/${journeyId}`, { owner: 'Marta' });
    await save();
    await says(page, 'Alguien lo cambió mientras escribías');
    await says(page, 'Marta');
    expect(
      await page.$eval('[role=dialog] textarea', (field) => (field as HTMLTextAreaElement).value),
    ).toBe('Llegan a las 7');
    await save();
    await saysNoMore(page, 'Alguien lo cambió mientras escribías');
    expect(await desk.ask('GET', `/journeys/${journeyId}`)).toMatchObject({
      owner: 'Marta',
      notes: 'Llegan a las 7',
    });
  });

  it('is written to, and answered, by keyboard', async () => {
    await opened();
    await page.keyboard.press('r');
    await page.waitForFunction(() => location.search.includes('5491155550141'));
    await page.goto(`${desk.url}/console/journeys/${journeyId}`);
    await page.waitForSelector('figure svg');
    await page.keyboard.press('m');
    await says(page, 'Egresados, Bariloche · 4 personas');
  });

  it('says of a journey of nobody what it says of any that is not', async () => {
    page = await desk.page(owner, '/console/journeys/00000000-0000-4000-8000-000000000000');
    await says(page, 'Esto no existe, o no es de tu agencia.');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody: %s', async (theme) => {
    await opened({ theme });
    await says(page, 'Se envió «Cancelación»');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['es', 'en', 'pt'] as const)('fits on a phone of 360 pixels: %s', async (language) => {
    await opened({ width: 360, height: 740, language });
    expect(await tooWide(page)).toBe(0);
    await page.goto(`${desk.url}/console/journeys`);
    await says(page, 'Egresados, Bariloche');
    expect(await tooWide(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });
});

import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, saysNoMore, tooWide, violations } from './desk.ts';

jest.setTimeout(3 * patienceMs);

const parts = [
  'agency',
  'members',
  'when',
  'knowledge',
  'places',
  'whatsapp',
  'developers',
  'privacy',
  'usage',
];

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
    await (await fieldOf('Qué ve')).select('own');
    await says(page, 'Ve solo los viajes que reserva');
    await page.click('form button[type=submit]');
    await says(page, 'Se muestra solo ahora');
    const link = await page.$eval(
      '[role=dialog] input',
      (field) => (field as HTMLInputElement).value,
    );
    expect(link).toMatch(/\/console\/sign-in#invitation=.+&token=.+/);
    await page.keyboard.press('Escape');
    await says(page, 'Invitaciones abiertas');
    await says(page, 'Agente · Ve lo suyo');
    expect(await page.content()).not.toContain(link);
  });

  it('invites a guest of a group, of which there has to be one', async () => {
    await opened('members');
    await (await fieldOf('Nombre')).type('Eva');
    await (await fieldOf('Correo')).type('eva@school.example');
    await (await fieldOf('Rol')).select('limited');
    await says(page, 'Todavía no hay grupos');
    const group = await desk.ask('POST', '/groups', { name: 'Colegio Norte' });
    await says(page, 'Ve los viajes de ese grupo, sin números');
    await page.click('form button[type=submit]');
    await says(page, 'Se muestra solo ahora');
    const { items } = await desk.ask('GET', '/invitations');
    expect(items).toContainEqual(
      expect.objectContaining({ name: 'Eva', role: 'limited', groups: [group['id']] }),
    );
  });

  it('confines an agent to what they keep, and takes it back', async () => {
    const id = await desk.agent('Lucas');
    const sees = async () => {
      const { items } = await desk.ask('GET', '/members');
      return (items as { id: string; sees: string }[]).find((member) => member.id === id)?.sees;
    };
    await opened('members');
    await (await fieldOf('Qué ve: Lucas')).select('own');
    await desk.until(async () => (await sees()) === 'own');
    await says(page, 'Ve solo los viajes que reserva');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('z');
    await desk.until(async () => (await sees()) === 'all');
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

  /** Answers a request of the page in place of the API. */
  const answering = async (path: string, status: number, body: unknown): Promise<void> => {
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith(path))
        void request.respond({
          status,
          contentType: 'application/json',
          body: JSON.stringify(body),
        });
      else void request.continue();
    });
  };
  const boardingSentence = 'La llamada a embarcar sale  minutos antes de la salida.';
  /** Enters how long before departure the call to board is sent, and asks what changes. */
  const reviewed = async (minutes: string): Promise<void> => {
    const field = await fieldOf(boardingSentence);
    await field.click({ count: 3 });
    await page.keyboard.type(minutes);
    await says(page, '1 cambio sin guardar');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] ins');
  };
  const storedLead = async (): Promise<unknown> => {
    const { stored } = await desk.ask('GET', '/settings/notification_preferences');
    return Object(stored).boarding_lead_minutes;
  };

  it('asks before something that is not saved is left', async () => {
    await opened('when');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    const field = await fieldOf(boardingSentence);
    await field.click({ count: 3 });
    await page.keyboard.type('50');
    await says(page, '1 cambio sin guardar');
    const leave = (): Promise<void> => page.click('nav a[href="/console/board"]');
    await leave();
    await says(page, '1 cambio sin guardar');
    await leave();
    await page.waitForFunction(() => location.pathname === '/console/board');
    expect(asked).toEqual(Array(2).fill('Hay cambios sin guardar. ¿Salir y perderlos?'));
  });

  it('saves a sentence behind what changes, by keyboard, and takes it back', async () => {
    await opened('when');
    await reviewed('50');
    expect(await page.$eval('[role=dialog] li', (row) => row.textContent)).toBe(
      'La llamada a embarcar sale 35 → 50 minutos antes de la salida.',
    );
    await says(page, 'En estos días no salió ningún viaje');
    expect(await storedLead()).toBeUndefined();
    await page.keyboard.press('Escape');
    await saysNoMore(page, 'Qué cambia');
    await page.focus('button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] footer');
    for (let nth = 0; nth < 9; nth += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement?.textContent);
      if (focused === 'Guardar') break;
    }
    await page.keyboard.press('Enter');
    await desk.until(async () => (await storedLead()) === 50);
    await says(page, 'Guardado');
    await says(page, 'De fábrica: 35');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('z');
    await desk.until(async () => (await storedLead()) === undefined);
  });

  it('shows which messages would be otherwise, each with its journey', async () => {
    await opened('when');
    const at = '2027-03-03T16:20:00.000Z';
    const shown = { at, local: '2027-03-03T13:20', text: 'Tu vuelo *AR1690* embarca.' };
    const journeyId = '5f0f2d6e-3c1b-4a3e-9a53-0d5d3f0a1b2c';
    await answering('/settings/preview', 200, {
      key: 'notification_preferences',
      since: at,
      until: at,
      trips: 12,
      tripsLeft: 3,
      messages: { before: 40, after: 39 },
      counts: { gone: 1, new: 0, later: 1, earlier: 0, reworded: 0, wakes: 1 },
      changes: [
        { kind: 'gone', type: 'boarding', before: shown, after: null, wakes: false },
        { kind: 'later', type: 'delayed', before: shown, after: shown, wakes: true },
      ].map((change) => ({ ...change, tripId: journeyId, journeyId, contactName: 'Eva Paz' })),
      changesLeft: 0,
      isCovered: true,
      notReplayed: [{ code: 'edits', message: '' }],
    });
    await reviewed('20');
    await says(page, 'Viajes decididos otra vez: 12. Mensajes antes: 40; así: 39.');
    await says(page, 'Eva Paz: Embarque');
    await says(page, 'despertaría: 1');
    expect(
      await page.$$eval('[role=dialog] li a', (links) => links.map((link) => link.pathname)),
    ).toEqual([`/console/journeys/${journeyId}`, `/console/journeys/${journeyId}`]);
    expect(await violations(page)).toEqual([]);
  });

  it('says so where the server has no previews', async () => {
    await opened('when');
    await answering('/settings/preview', 404, {});
    await reviewed('20');
    await says(page, 'Este servidor no puede probarlo');
  });

  const pressed = async (selector: string): Promise<void> => {
    await page.waitForSelector(selector);
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };

  it('adds, edits and deletes a place by keyboard, and brings it back', async () => {
    await opened('places');
    await pressed('main button');
    await (await fieldOf('Nombre del lugar')).type('El Ateneo');
    await (await fieldOf('Ciudad')).type('Buenos Aires');
    await page.keyboard.press('Enter');
    await says(page, 'El Ateneo');
    await pressed('button[aria-label="Editar: El Ateneo"]');
    await (await fieldOf('Qué tiene de bueno')).type('Una librería en un teatro');
    await page.keyboard.press('Enter');
    await says(page, 'Una librería en un teatro');
    await pressed('button[aria-label="Borrar: El Ateneo"]');
    await says(page, 'Sin lugares');
    await page.keyboard.press('z');
    await says(page, 'Una librería en un teatro');
  });

  it('has events sent to a system, shows what became of them, and stops it', async () => {
    await opened('developers');
    const url = await fieldOf('Dirección (https)');
    await (await page.$$('form input[type=text]'))[1]?.type('CRM');
    await url.type('https://127.0.0.1/hook');
    await page.keyboard.press('Enter');
    await says(page, 'No se guardó.');
    await url.click({ count: 3 });
    await url.type('https://93.184.215.14/hook');
    await page.keyboard.press('Enter');
    await says(page, 'El secreto con que se firma');
    await page.keyboard.press('Escape');
    await says(page, 'https://93.184.215.14/hook');
    await pressed('section li button');
    await says(page, 'Nada se le ha enviado.');
    await page.keyboard.press('Escape');
    await saysNoMore(page, 'Nada se le ha enviado.');
    await pressed('button[aria-label="Borrar: CRM"]');
    await says(page, 'su registro se borra');
    expect((await desk.ask('GET', '/webhooks'))['items']).toHaveLength(1);
    await pressed('[role=dialog] footer button:last-child');
    await says(page, 'Ninguno de tus sistemas recibe avisos');
  });

  it('shows every template as a traveller reads it', async () => {
    await opened('whatsapp');
    await says(page, 'Embarque');
    expect(await page.$$eval('q', (all) => all.length)).toBeGreaterThan(20);
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

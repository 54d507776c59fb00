import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { runningPostgresUrl } from '#local/embedded-postgres.ts';
import { launchBrowser } from '#local/phone/test/browser.ts';

/** How a page is opened. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'es' | 'en' | 'pt';
}

const axeSource = () => readFile('node_modules/axe-core/axe.min.js', 'utf8');
/** Generous, for a machine that is busy with other things. */
export const patienceMs = 60_000;
/** Of this agency on one machine. */
const sender = '5491155550000';

const until = async <T>(look: () => Promise<T | null | undefined | false>): Promise<T> => {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((done) => setTimeout(done, 100));
  }
};

/** The whole system of one machine, with an empty agency, and a browser before it. */
export class Desk {
  readonly #dataDir: string;
  readonly #browser: Browser;
  #child: ChildProcess | null = null;
  #port = 0;
  /** What pages said in their consoles that they should not have. */
  readonly complaints: string[] = [];

  readonly #variables: Readonly<Record<string, string>>;

  private constructor(
    dataDir: string,
    browser: Browser,
    variables: Readonly<Record<string, string>>,
  ) {
    this.#dataDir = dataDir;
    this.#variables = variables;
    this.#browser = browser;
  }

  /** @param variables of the environment, beside what it always has. */
  static async open(variables: Readonly<Record<string, string>> = {}): Promise<Desk> {
    const dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-console-'));
    // Where root runs the tests, Postgres as another user would else keep its files elsewhere.
    await chmod(dataDir, 0o711);
    const desk = new Desk(dataDir, await launchBrowser(), variables);
    await desk.start();
    return desk;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Its database, while it runs. */
  async databaseUrl(): Promise<string> {
    const url = await runningPostgresUrl(join(this.#dataDir, 'postgres'));
    if (url === null) throw new Error('it does not run');
    return url;
  }

  /** Starts the system, at the port of before where there was one. */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      ['local/start.ts', '--no-demo', '--port', `${this.#port}`],
      {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? '',
          DATA_DIR: this.#dataDir,
          ...this.#variables,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    let output = '';
    this.#port = await new Promise<number>((done, fail) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const port = /API +http:\S+:(\d+)[\s\S]*Ctrl-C/.exec(output)?.[1];
        if (port) done(Number(port));
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.once('exit', () => fail(new Error(output)));
    });
  }

  /** Ends the system, as a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.kill('SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #file(name: string): Promise<string> {
    return readFile(join(this.#dataDir, name), 'utf8').then((text) => text.trim());
  }

  /** A request of the agency’s own system. */
  async ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#file('demo-api-key')}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  /** The link that signs the owner in, of the last start. */
  link(): Promise<string> {
    return this.#file('console-link');
  }

  /** The link that signs in who operates the machine, of the last start. */
  operatorLink(): Promise<string> {
    return this.#file('operator-link');
  }

  /** A link that invites somebody and signs them in. */
  async invitation(
    name: string,
    role: { readonly role: 'duty' } | { readonly role: 'limited'; readonly groups: string[] } = {
      role: 'duty',
    },
  ): Promise<string> {
    const { token, signIn } = await this.ask('POST', '/invitations', {
      name,
      email: `${name.toLowerCase()}@agency.example`,
      ...role,
    });
    return `${this.url}/console/sign-in#token=${signIn}&invitation=${token}`;
  }

  /** Somebody who was invited as an agent, and joined; their id. */
  async agent(name: string): Promise<string> {
    const { token: invitation, signIn: token } = await this.ask('POST', '/invitations', {
      name,
      email: `${name.toLowerCase()}@agency.example`,
      role: 'agent',
    });
    const { id } = await this.ask('POST', '/invitations/accept', { invitation, token });
    return String(id);
  }

  /** A browser of its own, in which nobody is signed in. */
  stranger(): Promise<BrowserContext> {
    return this.#browser.createBrowserContext();
  }

  /** A browser in which the owner is signed in. */
  async owner(): Promise<BrowserContext> {
    const context = await this.stranger();
    const page = await this.page(context, await this.link());
    await page.waitForSelector('nav', { timeout: patienceMs });
    await page.close();
    return context;
  }

  /** Opens an address of the console; what it complains of is kept. */
  async page(context: BrowserContext, address: string, look: Look = {}): Promise<Page> {
    const { width = 1280, height = 800, theme = 'light', language = 'es' } = look;
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // That a request was refused, or did not come through, is said by the browser itself.
      const text = message.text();
      if (message.type() === 'error' && !/Failed to load resource/.test(text))
        this.complaints.push(text);
    });
    await page.setViewport({ width, height, isMobile: width < 500, hasTouch: width < 500 });
    await page.evaluateOnNewDocument(
      (chosen: string, painted: string) => {
        localStorage.setItem('bauhaus.language', chosen);
        localStorage.setItem('bauhaus.theme', painted);
      },
      language,
      theme,
    );
    await page.goto(address.startsWith('http') ? address : `${this.url}${address}`, {
      waitUntil: 'domcontentloaded',
    });
    return page;
  }

  /** Writes a picture for the README, where they are asked for: `PICTURES=1`. */
  async picture(page: Page, name: string): Promise<void> {
    if (process.env['PICTURES'] !== '1') return;
    await page.screenshot({ path: `docs/console-${name}.png`, optimizeForSpeed: false });
  }

  /** A school whose flight is cancelled: two are written to, one is on no WhatsApp, one has no phone. */
  async cancelledSchool(): Promise<{ readonly journeyId: string; readonly incidentId: string }> {
    const departure = new Date(Date.now() + 2 * 3_600_000 + 600_000);
    departure.setUTCMinutes(Math.ceil(departure.getUTCMinutes() / 5) * 5, 0, 0);
    const guardians = ['Sosa', 'Paz', 'Vera', 'Rey'];
    const { id, legs } = await this.ask('POST', '/journeys', {
      reference: 'SCHOOL-1',
      title: 'Egresados, Bariloche',
      passengers: guardians.map((family) => ({ name: `${family.toUpperCase()}/JULIA CHD` })),
      contacts: guardians.map((family, place) => ({
        name: `Carla ${family}`,
        phone: [`+5491155550141`, `+5491155550142`, `+5491155550190`, null][place],
        role: 'guardian',
        passengers: [place],
      })),
      legs: [
        {
          flightNumber: 'AR1690',
          originIata: 'AEP',
          destinationIata: 'BRC',
          departure: departure.toISOString(),
        },
      ],
    });
    const [{ flightKey }] = legs as [{ flightKey: string }];
    await until(async () => {
      const { trips } = await this.ask('GET', `/journeys/${id}`);
      return (trips as { status: string }[]).every(({ status }) => status === 'scheduled');
    });
    await this.ask('POST', `/sandbox/flights/${flightKey.replaceAll('/', '-')}/story`, [
      { type: 'cancel' },
    ]);
    const incidentId = await until(async () => {
      const { items } = await this.ask('GET', '/incidents?kind=flight');
      const [incident] = items as { id: string; kinds: string[] }[];
      return incident?.kinds.includes('cancelled') && incident.kinds.includes('call')
        ? incident.id
        : null;
    });
    return { journeyId: String(id), incidentId };
  }

  /** A traveller writes. */
  async write(phone: string, body: string): Promise<void> {
    await fetch(`${this.url}/phone/api/chats/${sender}-${phone.slice(1)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    });
  }

  /** Waits until something holds of what the API says. */
  until = until;
}

/** Waits until a text stands somewhere on the page. */
export const says = async (page: Page, text: string): Promise<void> => {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden says nothing
  await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);
};
/** Waits until a text stands nowhere any more. */
export const saysNoMore = async (page: Page, text: string): Promise<void> => {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden says nothing
  await page.waitForFunction((wanted) => !document.body.innerText.includes(wanted), {}, text);
};
/** What is on the page, as it is read. */
export const textOf = (page: Page): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden says nothing
  page.evaluate(() => document.body.innerText);

/** What axe finds that some people could not use. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(await axeSource());
  // What is on its way in or out has other colours than what is there.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ).then(() => undefined),
  );
  return page.evaluate(async () => {
    // @ts-expect-error axe is put there by the line before
    const { violations: found } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.flatMap(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
};

/** How many pixels the page is wider than its window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk, patienceMs, says, violations } from './desk.ts';
import { SupabaseAuth } from './supabase-auth.ts';

jest.setTimeout(3 * patienceMs);

const marta = 'marta@agency.example';

describe('signing in by Supabase Auth, in a browser before the real system', () => {
  let auth: SupabaseAuth;
  let desk: Desk;
  /** A browser in which Marta reads her mail. */
  let hers: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    auth = await SupabaseAuth.open();
    desk = await Desk.open({ SIGN_IN_URL: auth.url, SIGN_IN_KEY: auth.publishableKey });
    auth.redirectUrls = [`${desk.url}/console/sign-in`];
    hers = await desk.stranger();
  });
  afterAll(async () => {
    await desk?.close();
    await auth?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(desk.complaints.splice(0)).toEqual([]);
  });

  const askForLink = async (email: string): Promise<void> => {
    await page.waitForSelector('input[type=email]');
    await page.type('input[type=email]', email);
    await page.keyboard.press('Enter');
    await says(page, 'el enlace está en camino');
  };
  /** Opens the link of the latest mail in a tab of its own, as a mail program does. */
  const openMail = async (): Promise<void> => {
    await page.close();
    page = await desk.page(hers, auth.mails.at(-1)?.link ?? '');
  };
  const cookie = async () => (await hers.cookies()).find(({ name }) => name === '__Host-bauhaus');

  it('does not say whose addresses are known', async () => {
    page = await desk.page(hers, '/console/sign-in');
    expect(await violations(page)).toEqual([]);
    await askForLink('nobody@agency.example');
    expect(auth.mails).toEqual([]);
  });

  it('accepts an invitation with the mailed link, which opens in another tab', async () => {
    const { token, signIn } = await desk.ask('POST', '/invitations', {
      name: 'Marta',
      email: marta,
      role: 'duty',
    });
    expect(signIn).toBeNull();
    page = await desk.page(hers, `/console/sign-in#invitation=${token}`);
    await says(page, 'te invita');
    await askForLink(marta);
    await openMail();
    await says(page, 'te invita');
    expect(page.url()).toBe(`${desk.url}/console/sign-in`);
    await (await page.waitForSelector('text/Aceptar y entrar'))?.click();
    await page.waitForSelector('nav');
    expect(await cookie()).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
    await page.reload();
    await page.waitForSelector('nav');
    await says(page, 'Marta');
  });

  it('ends by signing out, and begins again with a new link', async () => {
    page = await desk.page(hers, '/console/now');
    await (await page.waitForSelector('button[aria-haspopup]'))?.click();
    await (await page.waitForSelector('text/Salir'))?.click();
    await page.waitForSelector('input[type=email]');
    expect(await cookie()).toBeUndefined();
    await askForLink(marta);
    await openMail();
    await page.waitForSelector('nav');
    expect(page.url()).not.toContain('access_token');
  });

  it('says that a link was used already, and sends another one', async () => {
    page = await desk.page(hers, auth.mails.at(-1)?.link ?? '');
    await says(page, 'Este enlace ya se usó o venció');
    await askForLink(marta);
    await openMail();
    await page.waitForSelector('nav');
  });

  it('ends at once for a member who is removed', async () => {
    page = await desk.page(hers, '/console/now');
    await page.waitForSelector('nav');
    const { items } = await desk.ask('GET', '/members');
    const member = (items as { id: string; email: string }[]).find(({ email }) => email === marta);
    await desk.ask('DELETE', `/members/${member?.id}`);
    await says(page, 'Tu sesión terminó');
    await page.goto(`${desk.url}/console/sign-in`);
    await askForLink(marta);
    await openMail();
    await says(page, 'Ninguna agencia te tiene como integrante');
  });
});

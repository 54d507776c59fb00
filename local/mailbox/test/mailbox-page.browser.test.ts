import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '#local/phone/test/browser.ts';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { createSmtpStaffMail, type SmtpStaffMail } from '#shared/adapters/nodemailer/staff-mail.ts';
import { systemClock } from '#shared/composition/system.ts';
import { mailPage, mailParagraph } from '#shared/mail/mail-page.ts';
import { type MailServer, startMailServer } from '../mail-server.ts';
import { createMailboxPage } from '../mailbox-page.ts';

const hostile = '<img src=x onerror="window.hacked=1">';

describe('the mailbox in a browser', () => {
  let browser: Browser;
  let folder: string;
  let mails: MailServer;
  let mail: SmtpStaffMail;
  let served: LocalServer;
  let page: Page;

  const send = async (subject: string, html?: string) => {
    await mail.send({
      to: 'lucia@agency.example',
      subject,
      text: `Text of ${subject}`,
      key: subject,
      ...(html !== undefined && { html }),
    });
    return mails.all()[0]?.id ?? '';
  };
  const open = async (path: string, width = 1280) => {
    await page.setViewport({ width, height: 800 });
    await page.goto(served.url + path);
  };
  const texts = (selector: string) =>
    page.$$eval(selector, (all) => all.map((one) => one.textContent?.trim() ?? ''));
  const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
    mails = await startMailServer({ folder, clock: systemClock });
    mail = createSmtpStaffMail({
      url: mails.url,
      from: { name: 'Bauhaus Travel', address: 'desk@bauhaus.example' },
    });
    served = await serve(createMailboxPage({ mails, clock: systemClock }), 0);
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await served.close();
    mail.close();
    await mails.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists mail as it comes, without a reload', async () => {
    await open('/mailbox');
    expect(await texts('.none')).toEqual(['No mail yet.']);
    await send('Invitación');
    await page.waitForSelector('.line');
    expect(await texts('.subject')).toEqual(['Invitación']);
  });

  it('shows a mail as page and as text, at three widths, in both themes', async () => {
    const html = await mailPage({
      language: 'es',
      title: 'Hola',
      preview: 'Hola',
      rows: mailParagraph('Un mes'),
      footer: 'Fin',
    });
    const id = await send('Hola', html);
    const looks = async (query: string, width = 1280) => {
      await open(`/mailbox/mails/${id}?${query}`, width);
      const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
      await frame?.waitForSelector('.card');
      const background = await frame?.evaluate(
        "getComputedStyle(document.querySelector('.card')).backgroundColor",
      );
      expect(await fits()).toBe(true);
      expect(await frame?.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(
        true,
      );
      return [background, await frame?.evaluate('innerWidth')];
    };
    expect(await looks('width=390&theme=light')).toEqual(['rgb(255, 255, 255)', 390]);
    expect(await looks('width=600&theme=dark')).toEqual(['rgb(31, 31, 29)', 600]);
    expect(await looks('width=full', 390)).toEqual(['rgb(255, 255, 255)', 390]);
    await open(`/mailbox/mails/${id}?part=text`);
    expect(await texts('pre')).toEqual(['Text of Hola']);
  });

  it('runs nothing that a mail brings along, neither in its page nor beside it', async () => {
    const id = await send(hostile, `<p>${hostile}</p><script>window.top.hacked=1</script>`);
    const answered: string[] = [];
    page.on('response', (response) => answered.push(new URL(response.url()).pathname));
    await open(`/mailbox/mails/${id}`);
    await page.waitForSelector('iframe');
    expect(page.frames()).toHaveLength(2);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(await texts('h2')).toEqual([hostile]);
    expect(answered.filter((path) => path.endsWith('/x'))).toEqual([]);
    const alone = await fetch(`${served.url}/mailbox/mails/${id}/page`);
    expect(alone.headers.get('content-security-policy')).toContain('sandbox');
    expect(alone.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says that a mail is gone, and which mailboxes fail', async () => {
    await open('/mailbox/mails/gone');
    expect((await texts('h2'))[0]).toContain('gone');
    expect(await texts('.welcome dt')).toEqual(['refused@…', 'busy@…']);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Clock } from '#shared/ports/clock.ts';
import { failingMailboxes, type MailServer, type ReceivedMail } from './mail-server.ts';
import { hasTheme, inTheme } from './mail-theme.ts';
import { type MailView, mailboxView } from './mailbox-view.ts';

const folder = join(import.meta.dirname, 'public');
const asset = (name: string): string => readFileSync(join(folder, name), 'utf8');

const View = z.object({
  part: z.enum(['page', 'text']).catch('page'),
  width: z.enum(['390', '600', 'full']).catch('full'),
  theme: z.enum(['light', 'dark']).catch('light'),
});

/** What a mail may do in the frame that shows it: have its own styles and pictures, and no more. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: cid:',
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The page at `/mailbox`, which shows the mail that members would have got. */
export const createMailboxPage = (options: {
  readonly mails: Pick<MailServer, 'all' | 'subscribe'>;
  readonly clock: Clock;
}): Hono => {
  const { mails, clock } = options;
  const app = new Hono();
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      imgSrc: ['data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // The page is served over plain HTTP.
    strictTransportSecurity: false,
  });
  const found = (c: Context): ReceivedMail | null =>
    mails.all().find(({ id }) => id === c.req.param('id')) ?? null;
  const shown = (c: Context, open: ReceivedMail | null, status: 200 | 404 = 200) => {
    const view: MailView = { ...View.parse(c.req.query()), hasThemes: hasTheme(open?.html ?? '') };
    return c.html(
      mailboxView({
        mails: mails.all(),
        open,
        isGone: status === 404,
        view,
        now: clock.now(),
        failing: failingMailboxes,
      }),
      status,
    );
  };
  app.use('/mailbox', headers);
  app.get('/mailbox', (c) => shown(c, null));
  for (const [name, type] of [
    ['mailbox.css', 'text/css'],
    ['mailbox.js', 'text/javascript'],
  ] as const)
    app.get(`/mailbox/${name}`, (c) =>
      c.body(asset(name), 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'no-cache',
      }),
    );
  app.get('/mailbox/stream', (c) =>
    streamSSE(c, async (stream) => {
      const unsubscribe = mails.subscribe(({ id }) => void stream.writeSSE({ data: id }));
      await stream.writeSSE({ event: 'open', data: '' });
      await new Promise<void>((resolve) => stream.onAbort(() => resolve()));
      unsubscribe();
    }),
  );
  app.use('/mailbox/mails/:id', headers);
  app.get('/mailbox/mails/:id', (c) => {
    const mail = found(c);
    return mail ? shown(c, mail) : shown(c, null, 404);
  });
  app.get('/mailbox/mails/:id/page', (c) => {
    const page = found(c)?.html;
    if (page == null) return c.html(html`<p>This mail has no page.</p>`, 404);
    const { theme } = View.parse(c.req.query());
    return c.html(inTheme(page, theme), 200, {
      'content-security-policy': mailPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
  return app;
};

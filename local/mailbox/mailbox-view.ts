import { html } from 'hono/html';
import type { Instant } from '#shared/domain/instant.ts';
import type { ReceivedMail } from './mail-server.ts';

type Html = ReturnType<typeof html>;

/** How an open mail is looked at. */
export interface MailView {
  readonly part: 'page' | 'text';
  /** Of the reader, in pixels. */
  readonly width: '390' | '600' | 'full';
  readonly theme: 'light' | 'dark';
  /** Whether the mail looks different in the dark. */
  readonly hasThemes: boolean;
}

/** What the page shows. */
export interface MailboxState {
  readonly mails: readonly ReceivedMail[];
  readonly open: ReceivedMail | null;
  /** The mail that was asked for is not there any more. */
  readonly isGone: boolean;
  readonly view: MailView;
  readonly now: Instant;
  readonly failing: readonly { readonly name: string; readonly what: string }[];
}

/** The time of today, else the day. */
const shortTime = (at: Instant, now: Instant): string =>
  at.slice(0, 10) === now.slice(0, 10) ? at.slice(11, 16) : at.slice(0, 10);

const wholeTime = (at: Instant): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

const addressOf = (mail: ReceivedMail, view: MailView, change: Partial<MailView>): string => {
  const { part, width, theme } = { ...view, ...change };
  return `/mailbox/mails/${mail.id}?${new URLSearchParams({ part, width, theme })}`;
};

const choice = (label: string, href: string, isCurrent: boolean): Html =>
  isCurrent
    ? html`<a class="pick" href="${href}" aria-current="true">${label}</a>`
    : html`<a class="pick" href="${href}">${label}</a>`;

const line = (mail: ReceivedMail, { open, view, now }: MailboxState): Html => html`
  <li>
    <a class="line" href="${addressOf(mail, view, {})}"
      ${mail.id === open?.id ? html`aria-current="true"` : ''}>
      <span class="to">${mail.to}</span>
      <time datetime="${mail.receivedAt}">${shortTime(mail.receivedAt, now)}</time>
      <span class="subject">${mail.subject || 'without a subject'}</span>
      ${mail.copies > 1 ? html`<span class="copies">${mail.copies} copies</span>` : ''}
    </a>
  </li>`;

const reader = (mail: ReceivedMail, view: MailView): Html => {
  const part = mail.html === null ? 'text' : view.part;
  const to = (change: Partial<MailView>) => addressOf(mail, view, change);
  const widths = [
    ['390', 'Phone 390'],
    ['600', 'Narrow 600'],
    ['full', 'Wide'],
  ] as const;
  return html`
    <header class="bar">
      <a class="back" href="/mailbox" aria-label="Back to the mails">←</a>
      <div class="about">
        <h2>${mail.subject || 'without a subject'}</h2>
        <dl>
          <dt>From</dt><dd>${mail.from}</dd>
          <dt>To</dt><dd>${mail.to}</dd>
          <dt>At</dt>
          <dd>
            <time datetime="${mail.receivedAt}">${wholeTime(mail.receivedAt)}</time>
            ${mail.copies > 1 ? html`<span class="copies">${mail.copies} copies</span>` : ''}
          </dd>
        </dl>
      </div>
    </header>
    <nav class="tools" aria-label="How it is shown">
      <span class="group">
        ${mail.html === null ? '' : choice('Page', to({ part: 'page' }), part === 'page')}
        ${choice('Text', to({ part: 'text' }), part === 'text')}
      </span>
      ${
        part === 'page'
          ? html`<span class="group">${widths.map(([width, label]) =>
              choice(label, to({ width }), width === view.width),
            )}</span>`
          : ''
      }
      ${
        part === 'page' && view.hasThemes
          ? html`<span class="group">
              ${choice('Light', to({ theme: 'light' }), view.theme === 'light')}
              ${choice('Dark', to({ theme: 'dark' }), view.theme === 'dark')}</span>`
          : ''
      }
    </nav>
    ${
      part === 'page'
        ? html`<div class="paper ${view.theme} w${view.width}"><iframe title="The mail"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            src="/mailbox/mails/${mail.id}/page?theme=${view.theme}"></iframe></div>`
        : html`<pre class="text" tabindex="0">${mail.text}</pre>`
    }`;
};

const welcome = ({ isGone, failing }: MailboxState): Html => html`
  <section class="welcome">
    <h2>${isGone ? 'This mail is gone: the newest 200 are kept' : 'The mail of all members'}</h2>
    <p>Invitations, reports and alerts end here instead of in real mailboxes. Set SMTP_URL and
      MAIL_FROM to send them.</p>
    <p>Two mailboxes fail, at any domain:</p>
    <dl>${failing.map(({ name, what }) => html`<dt>${name}@…</dt><dd>${what}</dd>`)}</dl>
  </section>`;

/** The page of the mailbox. */
export const mailboxView = (state: MailboxState): Html => {
  const { mails, open, view } = state;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${open ? `${open.subject} · ` : ''}Mailbox · Bauhaus Travel</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/mailbox/mailbox.css">
    <script type="module" src="/mailbox/mailbox.js"></script>
  </head>
  <body data-pane="${open || state.isGone ? 'mail' : 'list'}">
    <nav class="side" aria-label="Mails">
      <header class="bar">
        <div>
          <h1>Mailbox</h1>
          <p class="hint">Mail to members, newest first</p>
        </div>
        <a class="phones" href="/phone">Phones</a>
      </header>
      <ul class="mails">${mails.map((mail) => line(mail, state))}</ul>
      ${mails.length === 0 ? html`<p class="none">No mail yet.</p>` : ''}
    </nav>
    <main aria-label="Mail">${open ? reader(open, view) : welcome(state)}</main>
  </body>
</html>`;
};

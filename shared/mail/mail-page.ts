import { html, raw } from 'hono/html';
import type { Language } from '#shared/domain/trip.ts';

/** A fragment made by `html`, which escapes every text in it. */
export type MailHtml = ReturnType<typeof html>;

/** The colours of mails: those of light are written into each element, see `mailStyle`. */
export const mailColours = {
  ink: '#1d1d1b',
  soft: '#5f5d57',
  paper: '#f4f1ea',
  card: '#ffffff',
  line: '#e2ddd2',
  track: '#efece4',
  accent: '#1c5796',
  onAccent: '#ffffff',
  bad: '#b3261e',
} as const;
const { ink, soft, paper, card, line, accent, onAccent } = mailColours;

const family = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif";

/** How letters of a size look: those of the reader’s system. */
export const mailLetters = (
  size: string,
  { colour = ink, weight = 400 }: { readonly colour?: string; readonly weight?: number } = {},
): ReturnType<typeof raw> => raw(`font:${weight} ${size} ${family};color:${colour}`);

/** What every table of a mail begins with, which is for its looks only. */
export const mailTable = raw('table role="presentation" cellpadding="0" cellspacing="0"');

/**
 * What inline styles cannot say: the dark, and narrow windows. Readers that drop style sheets show
 * the light page at 600 pixels or less, which is whole without this.
 */
const mailStyle = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0!important;padding:0!important}
@media (max-width:620px){
.edge{padding-left:16px!important;padding-right:16px!important}
.outer{padding:0!important}
.card{border-radius:0!important;border-left:0!important;border-right:0!important}}
@media (prefers-color-scheme:dark){
.paper{background:#141413!important}
.card{background:#1f1f1d!important;border-color:#3a3935!important}
.ink{color:#ecebe6!important}
.soft{color:#aaa79e!important}
.rule{border-color:#3a3935!important}
.track{background:#33322e!important}
.bar,.button{background:#86b9f4!important}
.bad{background:#ff897d!important}
.accent{color:#86b9f4!important}
.button a{color:#0d1b2a!important}}
`;

/** A mail as a page. */
export interface MailPage {
  readonly language: Language;
  readonly title: string;
  /** What lists of mails show beside the subject. */
  readonly preview: string;
  /** Rows of a table: `<tr><td>…`. */
  readonly rows: MailHtml | readonly MailHtml[];
  /** Why somebody gets this mail. */
  readonly footer: string;
}

/** A row of the mail, in its margins; the paddings are above and below. */
export const mailRow = (
  content: unknown,
  [above, below]: readonly [number, number] = [4, 4],
): MailHtml =>
  html`<tr><td class="edge" style="padding:${above}px 32px ${below}px">${content}</td></tr>`;

/** Renders a mail: tables and inline styles, which all readers know; no picture is loaded. */
export const mailPage = async (page: MailPage): Promise<string> => {
  const hidden = 'display:none;max-height:0;overflow:hidden;opacity:0';
  const shape = `width:100%;max-width:600px;background:${card};border:1px solid ${line}`;
  const title = html`<div class="ink" style="${mailLetters('24px/1.25', { weight: 700 })}">
${page.title}</div>`;
  const footer = html`<div class="soft" style="${mailLetters('13px/1.5', { colour: soft })}">
${page.footer}</div>`;
  const document = await html`<!doctype html>
<html lang="${page.language}" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${page.title}</title><style>${raw(mailStyle)}</style></head>
<body class="paper" style="margin:0;padding:0;background:${paper}">
<div style="${hidden}">${page.preview}</div>
<${mailTable} class="paper" width="100%" style="background:${paper}"><tr>
<td class="outer" align="center" style="padding:24px 12px">
<${mailTable} class="card" width="600" style="${shape};border-radius:12px">
${mailRow(title, [28, 4])}
${page.rows}
${mailRow(footer, [20, 26])}
</table></td></tr></table></body></html>`;
  return document.toString();
};

/** A paragraph. */
export const mailParagraph = (text: string | MailHtml, isSoft = false): MailHtml =>
  mailRow(
    isSoft
      ? html`<div class="soft" style="${mailLetters('14px/1.5', { colour: soft })}">${text}</div>`
      : html`<div class="ink" style="${mailLetters('16px/1.5')}">${text}</div>`,
    [8, 8],
  );

/** A heading within the mail. */
export const mailHeading = (text: string): MailHtml =>
  mailRow(
    html`<div class="ink" style="${mailLetters('17px/1.35', { weight: 700 })}">${text}</div>`,
    [22, 4],
  );

/** A link that looks like a button; the cell has the colour, since Outlook paints no links. */
export const mailButton = (label: string, url: string): MailHtml => {
  const letters = mailLetters('16px/1.2', { colour: onAccent, weight: 600 });
  return mailRow(
    html`<${mailTable}><tr>
<td class="button" style="background:${accent};border-radius:8px">
<a href="${url}" style="display:inline-block;padding:12px 22px;text-decoration:none;${letters}">
${label}</a></td></tr></table>`,
    [14, 10],
  );
};

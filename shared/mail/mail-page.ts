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
  accent: '#1c5796',
  onAccent: '#ffffff',
} as const;

const font = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif";

/**
 * What inline styles cannot say: the dark, and narrow windows. Readers that drop style sheets show
 * the light page at 600 pixels or less, which is whole without this.
 */
const mailStyle = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0!important;padding:0!important}
@media (max-width:620px){.edge{padding-left:16px!important;padding-right:16px!important}
.outer{padding:0!important}.card{border-radius:0!important;border-left:0!important;border-right:0!important}
.stack{display:block!important;width:auto!important}}
@media (prefers-color-scheme:dark){
.paper{background:#141413!important}.card{background:#1f1f1d!important;border-color:#3a3935!important}
.ink{color:#ecebe6!important}.soft{color:#aaa79e!important}.rule{border-color:#3a3935!important}
.track{background:#33322e!important}.accent{color:#86b9f4!important}
.button{background:#86b9f4!important}.button a{color:#0d1b2a!important}}
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

/** Renders a mail: tables and inline styles, which all readers know; no picture is loaded. */
export const mailPage = async (page: MailPage): Promise<string> => {
  const { ink, soft, paper, card, line } = mailColours;
  const document = await html`<!doctype html>
<html lang="${page.language}" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${page.title}</title><style>${raw(mailStyle)}</style></head>
<body class="paper" style="margin:0;padding:0;background:${paper}">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${page.preview}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:${paper}"><tr>
<td class="outer" align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:${card};border:1px solid ${line};border-radius:12px">
<tr><td class="edge ink" style="padding:28px 32px 4px;font:700 24px/1.25 ${raw(font)};color:${ink}">${page.title}</td></tr>
${page.rows}
<tr><td class="edge soft" style="padding:20px 32px 26px;font:13px/1.5 ${raw(font)};color:${soft}">${page.footer}</td></tr>
</table></td></tr></table></body></html>`;
  return document.toString();
};

/** A paragraph. */
export const mailParagraph = (text: string | MailHtml, isSoft = false): MailHtml =>
  html`<tr><td class="edge ${isSoft ? 'soft' : 'ink'}" style="padding:8px 32px;font:${isSoft ? '14px' : '16px'}/1.5 ${raw(font)};color:${isSoft ? mailColours.soft : mailColours.ink}">${text}</td></tr>`;

/** A heading within the mail. */
export const mailHeading = (text: string): MailHtml =>
  html`<tr><td class="edge ink" style="padding:22px 32px 4px;font:700 17px/1.35 ${raw(font)};color:${mailColours.ink}">${text}</td></tr>`;

/** A link that looks like a button; the cell has the colour, since Outlook paints no links. */
export const mailButton = (label: string, url: string): MailHtml =>
  html`<tr><td class="edge" style="padding:14px 32px 10px"><table role="presentation" cellpadding="0" cellspacing="0"><tr>
<td class="button" style="background:${mailColours.accent};border-radius:8px"><a href="${url}" style="display:inline-block;padding:12px 22px;font:600 16px/1.2 ${raw(font)};color:${mailColours.onAccent};text-decoration:none">${label}</a></td>
</tr></table></td></tr>`;

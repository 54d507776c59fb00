import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** A piece of a page: what `html` makes, in which every text is escaped. */
export type Html = ReturnType<typeof html>;

/** A page that needs nothing but itself: one style sheet, no script, nothing from elsewhere. */
export interface HtmlPage {
  readonly language: string;
  readonly title: string;
  readonly style: string;
  readonly body: Html;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Renders the page once and gives what makes answers of it. Their policy lets a browser use the one
 * style sheet alone.
 */
export const renderPage = async (page: HtmlPage): Promise<() => Response> => {
  const styleHash = createHash('sha256').update(page.style).digest('base64');
  const document = await html`<!doctype html><html lang="${page.language}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${page.title}</title><style>${raw(page.style)}</style></head>
<body>${page.body}</body></html>`;
  const text = document.toString();
  const headers = {
    ...page.headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  };
  return () => new Response(text, { headers });
};

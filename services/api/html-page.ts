import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** A fragment made by `html`, which escapes every text in it. */
export type Html = ReturnType<typeof html>;

/** A self-contained page: one style sheet, no scripts, nothing loaded from elsewhere. */
export interface HtmlPage {
  readonly language: string;
  readonly title: string;
  readonly style: string;
  readonly body: Html;
  /** More for the head: what a chat shows beside a link. */
  readonly head?: Html;
  /** Default: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Renders a page once and returns a factory of responses with it. Their content security policy
 * allows nothing but the page's style sheet, by its hash.
 */
export const renderPage = async (page: HtmlPage): Promise<() => Response> => {
  const styleHash = createHash('sha256').update(page.style).digest('base64');
  const document = await html`<!doctype html><html lang="${page.language}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${page.title}</title>${page.head}<style>${raw(page.style)}</style></head>
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
  return () => new Response(text, { status: page.status ?? 200, headers });
};

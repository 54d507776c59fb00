import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/** A page beside the phones, in their looks. */
export const simulatorPage = (title: string, body: Html): Html => html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title} · Bauhaus Travel</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/phone/phone.css">
        <link rel="stylesheet" href="/phone/templates.css">
      </head>
      <body>
        ${body}
      </body>
    </html>`;

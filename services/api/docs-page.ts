import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refName, SchemaNode } from '#shared/json-schema.ts';
import { style } from './docs-style.ts';
import type { JsonObject } from './openapi.ts';
import { problemTypes } from './problem.ts';

const Content = z.record(
  z.string(),
  z.object({ schema: SchemaNode, example: z.unknown().optional() }),
);
const Operation = z.object({
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.unknown()),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.string(),
      required: z.boolean(),
      description: z.string().optional(),
      schema: SchemaNode,
    }),
  ),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: Content.optional() }),
  ),
});
type Operation = z.infer<typeof Operation>;
const Document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), SchemaNode) }),
});

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
/** Text with `code` in it. */
const prose = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const typeOf = (node: SchemaNode): string => {
  if (node.$ref) return `<a href="#schema-${refName(node.$ref)}">${refName(node.$ref)}</a>`;
  if (node.enum)
    return node.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' ');
  if (node.anyOf) return node.anyOf.map(typeOf).join(' or ');
  if (node.items) return `list of ${typeOf(node.items)}`;
  return escapeHtml(
    [node.type].flat().join(' or ') + (node.format ? ` (${node.format})` : '') || 'anything',
  );
};
const row = (name: string, node: SchemaNode, required: boolean, note = node.description): string =>
  `<tr><th scope="row"><code>${escapeHtml(name)}</code>${required ? '<b title="required"> *</b>' : ''}</th><td>${typeOf(node)}${
    node.default === undefined
      ? ''
      : ` <small>default <code>${escapeHtml(JSON.stringify(node.default))}</code></small>`
  }</td><td>${prose(note ?? '')}</td></tr>`;
const table = (rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<div class="wide"><table>${rows.join('')}</table></div>`;
const fields = (node: SchemaNode): string =>
  table(
    Object.entries(node.properties ?? {}).map(([name, field]) =>
      row(name, field, node.required?.includes(name) ?? false),
    ),
  );

const bodyPart = (operation: Operation): string => {
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (!type || !content) return '';
  const example =
    content.example === undefined
      ? ''
      : `<pre>${escapeHtml(JSON.stringify(content.example, null, 2))}</pre>`;
  return `<h4>Body <small>${escapeHtml(type)}</small></h4><p>${typeOf(content.schema)}</p>${example}`;
};

const operationPart = (path: string, method: string, operation: Operation): string => {
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema;
    return `<tr><th scope="row"><code>${status}</code></th><td>${schema ? typeOf(schema) : ''}</td><td>${prose(description)}</td></tr>`;
  });
  const parameters = operation.parameters.map((p) =>
    row(p.name, p.schema, p.required, [p.in, p.description].filter(Boolean).join(': ')),
  );
  return `<details><summary><b class="method ${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code> <span>${prose(operation.summary)}</span></summary>
<div class="inside">${operation.description ? `<p>${prose(operation.description)}</p>` : ''}${operation.security.length > 0 ? '' : '<p><small>No API key.</small></p>'}
${parameters.length > 0 ? `<h4>Parameters</h4>${table(parameters)}` : ''}${bodyPart(operation)}<h4>Answers</h4>${table(answers)}</div></details>`;
};

const curl = (server: string): string => `curl ${server}/trips \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"clientName":"Ana Ruiz","whatsapp":"+54 9 11 5555 0100","flightNumber":"BA820",
       "originIata":"LHR","destinationIata":"CPH","departure":"2027-03-03T16:20"}'`;

/** The OpenAPI document as a page that needs nothing but itself: no script, nothing from elsewhere. */
export const docsPage = (source: JsonObject): { readonly response: () => Response } => {
  const { info, servers, tags, paths, components } = Document.parse(source);
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      tag: operation.tags[0],
      html: operationPart(path, method, operation),
    })),
  );
  const sections = tags.map(
    ({ name }) =>
      `<section id="${escapeHtml(name)}"><h2>${escapeHtml(name)}</h2>${operations
        .filter(({ tag }) => tag === name)
        .map(({ html }) => html)
        .join('')}</section>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, node]) =>
      `<article id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3><p>${prose(node.description ?? '')}</p>${node.properties ? fields(node) : `<p>${typeOf(node)}</p>`}</article>`,
  );
  const problems = Object.entries(problemTypes).map(
    ([name, { status, title, help }]) =>
      `<article id="${name}"><h3><code>${status}</code> ${escapeHtml(title)}</h3><p>${prose(help)}</p></article>`,
  );
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(info.title)} API</title><style>${style}</style></head><body>
<header><h1>${escapeHtml(info.title)} <small>API ${escapeHtml(info.version)}</small></h1><p>${prose(info.description)}</p>
<nav>${tags.map(({ name }) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`).join('')}<a href="#schemas">Schemas</a><a href="#problems">Problems</a><a href="/openapi.json">OpenAPI</a></nav></header>
<main><pre>${escapeHtml(curl(servers[0]?.url ?? ''))}</pre>${sections.join('')}
<section id="schemas"><h2>Schemas</h2>${schemas.join('')}</section><section id="problems"><h2>Problems</h2>${problems.join('')}</section></main></body></html>`;
  const hash = createHash('sha256').update(style).digest('base64');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  };
  return { response: () => new Response(html, { headers }) };
};

import { html } from 'hono/html';
import { z } from 'zod';
import { refName, SchemaNode } from '#shared/json-schema.ts';
import { style } from './docs-style.ts';
import { type Html, renderPage } from './html-page.ts';
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

/** Text whose parts in backticks are shown as code. */
const withCode = (text: string): readonly (string | Html)[] =>
  text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));

const typeOf = (node: SchemaNode): Html => {
  if (node.$ref) return html`<a href="#schema-${refName(node.$ref)}">${refName(node.$ref)}</a>`;
  if (node.enum) return html`${node.enum.map((value) => html`<code>${String(value)}</code> `)}`;
  if (node.anyOf) {
    const [first, ...others] = node.anyOf.map(typeOf);
    return html`${first}${others.map((other) => html` or ${other}`)}`;
  }
  if (node.items) return html`list of ${typeOf(node.items)}`;
  const types = [node.type].flat().join(' or ');
  return html`${types + (node.format ? ` (${node.format})` : '') || 'anything'}`;
};

interface Row {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly required: boolean;
  readonly description: string | undefined;
}
const row = ({ name, schema, required, description }: Row): Html => {
  const defaultValue = schema.default;
  return html`<tr>
<th scope="row"><code>${name}</code>${required && html`<b title="required"> *</b>`}</th>
<td>${typeOf(schema)}${
    defaultValue !== undefined &&
    html` <small>default <code>${JSON.stringify(defaultValue)}</code></small>`
  }</td>
<td>${withCode(description ?? '')}</td></tr>`;
};
const table = (rows: readonly Html[]): Html =>
  rows.length === 0 ? html`` : html`<div class="wide"><table>${rows}</table></div>`;
const propertyTable = (node: SchemaNode): Html =>
  table(
    Object.entries(node.properties ?? {}).map(([name, schema]) =>
      row({
        name,
        schema,
        required: node.required?.includes(name) ?? false,
        description: schema.description,
      }),
    ),
  );

const bodyPart = ({ requestBody }: Operation): Html =>
  html`${Object.entries(requestBody?.content ?? {})
    .slice(0, 1)
    .map(
      ([type, { schema, example }]) => html`<h4>Body <small>${type}</small></h4>
<p>${typeOf(schema)}</p>
${example !== undefined && html`<pre>${JSON.stringify(example, null, 2)}</pre>`}`,
    )}`;

const operationPart = (path: string, method: string, operation: Operation): Html => {
  const responses = Object.entries(operation.responses).map(
    ([status, { description, content }]) => {
      const schema = Object.values(content ?? {})[0]?.schema;
      return html`<tr><th scope="row"><code>${status}</code></th>
<td>${schema && typeOf(schema)}</td><td>${withCode(description)}</td></tr>`;
    },
  );
  const parameters = operation.parameters.map((parameter) =>
    row({
      ...parameter,
      description: [parameter.in, parameter.description].filter(Boolean).join(': '),
    }),
  );
  return html`<details>
<summary><b class="method ${method}">${method.toUpperCase()}</b>
<code>${path}</code> <span>${withCode(operation.summary)}</span></summary>
<div class="inside">${operation.description && html`<p>${withCode(operation.description)}</p>`}
${operation.security.length === 0 && html`<p><small>No API key.</small></p>`}
${parameters.length > 0 && html`<h4>Parameters</h4>${table(parameters)}`}
${bodyPart(operation)}<h4>Responses</h4>${table(responses)}</div></details>`;
};

const curlExample = (server: string): string => `curl ${server}/trips \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"clientName":"Ana Ruiz","whatsapp":"+54 9 11 5555 0100","flightNumber":"BA820",
       "originIata":"LHR","destinationIata":"CPH","departure":"2027-03-03T16:20"}'`;

/** The OpenAPI document as a self-contained page. */
export const docsPage = (source: JsonObject): Promise<() => Response> => {
  const { info, servers, tags, paths, components } = Document.parse(source);
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      tag: operation.tags[0],
      part: operationPart(path, method, operation),
    })),
  );
  const sections = tags.map(({ name }) => {
    const parts = operations.filter(({ tag }) => tag === name).map(({ part }) => part);
    return html`<section id="${name}"><h2>${name}</h2>${parts}</section>`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, node]) => html`<article id="schema-${name}"><h3>${name}</h3>
<p>${withCode(node.description ?? '')}</p>
${node.properties ? propertyTable(node) : html`<p>${typeOf(node)}</p>`}</article>`,
  );
  const problems = Object.entries(problemTypes).map(
    ([name, { status, title, help }]) => html`<article id="${name}">
<h3><code>${status}</code> ${title}</h3><p>${withCode(help)}</p></article>`,
  );
  const body = html`<header><h1>${info.title} <small>API ${info.version}</small></h1>
<p>${withCode(info.description)}</p>
<nav>${tags.map(({ name }) => html`<a href="#${name}">${name}</a>`)}<a href="#schemas">Schemas</a>
<a href="#problems">Problems</a><a href="/openapi.json">OpenAPI</a></nav></header>
<main><pre>${curlExample(servers[0]?.url ?? '')}</pre>${sections}
<section id="schemas"><h2>Schemas</h2>${schemas}</section>
<section id="problems"><h2>Problems</h2>${problems}</section></main>`;
  return renderPage({ language: 'en', title: `${info.title} API`, style, body });
};

import type { ApiDependencies } from '#services/api/dependencies.ts';
import { noBudget } from '#services/api/limits.ts';
import { openApiDocument } from '#services/api/openapi.ts';
import { routesOf } from '#services/api/routes/all.ts';

type Node = { readonly [name: string]: unknown };
const node = (value: unknown): Node => Object(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);
const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
const union = (members: readonly string[]): string => [...new Set(members)].join(' | ');
const grouped = (text: string): string => (/ [|&] /.test(text) ? `(${text})` : text);

/** zod's schema of any JSON, which refers to itself, has no name of ours. */
const isAnyJson = (name: string): boolean => name.startsWith('__');

const typeNamed = (name: unknown, schema: Node): string => {
  switch (name) {
    case 'string':
    case 'boolean':
    case 'null':
      return name;
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const places = list(schema['prefixItems']);
      return places.length > 0
        ? `[${places.map(typeOf).join(', ')}]`
        : `${grouped(typeOf(schema['items']))}[]`;
    }
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
};

const objectType = (schema: Node): string => {
  const required = new Set(list(schema['required']));
  const fields = Object.entries(node(schema['properties'])).map(
    ([name, field]) => `${quoted(name)}${required.has(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  if (fields.length > 0) return `{ ${fields.join('; ')} }`;
  const others = schema['additionalProperties'];
  return typeof others === 'object'
    ? `{ [name: string]: ${typeOf(others)} }`
    : '{ [name: string]: unknown }';
};

/** A schema of the OpenAPI document as a TypeScript type. */
const typeOf = (value: unknown): string => {
  const schema = node(value);
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.split('/').pop() ?? '';
    return isAnyJson(name) ? 'unknown' : `components['schemas']['${name}']`;
  }
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal));
  const either = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (either.length > 0) return union(either.map((one) => grouped(typeOf(one))));
  const all = list(schema['allOf']);
  if (all.length > 0) return all.map((one) => grouped(typeOf(one))).join(' & ');
  const { type } = schema;
  return Array.isArray(type)
    ? union(type.map((name) => typeNamed(name, schema)))
    : typeNamed(type, schema);
};

const places = ['query', 'header', 'path', 'cookie'];

const parametersIn = (operation: Node, place: string): string => {
  const found = list(operation['parameters'])
    .map(node)
    .filter((parameter) => parameter['in'] === place);
  if (found.length === 0) return `${place}?: never`;
  const isNeeded = found.some(({ required }) => required === true);
  const fields = found.map(
    ({ name, required, schema }) =>
      `${quoted(String(name))}${required === true ? '' : '?'}: ${typeOf(schema)}`,
  );
  return `${place}${isNeeded ? '' : '?'}: { ${fields.join('; ')} }`;
};

const contentType = (content: unknown): string => {
  const types = Object.entries(node(content)).map(([type, described]) => {
    const { schema } = node(described);
    const isRead = /json$/.test(type) || Object.keys(node(schema)).length > 0;
    return `'${type}': ${isRead ? typeOf(schema) : 'string'}`;
  });
  return types.length === 0 ? 'content?: never' : `content: { ${types.join('; ')} }`;
};

const operationType = (operation: Node): string => {
  const body = node(operation['requestBody'])['content'];
  const responses = Object.entries(node(operation['responses'])).flatMap(([status, response]) =>
    Number(status) < 400
      ? [`${status}: { headers: Headers; ${contentType(node(response)['content'])} }`]
      : [],
  );
  const parameters = places.map((place) => parametersIn(operation, place));
  return [
    `{ parameters: { ${parameters.join('; ')} }`,
    body === undefined ? 'requestBody?: never' : `requestBody: { ${contentType(body)} }`,
    `responses: { ${responses.join('; ')}; default: Refused } }`,
  ].join('; ');
};

/** The document of what the API answers everywhere, without what an engine adds. */
const document = (): Node => {
  // The routes are only described here: nothing of what they would need is there.
  // What only some engines have is described too: where it is not, the API answers 404.
  const nothing: ApiDependencies = JSON.parse(
    '{"twilio":{"publicBaseUrl":"https://api.example"},"replayTrips":{},"putBack":{}}',
  );
  return openApiDocument(routesOf(nothing, noBudget), 'https://api.example');
};

/**
 * The types by which the console calls the API, in the form that openapi-fetch reads. Of
 * openapi-typescript they are the part that our document needs; that package wants TypeScript 5.
 */
export const consoleSchema = (): string => {
  const openApi = document();
  const paths = Object.entries(node(openApi['paths'])).map(([path, operations]) => {
    const methods = Object.entries(node(operations)).map(
      ([method, operation]) => `    ${method}: ${operationType(node(operation))};`,
    );
    return `  '${path}': {\n${methods.join('\n')}\n  };`;
  });
  const schemas = Object.entries(node(node(openApi['components'])['schemas'])).flatMap(
    ([name, schema]) => (isAnyJson(name) ? [] : [`    ${quoted(name)}: ${typeOf(schema)};`]),
  );
  return `// Written by \`npm run docs:console\` from the routes; a test compares it with them.

type Headers = { [name: string]: unknown };
type Refused = {
  headers: Headers;
  content: { 'application/problem+json': components['schemas']['Problem'] };
};

export interface paths {
${paths.join('\n')}
}

export interface components {
  schemas: {
${schemas.join('\n')}
  };
}
`;
};

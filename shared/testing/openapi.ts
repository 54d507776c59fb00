import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

type Schema = { readonly [keyword: string]: unknown };

/** Validates a value; each problem is one line. */
export type Check = (value: unknown) => readonly string[];

/** A published description of an API that we call or imitate, to validate its messages. */
export interface ApiSpec {
  /** Validates a response; `path` as the description writes it. */
  response(method: string, path: string, status: number): Check;
  /**
   * Validates a request. `lenient` ignores `required`, for descriptions that are known to require
   * too much.
   */
  request(method: string, path: string, options?: { readonly lenient?: boolean }): Check;
  /** Validates against any schema of the description, by its path. */
  at(...keys: readonly string[]): Check;
}

const specsFolder = join(import.meta.dirname, '../../../shared/specs');

/** Whether the descriptions, which are not part of the project, are there; tests skip without. */
export const hasSpecs = existsSync(specsFolder);

/** `describe` for tests that need the published descriptions; reports why they are skipped. */
export const describeWithSpecs = (name: string, tests: () => void): void => {
  if (!hasSpecs) process.stderr.write(`skipped: "${name}", since ${specsFolder} is absent\n`);
  (hasSpecs ? describe : describe.skip)(name, tests);
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const formats = {
  'date-time': (text: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
  'date-time-rfc-2822': (text: string) =>
    /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/.test(text),
  date: (text: string) => /^\d{4}-\d\d-\d\d$/.test(text),
};

/**
 * Converts OpenAPI schemas to JSON Schema 2020-12 without additional properties: `nullable` becomes
 * a type, and an unknown field is an error, so that a misspelt one cannot pass. Objects without
 * named properties stay open.
 */
const closedWorld = (document: Schema, root: Schema, lenient: boolean): Schema => {
  const definitions: Record<string, unknown> = {};
  const resolve = (reference: string): unknown =>
    reference
      .replace('#/', '')
      .split('/')
      .reduce<unknown>(
        (node, key) =>
          isSchema(node) ? node[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
        document,
      );

  const convert = (value: unknown, open: boolean): unknown => {
    if (!isSchema(value)) return value;
    const reference = value['$ref'];
    if (typeof reference === 'string') {
      const name = `${reference.replaceAll(/[^\w.]/g, '_')}${open ? '.open' : ''}`;
      if (!(name in definitions)) {
        definitions[name] = true;
        definitions[name] = convert(resolve(reference), open);
      }
      return { $ref: `#/$defs/${name}` };
    }
    // The recursion of an older draft; none of our requests uses such a schema.
    if ('$recursiveRef' in value) return true;
    const { nullable, required, $recursiveAnchor: _, ...rest } = value;
    const list = (key: string, membersOpen: boolean): Record<string, unknown> =>
      Array.isArray(rest[key])
        ? { [key]: rest[key].map((member: unknown) => convert(member, membersOpen)) }
        : {};
    const named = isSchema(rest['properties']) || Array.isArray(rest['allOf']);
    const result: Record<string, unknown> = {
      ...rest,
      ...(Array.isArray(required) && !lenient ? { required } : {}),
      ...(isSchema(rest['properties'])
        ? {
            properties: Object.fromEntries(
              Object.entries(rest['properties']).map(([key, property]) => [
                key,
                convert(property, false),
              ]),
            ),
          }
        : {}),
      ...('items' in rest ? { items: convert(rest['items'], false) } : {}),
      ...(isSchema(rest['additionalProperties'])
        ? { additionalProperties: convert(rest['additionalProperties'], false) }
        : {}),
      ...list('allOf', true),
      ...list('anyOf', named),
      ...list('oneOf', named),
      ...(named && !open && !('additionalProperties' in rest)
        ? { unevaluatedProperties: false }
        : {}),
    };
    if (nullable !== true) return result;
    if (typeof result['type'] !== 'string') return { anyOf: [result, { type: 'null' }] };
    return {
      ...result,
      type: [result['type'], 'null'],
      ...(Array.isArray(result['enum']) ? { enum: [...result['enum'], null] } : {}),
    };
  };
  const converted = convert(root, false);
  return { ...(isSchema(converted) ? converted : {}), $defs: definitions };
};

/** For tests that are collected but skipped, since the folder is absent. */
const unavailable: Check = () => {
  throw new Error('the API descriptions are absent: such a test has to be skipped');
};

/** Reads a published description, JSON or YAML. */
export const apiSpec = (file: string): ApiSpec => {
  if (!existsSync(specsFolder))
    return { response: () => unavailable, request: () => unavailable, at: () => unavailable };
  const text = readFileSync(join(specsFolder, file), 'utf8');
  const document: unknown = file.endsWith('.json') ? JSON.parse(text) : parse(text);
  if (!isSchema(document)) throw new Error(`${file} is not a description of an API`);
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, formats });

  const check = (keys: readonly string[], lenient = false): Check => {
    const schema = keys.reduce<unknown>(
      (node, key) => (isSchema(node) ? node[key] : undefined),
      document,
    );
    if (!isSchema(schema)) throw new Error(`${file} has nothing at ${keys.join(' > ')}`);
    const validate = ajv.compile(closedWorld(document, schema, lenient));
    return (value) =>
      validate(value)
        ? []
        : (validate.errors ?? []).map(
            ({ instancePath, message, params }) =>
              `${instancePath || '/'} ${message ?? ''} ` +
              JSON.stringify(Object.values(params)[0] ?? ''),
          );
  };
  const contentKey = (keys: readonly string[]): string => {
    const content = keys.reduce<unknown>(
      (node, key) => (isSchema(node) ? node[key] : undefined),
      document,
    );
    return (isSchema(content) ? Object.keys(content)[0] : undefined) ?? 'application/json';
  };
  const inBody = (keys: readonly string[], lenient?: boolean): Check =>
    check([...keys, contentKey(keys), 'schema'], lenient);
  return {
    response: (method, path, status) =>
      inBody(['paths', path, method, 'responses', String(status), 'content']),
    request: (method, path, options) =>
      inBody(['paths', path, method, 'requestBody', 'content'], options?.lenient),
    at: (...keys) => check(keys),
  };
};

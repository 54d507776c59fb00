import { z } from 'zod';
import { type ProblemName, problemTypes } from './problem.ts';
import type { AnswerDoc, Route } from './route.ts';

/** JSON as the documents are made of it. */
export type JsonObject = { readonly [name: string]: unknown };

const ProblemSchema = z
  .object({
    type: z.string().describe('A link to what this kind of problem means.'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().describe('JSON pointer into the body.'),
          parameter: z.string().optional().describe('Query parameter.'),
          header: z.string().optional(),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional()
      .describe('Each thing that is wrong, and where.'),
    tripId: z.uuid().optional().describe('The trip that stands in the way.'),
    instance: z.string().optional().describe('Names this occurrence, for the operator.'),
  })
  .meta({ id: 'Problem', description: 'What is wrong (RFC 9457).' });

const groupBy = <T, K>(
  items: readonly T[],
  keyOf: (item: T) => K,
): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

/** Turns zod schemas into OpenAPI schemas; those with an id become components. */
const schemaWriter = () => {
  const components = new Map<string, unknown>();
  // The patterns that zod adds to a format say nothing that the format does not, at great length.
  const tidy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(tidy);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(
      ([name]) => name !== '$schema' && !(name === 'pattern' && 'format' in value),
    );
    return Object.fromEntries(
      entries.map(([name, inner]) => [
        name,
        name === '$ref' && typeof inner === 'string'
          ? inner.replace('#/$defs/', '#/components/schemas/')
          : tidy(inner),
      ]),
    );
  };
  const write = (schema: z.ZodType): unknown => {
    const { $defs = {}, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    for (const [name, definition] of Object.entries($defs)) components.set(name, tidy(definition));
    const id = schema.meta()?.id;
    if (id === undefined || '$ref' in json) return tidy(json);
    components.set(id, tidy(json));
    return { $ref: `#/components/schemas/${id}` };
  };
  return { components, write };
};

const parameters = (
  write: (schema: z.ZodType) => unknown,
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
) =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name: place === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
    in: place,
    required: place === 'path',
    ...(field instanceof z.ZodType && {
      schema: write(field),
      ...(field.description && { description: field.description }),
    }),
  }));

/**
 * The OpenAPI 3.1 document of the routes: made of what they check, so it cannot say anything else.
 */
export const openApiDocument = (routes: readonly Route[], serverUrl: string): JsonObject => {
  const { components, write } = schemaWriter();
  const answer = ({
    description,
    schema,
    contentType = 'application/json',
    headers,
  }: AnswerDoc) => ({
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...((schema || contentType !== 'application/json') && {
      content: { [contentType]: { schema: schema ? write(schema) : {} } },
    }),
  });
  const problem = write(ProblemSchema);
  const problemAnswers = (names: readonly ProblemName[]) => {
    const byStatus = groupBy(names, (name) => problemTypes[name].status);
    return [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((name) => problemTypes[name].title).join('; '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]);
  };
  const operation = (route: Route) => ({
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: route.secured ? [{ apiKey: [] }] : [],
    parameters: [
      ...parameters(write, 'path', route.params),
      ...parameters(write, 'query', route.query),
      ...parameters(write, 'header', route.headers),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          (route.bodyTypes ?? ['application/json']).map((type) => [
            type,
            {
              schema: route.body && write(route.body),
              ...(route.example !== undefined && { example: route.example }),
            },
          ]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, doc]) => [status, answer(doc)]),
      ),
      ...Object.fromEntries(
        problemAnswers([
          ...route.problems,
          ...(route.secured ? (['unauthorized', 'too-many-requests'] as const) : []),
        ]),
      ),
    },
  });
  const byPath = groupBy(routes, (route) => route.path);
  const paths = Object.fromEntries(
    [...byPath].map(([path, all]) => [
      path,
      Object.fromEntries(all.map((route) => [route.method.toLowerCase(), operation(route)])),
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bauhaus Travel',
      version: '1.0.0',
      description:
        'Book a trip, and the traveller is looked after over WhatsApp. Every answer that ' +
        'says no is a problem document (RFC 9457) that names what is wrong and where.',
    },
    servers: [{ url: serverUrl }],
    tags: [
      'Trips',
      'Itineraries',
      'Places',
      'Documents',
      'Conversations',
      'Tasks',
      'Settings',
      'Webhooks',
      'Service',
    ].map((name) => ({
      name,
    })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'The API key of an agency.' },
      },
    },
  };
};

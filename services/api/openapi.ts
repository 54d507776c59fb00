import { z } from 'zod';
import { type ProblemName, problemTypes } from './problem.ts';
import { type Access, type ResponseDoc, type Route, tags } from './route.ts';
import { operatorCookieName, sessionCookieName } from './session.ts';

/** A JSON object. */
export type JsonObject = { readonly [name: string]: unknown };

const ProblemSchema = z
  .object({
    type: z.string().describe('A link to the documentation of this kind of problem.'),
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
      .describe('What is wrong, field by field.'),
    tripId: z.uuid().optional().describe('The trip that the request conflicts with.'),
    journeyId: z.uuid().optional().describe('The journey that the request conflicts with.'),
    instance: z.string().optional().describe('The id of this occurrence, for the operator.'),
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

/** Converts zod schemas to OpenAPI schemas; those with an id become components. */
const schemaWriter = () => {
  const components = new Map<string, unknown>();
  // zod adds a long pattern to each format, which would only repeat it.
  const tidy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(tidy);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(
      ([name]) => name !== '$schema' && !(name === 'pattern' && 'format' in value),
    );
    return Object.fromEntries(
      entries.map(([name, child]) => [
        name,
        name === '$ref' && typeof child === 'string'
          ? child.replace('#/$defs/', '#/components/schemas/')
          : tidy(child),
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
  location: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
) =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name:
      location === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
    in: location,
    required: location === 'path',
    ...(field instanceof z.ZodType && {
      schema: write(field),
      ...(field.description && { description: field.description }),
    }),
  }));

/** Bearer schemes may name the scopes that a key needs (OpenAPI 3.1). */
const securityOf = (access: Access): readonly JsonObject[] => {
  switch (access) {
    case 'public':
      return [];
    case 'operator':
      return [{ operatorKey: [] }, { operatorSession: [] }];
    case 'member':
      return [{ session: [] }];
    case 'agency':
      return [{ apiKey: [] }, { session: [] }];
    default:
      return [{ apiKey: [access] }, { session: [] }];
  }
};

const problemsOfMembers = ['signed-out', 'role-may-not', 'foreign-page'] as const;
const problemsOfKeys = ['key-expired', 'key-revoked', 'out-of-scope'] as const;

const accessProblems = (access: Access): readonly ProblemName[] => {
  switch (access) {
    case 'public':
      return [];
    case 'operator':
      return ['unauthorized', 'signed-out', 'foreign-page', 'too-many-requests'];
    case 'member':
      return [
        'unauthorized',
        'members-only',
        ...problemsOfMembers,
        'agency-suspended',
        'too-many-requests',
      ];
    default:
      return [
        'unauthorized',
        ...problemsOfKeys,
        ...problemsOfMembers,
        'agency-suspended',
        'too-many-requests',
      ];
  }
};

/** The OpenAPI 3.1 document of the routes, made of the schemas that they check. */
export const openApiDocument = (routes: readonly Route[], serverUrl: string): JsonObject => {
  const { components, write } = schemaWriter();
  const response = ({
    description,
    schema,
    contentType = 'application/json',
    headers,
  }: ResponseDoc) => ({
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
  const problemSchema = write(ProblemSchema);
  const problemResponses = (names: readonly ProblemName[]) => {
    const byStatus = groupBy(names, (name) => problemTypes[name].status);
    return [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((name) => problemTypes[name].title).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]);
  };
  const operation = (route: Route) => ({
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: securityOf(route.access),
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
        Object.entries(route.responses).map(([status, doc]) => [status, response(doc)]),
      ),
      ...Object.fromEntries(
        problemResponses([
          ...route.problems,
          ...(route.body ? (['request-timeout'] as const) : []),
          ...accessProblems(route.access),
        ]),
      ),
    },
  });
  const byPath = groupBy(routes, (route) => route.path);
  const paths = Object.fromEntries(
    [...byPath].map(([path, pathRoutes]) => [
      path,
      Object.fromEntries(pathRoutes.map((route) => [route.method.toLowerCase(), operation(route)])),
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bauhaus Travel',
      version: '1.0.0',
      description:
        'Book a trip, and the traveller is looked after over WhatsApp. Every refusal is a ' +
        'problem document (RFC 9457) that names what is wrong and where.',
    },
    servers: [{ url: serverUrl }],
    tags: tags.filter((name) => routes.some(({ tag }) => tag === name)).map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'The API key of an agency.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName,
          description: 'The session of a member; their role says what they may do.',
        },
        ...(routes.some(({ access }) => access === 'operator') && {
          operatorKey: { type: 'http', scheme: 'bearer', description: 'The key of the operator.' },
          operatorSession: {
            type: 'apiKey',
            in: 'cookie',
            name: operatorCookieName,
            description: 'The session of somebody who operates the platform.',
          },
        }),
      },
    },
  };
};

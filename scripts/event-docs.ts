import { z } from 'zod';
import { ownSource } from '#shared/adapters/aws/queue-message.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { refName, SchemaNode } from '#shared/json-schema.ts';

type Definition = (typeof catalogue)[number];

const envelopeExample = {
  id: '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b01',
  time: '2027-03-03T13:00:05.000Z',
  agencyId: '5d1f0c3e-7b62-4c8f-8f0a-2b9d4e6a7c02',
  tripId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
  correlationId: '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b01',
  causationId: null,
};

const fileName = (definition: Definition): string => `${definition.name}.v${definition.version}`;

/** A whole event: an envelope around the catalogue's example. */
export const exampleOf = (definition: Definition): Readonly<Record<string, unknown>> => {
  // A requested booking has no trip yet, and events for the flight tracker alone have no agency.
  const hasTrip = definition.subscribers.some(
    (subscriber) => subscriber === 'notifications' || subscriber === 'concierge',
  );
  const hasAgency = definition.subscribers.some((subscriber) => subscriber !== 'flight-tracker');
  return {
    ...envelopeExample,
    agencyId: hasAgency ? envelopeExample.agencyId : null,
    tripId: hasTrip ? envelopeExample.tripId : null,
    type: definition.name,
    version: definition.version,
    data: definition.example,
  };
};

/** The JSON Schema (draft 2020-12) of an event as a publisher may send it. */
export const jsonSchemaOf = (definition: Definition): unknown =>
  z.toJSONSchema(definition.schema, { io: 'input', unrepresentable: 'any' });

const typeOf = (node: SchemaNode): string => {
  if (node.$ref) return refName(node.$ref);
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.anyOf) return node.anyOf.map(typeOf).join(' or ');
  if (node.items) return `list of ${typeOf(node.items)}`;
  return node.format ?? ([node.type].flat().join(' or ') || 'anything');
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Table rows, one for each field; referenced schemas are expanded in place. */
const rows = (
  node: SchemaNode,
  defs: Readonly<Record<string, SchemaNode>>,
  prefix = '',
): string[] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const target = field.$ref
      ? defs[refName(field.$ref)]
      : (field.anyOf?.find((option) => option.properties) ?? field);
    const optional = node.required?.includes(name) ? '' : '?';
    const description =
      field.description ?? (target?.properties ? '' : (target?.description ?? ''));
    return [
      `| \`${path}\`${optional} | ${cell(typeOf(field))} | ${cell(description)} |`,
      ...(target ? rows(target, defs, `${path}.`) : []),
    ];
  });

const table = (lines: readonly string[]): string =>
  ['| field | type | |', '|---|---|---|', ...lines].join('\n');
const list = (parties: readonly string[]): string => parties.join(', ');

const section = (definition: Definition): string => {
  const schema = SchemaNode.parse(jsonSchemaOf(definition));
  const root = schema.$ref ? schema.$defs?.[refName(schema.$ref)] : schema;
  const data = root?.properties?.['data'];
  const inner = data?.$ref ? schema.$defs?.[refName(data.$ref)] : data;
  return `## ${definition.name}

${definition.description}

- Version ${definition.version}, [JSON Schema](events/${fileName(definition)}.json)
- Producers: ${list(definition.producers)}
- Subscribers: ${list(definition.subscribers)}

${table(inner ? rows(inner, schema.$defs ?? {}) : [])}

\`\`\`json
${JSON.stringify(definition.example, null, 2)}
\`\`\``;
};

const overviewRow = ({ name, description, producers, subscribers }: Definition): string => {
  const link = `[${name}](#${name.toLowerCase()})`;
  return `| ${[link, cell(description), list(producers), list(subscribers)].join(' | ')} |`;
};

const generatedNotice =
  '<!-- Generated from shared/events by `npm run docs:events`; do not edit. -->';

const page = (): string => {
  const [first] = catalogue;
  const schema = SchemaNode.parse(jsonSchemaOf(first));
  const root = schema.$ref ? schema.$defs?.[refName(schema.$ref)] : schema;
  const { data: _, ...fields } = root?.properties ?? {};
  const envelope = {
    ...root,
    properties: {
      ...fields,
      type: { type: 'string', description: 'The name of the event.' },
      version: {
        type: 'integer',
        description: 'Of the shape of `data`; another shape is another version.',
      },
    },
  };
  return `${generatedNotice}
# Events

Events are facts in the past tense. They may arrive twice, late and in any order; an event's \`id\`
never changes, so a subscriber that has taken it once ignores it the next time.
Except for \`TripBookingReceived\` they carry ids and facts, never personal data.
A field with \`?\` may be absent.

| event | what happened | producers | subscribers |
|---|---|---|---|
${catalogue.map(overviewRow).join('\n')}

## The envelope

Every event has these fields around its \`data\`.

${table(rows(envelope, schema.$defs ?? {}))}

${catalogue.map(section).join('\n\n')}
`;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The source under which an event is on the bus; that of bookings ends with the agency's id. */
const sourceOf = ({ producers }: Definition): object =>
  producers.some((party) => party === 'outside')
    ? { pattern: '^bauhaus\\.agency\\.[0-9a-f-]{36}$' }
    : { enum: [ownSource] };

/**
 * The schema of an event as the bus delivers it, for the schema registry of EventBridge, which
 * takes draft 4 of JSON Schema.
 */
export const registrySchemaOf = (definition: Definition): unknown => {
  const {
    $schema,
    definitions = {},
    ...detail
  } = z.toJSONSchema(definition.schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-4',
  });
  return {
    $schema,
    definitions,
    title: fileName(definition),
    type: 'object',
    required: ['detail-type', 'source', 'detail'],
    properties: {
      'detail-type': { type: 'string', enum: [definition.name] },
      source: { type: 'string', ...sourceOf(definition) },
      detail,
    },
  };
};

/** The text of every generated file of docs/, by path. */
export const eventDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/events.md', page()],
    ...catalogue.map((definition): [string, string] => [
      `docs/events/${fileName(definition)}.json`,
      json(jsonSchemaOf(definition)),
    ]),
    // Timers fire into queues, and are never on the bus.
    ...catalogue
      .filter((definition) => !('timer' in definition && definition.timer))
      .map((definition): [string, string] => [
        `docs/schemas/${fileName(definition)}.json`,
        json(registrySchemaOf(definition)),
      ]),
  ]);

/** A fixture for each version of each event, by path; once written it is never changed. */
export const eventFixtures = (): ReadonlyMap<string, string> =>
  new Map(
    catalogue.map((definition): [string, string] => [
      `shared/events/fixtures/${fileName(definition)}.json`,
      json(exampleOf(definition)),
    ]),
  );

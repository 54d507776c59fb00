import { z } from 'zod';
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

const fileName = (d: Definition): string => `${d.name}.v${d.version}`;

/** A whole event as it travels, with the example of the catalogue in it. */
export const exampleOf = (d: Definition): Readonly<Record<string, unknown>> => {
  // A booking that has yet to be made has no trip; what only the flight tracker hears is of nobody's trip.
  const ofTrip = d.subscribers.some(
    (subscriber) => subscriber === 'notifications' || subscriber === 'concierge',
  );
  const ofAgency = d.subscribers.some((subscriber) => subscriber !== 'flight-tracker');
  return {
    ...envelopeExample,
    agencyId: ofAgency ? envelopeExample.agencyId : null,
    tripId: ofTrip ? envelopeExample.tripId : null,
    type: d.name,
    version: d.version,
    data: d.example,
  };
};

/** The JSON Schema of an event, draft 2020-12: what a publisher may send. */
export const jsonSchemaOf = (d: Definition): unknown =>
  z.toJSONSchema(d.schema, { io: 'input', unrepresentable: 'any' });

const typeOf = (node: SchemaNode): string => {
  if (node.$ref) return refName(node.$ref);
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.anyOf) return node.anyOf.map(typeOf).join(' or ');
  if (node.items) return `list of ${typeOf(node.items)}`;
  return node.format ?? ([node.type].flat().join(' or ') || 'anything');
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Rows of a table, one for each field; what a field refers to is shown in place, since a reader has one page. */
const rows = (
  node: SchemaNode,
  defs: Readonly<Record<string, SchemaNode>>,
  prefix = '',
): string[] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const target = field.$ref
      ? defs[refName(field.$ref)]
      : (field.anyOf?.find((one) => one.properties) ?? field);
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
const people = (parties: readonly string[]): string => parties.join(', ');

const section = (d: Definition): string => {
  const schema = SchemaNode.parse(jsonSchemaOf(d));
  const root = schema.$ref ? schema.$defs?.[refName(schema.$ref)] : schema;
  const data = root?.properties?.['data'];
  const inner = data?.$ref ? schema.$defs?.[refName(data.$ref)] : data;
  return `## ${d.name}

${d.description}

- Version ${d.version}, [JSON Schema](events/${fileName(d)}.json)
- Said by: ${people(d.producers)}
- Heard by: ${people(d.subscribers)}

${table(inner ? rows(inner, schema.$defs ?? {}) : [])}

\`\`\`json
${JSON.stringify(d.example, null, 2)}
\`\`\``;
};

const page = (): string => {
  const [first] = catalogue;
  const schema = SchemaNode.parse(jsonSchemaOf(first));
  const root = schema.$ref ? schema.$defs?.[refName(schema.$ref)] : schema;
  const { data: _, ...envelope } = root?.properties ?? {};
  return `<!-- Generated from shared/events/catalogue.ts by \`npm run docs:events\`; do not edit. -->
# Events

Events are facts in the past tense. They may come twice, late and in any order; \`id\` names an event for ever, so whoever has taken it once does not take it again.
Except for \`TripBookingReceived\` they carry ids and facts, never personal data. A field with \`?\` may be absent.

| event | what happened | said by | heard by |
|---|---|---|---|
${catalogue.map((d) => `| [${d.name}](#${d.name.toLowerCase()}) | ${cell(d.description)} | ${people(d.producers)} | ${people(d.subscribers)} |`).join('\n')}

## The envelope

Every event has these fields around its \`data\`.

${table(rows({ ...root, properties: { ...envelope, type: { type: 'string', description: 'The name of the event.' }, version: { type: 'integer', description: 'Of the shape of `data`; another shape is another version.' } } }, schema.$defs ?? {}))}

${catalogue.map(section).join('\n\n')}
`;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file by its path: what `docs/` has to hold while the catalogue is as it is. */
export const eventDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/events.md', page()],
    ...catalogue.map((d): [string, string] => [
      `docs/events/${fileName(d)}.json`,
      json(jsonSchemaOf(d)),
    ]),
  ]);

/** One frozen event for each version of each event; written once, then kept for ever as it is. */
export const eventFixtures = (): ReadonlyMap<string, string> =>
  new Map(
    catalogue.map((d): [string, string] => [
      `shared/events/fixtures/${fileName(d)}.json`,
      json(exampleOf(d)),
    ]),
  );

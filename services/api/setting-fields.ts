import { z } from 'zod';
import { settingKeys, settingSchemas } from '#shared/domain/settings.ts';
import { Words } from '#shared/domain/words.ts';
import {
  type SettingField,
  settingChoiceWords,
  settingFieldWords,
  settingGroups,
} from './words/setting-field.ts';

const Value = z.union([z.string(), z.number(), z.boolean()]);

/** A field of the settings as people read and enter it. */
export const FieldOfSettings = z
  .object({
    name: z.string().describe('Its path, such as `quiet_hours.start`.'),
    group: z.enum(settingGroups).describe('What it is about.'),
    kind: z.enum(['time', 'number', 'integer', 'switch', 'choice']),
    usual: Value.describe('Its default.'),
    least: z.number().nullable(),
    most: z.number().nullable(),
    options: z.array(z.object({ value: z.string(), words: Words })).describe('Of a choice.'),
    words: Words.describe('What it says: its value stands at `_`; a switch is all of it.'),
  })
  .meta({ id: 'SettingField', description: 'A field of the settings, as a sentence.' });
type FieldOfSettings = z.output<typeof FieldOfSettings>;

/** What a schema of JSON says of a field, or of those within it. */
const Described = z.object({
  type: z.string(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get properties() {
    return z.record(z.string(), Described).optional();
  },
});
type Described = z.output<typeof Described>;

const kindOf = ({ type, enum: values }: Described): FieldOfSettings['kind'] => {
  if (values) return 'choice';
  if (type === 'boolean') return 'switch';
  if (type === 'string') return 'time';
  return type === 'integer' ? 'integer' : 'number';
};

const within = (described: Described, path: string): readonly (readonly [string, Described])[] =>
  described.properties
    ? Object.entries(described.properties).flatMap(([name, inner]) =>
        within(inner, `${path}.${name}`),
      )
    : [[path, described]];

const isField = (name: string): name is SettingField => Object.hasOwn(settingFieldWords, name);
const isChoice = (value: string): value is keyof typeof settingChoiceWords =>
  Object.hasOwn(settingChoiceWords, value);

/** Every field of the settings in the order of its words, from its own schema. */
export const fieldsOfSettings = (): readonly FieldOfSettings[] => {
  const described = new Map(
    settingKeys.flatMap((key) =>
      within(Described.parse(z.toJSONSchema(settingSchemas[key], { io: 'input' })), key),
    ),
  );
  return Object.keys(settingFieldWords).flatMap((name) => {
    const field = described.get(name);
    if (!field || !isField(name)) return [];
    const { group, ...words } = settingFieldWords[name];
    return {
      ...{ name, group, words, kind: kindOf(field), usual: Value.parse(field.default) },
      least: field.minimum ?? null,
      most: field.maximum ?? null,
      options: (field.enum ?? [])
        .filter(isChoice)
        .map((value) => ({ value, words: settingChoiceWords[value] })),
    };
  });
};

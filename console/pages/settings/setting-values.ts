import type { Schemas } from '../../api/client.ts';
import type { SettingKey } from '../../api/settings.ts';

/** A field of the settings, as the API describes it. */
export type Field = Schemas['SettingField'];
/** What a field may be. */
export type Value = Field['usual'];
type Values = Readonly<Record<string, unknown>>;
/** What is to be changed by the names of fields, as it was entered; null: back to the default. */
export type Draft = Readonly<Record<string, string | boolean | null>>;
/** The settings as the API says them. */
export interface SettingsNow {
  readonly effective: Schemas['Settings'];
  readonly stored: Values;
}

/** The key of the setting that a field is part of. */
export const keyOf = ({ name }: Field): SettingKey =>
  name.slice(0, name.indexOf('.')) as SettingKey;
const pathOf = ({ name }: Field): readonly string[] => name.split('.').slice(1);
const within = (values: unknown, name: string): unknown => Object(values)[name];

/** A field’s value among those of its key; undefined: not set. */
export const valueIn = (field: Field, ofKey: unknown): Value | undefined => {
  const value = pathOf(field).reduce(within, ofKey);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
};

/** What was entered, as the API takes it. */
const entered = ({ kind }: Field, text: string | boolean): Value =>
  kind === 'integer' || kind === 'number' ? Number(text) : text;

/** What a field is now. */
export const valueNow = (field: Field, { effective }: SettingsNow): Value =>
  valueIn(field, effective[keyOf(field)]) ?? field.usual;

/** What a field would be. */
export const valueDrafted = (field: Field, draft: Draft, settings: SettingsNow): Value => {
  const text = draft[field.name];
  if (text === undefined) return valueNow(field, settings);
  return text === null ? field.usual : entered(field, text);
};

/** The fields that would be other than they are. */
export const changedIn = (
  fields: readonly Field[],
  draft: Draft,
  settings: SettingsNow,
): readonly Field[] =>
  fields.filter((field) => valueDrafted(field, draft, settings) !== valueNow(field, settings));

const withoutNulls = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/**
 * The edit of a key that its changed fields are: null for what goes back to its default. What the
 * agency has not set stays unset, so that a better default reaches it.
 */
export const editOf = (
  fields: readonly Field[],
  draft: Draft,
  ofKey: unknown,
): Record<string, unknown> => {
  const edit: Record<string, unknown> = {};
  for (const field of fields) {
    const [name = '', inner] = pathOf(field);
    const text = draft[field.name] ?? null;
    const value = text === null ? null : entered(field, text);
    if (inner === undefined) edit[name] = value;
    else {
      const all = withoutNulls({ ...Object(edit[name] ?? within(ofKey, name)), [inner]: value });
      edit[name] = Object.keys(all).length === 0 ? null : all;
    }
  }
  return edit;
};

/** The values of a key as they would be stored after an edit. */
export const edited = (ofKey: unknown, edit: Values): Record<string, unknown> =>
  withoutNulls({ ...Object(ofKey), ...edit });

/** The fields of a key that differ between two values of it. */
export const differing = (
  fields: readonly Field[],
  { key, before, after }: { readonly key: string; readonly before: Values; readonly after: Values },
): readonly Field[] =>
  fields.filter(
    (field) => keyOf(field) === key && valueIn(field, before) !== valueIn(field, after),
  );

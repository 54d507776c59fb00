import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { settingFieldsQuery, settingsHistoryQuery, settingsQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { useUnsaved } from '../../parts/unsaved.ts';
import { useLanguage, useWords } from '../../words/language.ts';
import { whenWords } from '../../words/when.ts';
import { useValueInWords } from './difference.tsx';
import { Review } from './review.tsx';
import styles from './setting-form.module.css';
import { SettingHistory } from './setting-history.tsx';
import {
  changedIn,
  type Draft,
  differing,
  type Field,
  keyOf,
  type SettingsNow,
  type Value,
  valueDrafted,
  valueIn,
} from './setting-values.ts';

/** What fields are about. */
export type FieldGroup = Field['group'];

/** Where the value of a field is entered, within its sentence. */
const Control = ({
  id,
  field: { kind, options, least, most },
  value,
  onChange,
}: {
  readonly id: string;
  readonly field: Field;
  readonly value: Value;
  readonly onChange: (value: string | boolean) => void;
}) => {
  const language = useLanguage();
  if (kind === 'switch')
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  if (kind === 'choice')
    return (
      <select id={id} value={String(value)} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words[language]}
          </option>
        ))}
      </select>
    );
  return (
    <input
      id={id}
      required
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
      type={kind === 'time' ? 'time' : 'number'}
      min={least ?? undefined}
      max={most ?? undefined}
      step={kind === 'number' ? 'any' : undefined}
    />
  );
};

const Sentence = ({
  field,
  draft,
  settings,
  change,
  set,
}: {
  readonly field: Field;
  readonly draft: Draft;
  readonly settings: SettingsNow;
  /** The last change that was one of this field. */
  readonly change: Schemas['SettingChange'] | undefined;
  readonly set: (value: string | boolean | null) => void;
}) => {
  const id = useId();
  const words = useWords(whenWords);
  const language = useLanguage();
  const usual = useValueInWords()(field, field.usual);
  const [before, after] = (field.words[language] ?? '').split('_');
  const entered = draft[field.name];
  const isOwn =
    entered === undefined
      ? valueIn(field, settings.stored[keyOf(field)]) !== undefined
      : entered !== null;
  const value = typeof entered === 'string' ? entered : valueDrafted(field, draft, settings);
  const control = <Control id={id} field={field} value={value} onChange={set} />;
  return (
    <div className={styles.sentence}>
      <label htmlFor={id} className={entered === undefined ? undefined : styles.changed}>
        {after === undefined && control}
        {before}
        {after !== undefined && control}
        {after}
      </label>
      <small>
        {isOwn ? (
          <>
            {words.usual(usual)}
            {change && (
              <>
                {' '}
                · {change.by ?? words.kinds[change.byKind]}, <Away at={change.at} />
              </>
            )}{' '}
            <button type="button" className={styles.reset} onClick={() => set(null)}>
              {words.toUsual}
            </button>
          </>
        ) : (
          words.isUsual
        )}
      </small>
    </div>
  );
};

interface FieldsProps {
  readonly groups: readonly FieldGroup[];
  readonly isOwner: boolean;
}

const Fields = ({
  groups,
  fields,
  settings,
  isOwner,
}: FieldsProps & { readonly fields: readonly Field[]; readonly settings: SettingsNow }) => {
  const words = useWords(whenWords);
  const [draft, setDraft] = useState<Draft>({});
  const [isReviewing, setReviewing] = useState(false);
  const history = useQuery(settingsHistoryQuery).data?.items ?? [];
  const changed = changedIn(fields, draft, settings);
  useUnsaved(changed.length > 0);
  const review = (event: FormEvent): void => {
    event.preventDefault();
    setReviewing(changed.length > 0);
  };
  return (
    <form onSubmit={review} className={styles.form}>
      <fieldset disabled={!isOwner}>
        {groups.map((group) => (
          <section key={group} className={styles.group}>
            <h2>{words.groups[group]}</h2>
            {fields
              .filter((field) => field.group === group)
              .map((field) => (
                <Sentence
                  key={field.name}
                  field={field}
                  draft={draft}
                  settings={settings}
                  change={history.find((change) => differing([field], change).length > 0)}
                  set={(value) => setDraft({ ...draft, [field.name]: value })}
                />
              ))}
          </section>
        ))}
      </fieldset>
      {changed.length > 0 && (
        <div className={styles.bar}>
          <strong role="status">{words.changes(changed.length)}</strong>
          <Button look="bare" onClick={() => setDraft({})}>
            {words.discard}
          </Button>
          <Button type="submit" look="strong">
            {words.review}
          </Button>
        </div>
      )}
      {isReviewing && (
        <Review
          fields={changed}
          draft={draft}
          settings={settings}
          close={() => setReviewing(false)}
          saved={() => {
            setDraft({});
            setReviewing(false);
          }}
        />
      )}
    </form>
  );
};

/**
 * Settings as sentences, each with its default and who changed it; saved behind what would change,
 * with their history below.
 */
export const SettingForm = ({ groups, isOwner }: FieldsProps) => {
  const settings = useQuery(settingsQuery);
  const described = useQuery(settingFieldsQuery);
  return (
    <Shown query={described} rows={8}>
      {({ items }) => {
        const fields = items.filter(({ group }) => groups.includes(group));
        return (
          <>
            <Shown query={settings} rows={8}>
              {(now) => <Fields groups={groups} fields={fields} settings={now} isOwner={isOwner} />}
            </Shown>
            <SettingHistory fields={fields} isOwner={isOwner} />
          </>
        );
      }}
    </Shown>
  );
};

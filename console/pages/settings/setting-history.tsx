import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client.ts';
import { refresh } from '../../api/queries.ts';
import { type SettingKey, settingsHistoryQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Shown } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { whenWords } from '../../words/when.ts';
import { Difference } from './difference.tsx';
import styles from './setting-form.module.css';
import { differing, type Field, keyOf, valueIn } from './setting-values.ts';

/** Takes a change back; the API refuses where another came after it. */
export const undoChange = (key: SettingKey, change: number) =>
  answer(api.POST('/settings/{key}/undo', { params: { path: { key } }, body: { change } }));

/** Who changed these fields, and the way back from the last change of each setting. */
export const SettingHistory = ({
  fields,
  isOwner,
}: {
  readonly fields: readonly Field[];
  readonly isOwner: boolean;
}) => {
  const words = useWords(whenWords);
  const { notSaved } = useWords(settingsWords);
  const client = useQueryClient();
  const query = useQuery(settingsHistoryQuery);
  const keys = new Set<string>(fields.map(keyOf));
  const undo = async (key: SettingKey, change: number): Promise<void> => {
    try {
      await undoChange(key, change);
      done(words.undone);
    } catch (error) {
      failed(notSaved, error);
    }
    refresh(client, 'settings');
  };
  return (
    <section className={styles.history}>
      <h2>{words.history}</h2>
      <Shown query={query} rows={2}>
        {({ items }) => {
          const own = items.filter(({ key }) => keys.has(key));
          if (own.length === 0) return <p>{words.noHistory}</p>;
          return (
            <ul>
              {own.map(({ id, at, by, byKind, ...change }) => (
                <li key={id}>
                  <div>
                    <small>
                      <OwnTime at={at} /> · {by ?? words.kinds[byKind]}
                    </small>
                    {differing(fields, change).map((field) => (
                      <Difference
                        key={field.name}
                        field={field}
                        before={valueIn(field, change.before) ?? field.usual}
                        after={valueIn(field, change.after) ?? field.usual}
                      />
                    ))}
                  </div>
                  {isOwner && own.find(({ key }) => key === change.key)?.id === id && (
                    <Button
                      look="bare"
                      icon="undo"
                      onClick={() => void undo(change.key as SettingKey, id)}
                    >
                      {words.undo}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </section>
  );
};

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Refusal } from '../../api/client.ts';
import { refresh } from '../../api/queries.ts';
import type { SettingKey } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { whenWords } from '../../words/when.ts';
import { Difference } from './difference.tsx';
import { Preview } from './preview.tsx';
import styles from './setting-form.module.css';
import { undoChange } from './setting-history.tsx';
import {
  type Draft,
  edited,
  editOf,
  type Field,
  keyOf,
  type SettingsNow,
  valueDrafted,
  valueNow,
} from './setting-values.ts';

/** Saves an edit, and answers the way back. */
const save = async (key: SettingKey, body: Record<string, unknown>): Promise<() => unknown> => {
  await answer(api.PATCH('/settings/{key}', { params: { path: { key } }, body }));
  const { items } = await answer(
    api.GET('/settings/history', { params: { query: { key, limit: 1 } } }),
  );
  const [change] = items;
  return () => change && undoChange(key, change.id);
};

/** What would change, and what it would have done lately; saved from here. */
export const Review = ({
  fields,
  draft,
  settings,
  close,
  saved,
}: {
  readonly fields: readonly Field[];
  readonly draft: Draft;
  readonly settings: SettingsNow;
  readonly close: () => void;
  readonly saved: () => void;
}) => {
  const words = useWords(whenWords);
  const page = useWords(settingsWords);
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const keys = [...new Set(fields.map(keyOf))];
  const editOfKey = (key: SettingKey) =>
    editOf(
      fields.filter((field) => keyOf(field) === key),
      draft,
      settings.stored[key],
    );
  const go = async (): Promise<void> => {
    const waysBack: (() => unknown)[] = [];
    try {
      for (const key of keys) waysBack.push(await save(key, editOfKey(key)));
      done(page.saved, () =>
        Promise.all(waysBack.map((undo) => undo()))
          .catch((refusal: unknown) => failed(page.notSaved, refusal))
          .finally(() => refresh(client, 'settings')),
      );
      saved();
    } catch (refusal) {
      setError(refusal);
      failed(page.notSaved, refusal);
    }
    refresh(client, 'settings');
  };
  return (
    <Dialog
      title={words.reviewTitle}
      isOpen
      isWide
      close={close}
      actions={
        <Button look="strong" onClick={() => void go()}>
          {page.save}
        </Button>
      }
    >
      <ul className={styles.diff}>
        {fields.map((field) => (
          <li key={field.name}>
            <Difference
              field={field}
              before={valueNow(field, settings)}
              after={valueDrafted(field, draft, settings)}
            />
          </li>
        ))}
      </ul>
      {error instanceof Refusal &&
        error.problem.errors?.map(({ message }) => (
          <p key={message} role="alert">
            {message}
          </p>
        ))}
      {keys.map((key) => (
        <Preview key={key} settingKey={key} value={edited(settings.stored[key], editOfKey(key))} />
      ))}
    </Dialog>
  );
};

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.ts';
import { keysQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { ShownOnce } from './once.tsx';
import styles from './settings.module.css';

type Scope = Schemas['ApiKey']['scopes'][number];
const scopes: readonly Scope[] = ['book', 'read', 'care', 'admin'];

const NewKey = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['book', 'read']);
  const [key, setKey] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const made = await answer(api.POST('/keys', { body: { name, scopes: [...chosen] } }));
      setKey(made.key);
      setName('');
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['keys'] });
  };
  return (
    <form className={styles.inline} onSubmit={(event) => void submit(event)}>
      <TextField label={words.keyName} value={name} onChange={setName} isRequired />
      <fieldset className={styles.checks}>
        <legend>{words.scopesLabel}</legend>
        {scopes.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) =>
                setChosen(
                  scopes.filter((one) =>
                    one === scope ? event.target.checked : chosen.includes(one),
                  ),
                )
              }
            />{' '}
            {words.scopes[scope]}
          </label>
        ))}
      </fieldset>
      <Button type="submit" look="strong" icon="key" disabled={chosen.length === 0}>
        {words.newKey}
      </Button>
      {key !== null && (
        <ShownOnce
          title={words.keyTitle}
          text={words.keyText}
          secret={key}
          close={() => setKey(null)}
        />
      )}
    </form>
  );
};

/** The keys of the agency’s systems. */
export const KeysPart = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const query = useQuery(keysQuery);
  const [doomed, setDoomed] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const revoke = async (id: string): Promise<void> => {
    setDoomed(null);
    try {
      await answer(api.DELETE('/keys/{id}', { params: { path: { id } } }));
      done(words.revokedKey);
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['keys'] });
  };
  return (
    <>
      <Shown query={query}>
        {({ items }) => {
          const live = items.filter(({ revokedAt }) => revokedAt === null);
          return live.length === 0 ? (
            <Note icon="key" title={words.noKeys} />
          ) : (
            <ul>
              {live.map(({ id, name, scopes: some, lastUsedAt }) => (
                <li key={id} className={styles.row}>
                  <span>
                    <strong>{name}</strong>
                    <small>
                      {some.map((scope) => words.scopes[scope]).join(', ')} ·{' '}
                      {lastUsedAt ? (
                        <>
                          {words.lastUsed} <Away at={lastUsedAt} />
                        </>
                      ) : (
                        words.neverUsed
                      )}
                    </small>
                  </span>
                  <Button look="bare" onClick={() => setDoomed({ id, name })}>
                    {words.revoke}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
      <NewKey />
      <Dialog
        title={words.revokeKeyTitle(doomed?.name ?? '')}
        isOpen={doomed !== null}
        close={() => setDoomed(null)}
        actions={
          <Button look="danger" onClick={() => doomed && void revoke(doomed.id)}>
            {words.revoke}
          </Button>
        }
      >
        <p>{words.revokeKeyText}</p>
      </Dialog>
    </>
  );
};

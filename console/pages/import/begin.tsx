import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { type Import, importQuery, importsQuery, readBookings } from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { useCommands } from '../../parts/commands.ts';
import { useDraft } from '../../parts/draft.ts';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note, Shown, useFailureText } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import styles from './import.module.css';

/** Why a file cannot be read, as the API says it. */
const NotRead = ({ error, retry }: { readonly error: unknown; readonly retry: () => void }) => {
  const words = useWords(importWords);
  const text = useFailureText(error);
  const errors = error instanceof Refusal ? (error.problem.errors ?? []) : [];
  return (
    <div className={styles.refused} role="alert">
      <strong>{words.notRead}</strong>
      {errors.length === 0 ? (
        <p>{text}</p>
      ) : (
        errors.map(({ message }) => <p key={message}>{message}</p>)
      )}
      {!(error instanceof Refusal && error.status < 500) && (
        <Button onClick={retry}>{words.retry}</Button>
      )}
    </div>
  );
};

/** How an import stands, in a word. */
export const State = ({ state }: Pick<Import, 'state'>) => {
  const { states } = useWords(importWords);
  const tone = state === 'applied' ? 'good' : state === 'undone' ? 'plain' : 'info';
  return <Chip tone={tone}>{states[state]}</Chip>;
};

const Earlier = () => {
  const words = useWords(importWords);
  return (
    <section aria-label={words.earlier}>
      <h2 className={styles.heading}>{words.earlier}</h2>
      <Shown query={useQuery(importsQuery)} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Note title={words.noEarlier}>{words.noEarlierText}</Note>
          ) : (
            <ul className={styles.list}>
              {items.map(({ id, file, state, by, insertedAt, rowCount, journeyCount }) => (
                <li key={id}>
                  <Link to="/import" search={{ id }} className={styles.earlier}>
                    <strong>{file?.fileName ?? words.pasted}</strong>
                    <span>{words.size(rowCount, journeyCount)}</span>
                    <small>
                      {by} · <Away at={insertedAt} />
                    </small>
                    <State state={state} />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
};

/** Where a file is dropped, chosen or pasted, and those of before. */
export const Begin = () => {
  const words = useWords(importWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const chooser = useRef<HTMLInputElement>(null);
  const [text, setText] = useDraft('import');
  const [isOver, setOver] = useState(false);
  const [from, setFrom] = useState<File | string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isReading = from !== null && error === null;
  const read = async (source: File | string): Promise<void> => {
    setFrom(source);
    setError(null);
    try {
      const created = await readBookings(source);
      client.setQueryData(importQuery(created.id).queryKey, created);
      void client.invalidateQueries({ queryKey: importsQuery.queryKey });
      if (typeof source === 'string') setText('');
      void navigate({ to: '/import', search: { id: created.id } });
    } catch (refused) {
      setError(refused);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    const dropped = event.dataTransfer.getData('text/plain');
    if (file) void read(file);
    else if (dropped !== '') setText(dropped);
  };
  const choose = (): void => chooser.current?.click();
  useCommands([{ key: 'o', label: words.choose, run: choose }]);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same */}
      <div
        className={`${styles.drop} ${isOver ? styles.over : ''}`}
        aria-busy={isReading}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="import" size={28} />
        <strong>{isReading ? words.states.reading : words.drop}</strong>
        <p>{words.dropText}</p>
        <p>{words.dropNeeds}</p>
        {isReading ? (
          <progress aria-label={words.states.reading} />
        ) : (
          <Button look="strong" keyHint="o" onClick={choose}>
            {words.choose}
          </Button>
        )}
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".csv,.txt,.tsv,.xlsx"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            target.value = '';
            if (file) void read(file);
          }}
        />
      </div>
      {error !== null && from !== null && <NotRead error={error} retry={() => void read(from)} />}
      <form
        className={styles.paste}
        onSubmit={(event) => {
          event.preventDefault();
          void read(text);
        }}
      >
        <TextField
          label={words.paste}
          help={words.pasteHelp}
          value={text}
          onChange={setText}
          rows={4}
          isRequired
        />
        <Button type="submit" disabled={isReading}>
          {words.read}
        </Button>
      </form>
      <Earlier />
    </>
  );
};

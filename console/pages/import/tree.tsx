import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createContext, type FormEvent, memo, useContext, useRef, useState } from 'react';
import {
  type ImportCorrection,
  type ImportedJourney,
  type ImportedRow,
  type ImportField,
  importedJourneysQuery,
  type JourneyFilter,
} from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { Chip, type Tone } from '../../parts/chip.tsx';
import { useCommands } from '../../parts/commands.ts';
import { SelectField, TextField } from '../../parts/field.tsx';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { importFields, importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import { termOf } from '../../words/terms.ts';
import styles from './import.module.css';
import { writtenIn } from './written.ts';

const tones = {
  new: 'good',
  changed: 'info',
  same: 'plain',
  refused: 'needs',
} as const satisfies Readonly<Record<ImportedJourney['verdict'], Tone>>;

interface Correcting {
  /** Null: it cannot be read otherwise any more. */
  readonly read: ((correction: ImportCorrection) => Promise<boolean>) | null;
}
/** Whether it is read or written at the moment; only open rows ask, so that the others stay. */
export const Locked = createContext(false);
type Issue = ImportedRow['problems'][number];

const useFieldName = (): ((field: string) => string) => {
  const { fields } = useWords(importWords);
  return (field) => termOf(fields, field);
};

/** A cell of a row as it should be. */
const Correct = ({
  row,
  about,
  read,
  close,
}: Correcting & {
  readonly row: ImportedRow;
  readonly about: Issue | undefined;
  readonly close: () => void;
}) => {
  const words = useWords(importWords);
  const isLocked = useContext(Locked);
  const { line } = row;
  const [field, setField] = useState<ImportField>(
    importFields.find((one) => one === about?.field) ?? 'phone',
  );
  /** Null: not written in yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? writtenIn(row)[field] ?? '';
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await read?.({ corrections: [{ line, field, value }] })) close();
  };
  return (
    <form className={styles.correct} onSubmit={(event) => void submit(event)}>
      <SelectField
        label={words.column}
        isLabelHidden
        value={field}
        onChange={setField}
        options={importFields.map((one) => ({ value: one, label: words.fields[one] }))}
      />
      <TextField label={words.value} isLabelHidden value={value} onChange={setTyped} />
      <Button type="submit" disabled={isLocked}>
        {words.correct}
      </Button>
    </form>
  );
};

const Row = ({ row, read }: Correcting & { readonly row: ImportedRow }) => {
  const words = useWords(importWords);
  const isLocked = useContext(Locked);
  const fieldName = useFieldName();
  const [isOpen, setOpen] = useState(false);
  const { line, verdict, passenger, flight, phone, changes, problems, warnings } = row;
  const sentence = ({ field, code, message }: Issue): string =>
    `${field ? `${fieldName(field)}: ` : ''}${Object.hasOwn(words.issues, code) ? termOf(words.issues, code) : message}`;
  return (
    <li className={styles.row}>
      <small>{words.line(line)}</small>
      <span>
        <strong>{passenger}</strong> {flight}
      </span>
      <span>{phone ? shownPhone(phone) : problems.length > 0 ? '—' : words.noPhone}</span>
      <Chip tone={tones[verdict]}>{words.verdicts[verdict]}</Chip>
      {read && (
        <Button
          look="bare"
          icon="edit"
          label={words.correctLine(line)}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      )}
      {changes.map(({ field, before, after }) => (
        <p key={field}>
          {fieldName(field)}: <s>{before ?? '—'}</s> → <b>{after ?? '—'}</b>
        </p>
      ))}
      {problems.map((problem) => (
        <p key={`${problem.field} ${problem.code}`} className={styles.wrong}>
          {sentence(problem)}
          {problem.suggestion !== null && read && (
            <Button disabled={isLocked} onClick={() => void read({ acceptSuggestions: [line] })}>
              {words.use(problem.suggestion)}
            </Button>
          )}
        </p>
      ))}
      {warnings.map((warning) => (
        <p key={`${warning.field} ${warning.code}`} className={styles.warning}>
          {sentence(warning)}
          {warning.suggestion !== null && ` (${warning.suggestion})`}
        </p>
      ))}
      {isOpen && <Correct row={row} about={problems[0]} read={read} close={() => setOpen(false)} />}
    </li>
  );
};

const mostNames = 3;

/** A journey with its rows. It is drawn again only when it or what can be done is another. */
const Item = memo(
  ({ journey, ...correcting }: Correcting & { readonly journey: ImportedJourney }) => {
    const words = useWords(importWords);
    const { reference, verdict, state, passengers, flights, contacts, rows, notInFile } = journey;
    const [isOpen, setOpen] = useState(verdict === 'refused');
    const names =
      passengers.length > 0 ? passengers : [...new Set(rows.map(({ passenger }) => passenger))];
    return (
      <li className={styles.item}>
        <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>
            <Chip tone={tones[verdict]}>{words.verdicts[verdict]}</Chip>
            <strong>{reference ?? words.noReference}</strong>
            <span>
              {names.slice(0, mostNames).join(', ')}
              {names.length > mostNames && ` ${words.more(names.length - mostNames)}`}
            </span>
            <small>{flights.map(({ flight }) => flight).join(' · ')}</small>
            {(state === 'failed' || state === 'kept') && (
              <Chip tone="warn">{words.became[state]}</Chip>
            )}
          </summary>
          {isOpen && (
            <div className={styles.inside}>
              {journey.outcome && (
                <p className={styles.warning}>{termOf(words.outcomes, journey.outcome)}</p>
              )}
              {journey.journeyId && (
                <Link to="/journeys/$id" params={{ id: journey.journeyId }}>
                  {words.openJourney}
                </Link>
              )}
              <p>
                {journey.group && `${words.fields.group}: ${journey.group}. `}
                {contacts.map(({ phone, name, language }) => (
                  <span key={phone} className={styles.contact}>
                    {name} <b>{shownPhone(phone)}</b> ({termOf(words.languages, language)})
                  </span>
                ))}
              </p>
              {flights.map(
                ({ flight, found, scheduled }) =>
                  found !== 'not_looked_up' && (
                    <p
                      key={flight}
                      className={found === 'not_found' ? styles.warning : styles.soft}
                    >
                      {flight}: {words.found[found]}
                      {scheduled && ` ${scheduled.replace('T', ' ')}`}
                    </p>
                  ),
              )}
              <ul>
                {rows.map((row) => (
                  <Row key={row.line} row={row} {...correcting} />
                ))}
              </ul>
              {notInFile.length > 0 && (
                <p className={styles.soft}>{words.notInFile(notInFile.join(', '))}</p>
              )}
            </div>
          )}
        </details>
      </li>
    );
  },
);

const pageSize = 50;

/** The journeys of an import, fifty at a time: what would become of each, and why. */
export const Tree = ({
  id,
  filter,
  ...correcting
}: Correcting & { readonly id: string; readonly filter: JourneyFilter | null }) => {
  const words = useWords(importWords);
  const query = useInfiniteQuery(importedJourneysQuery(id, filter));
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const count = query.data?.pages.length ?? 0;
  const place = Math.max(Math.min(chosen, count - 1), 0);
  const turnTo = async (next: number): Promise<void> => {
    if (next >= count) await query.fetchNextPage();
    setChosen(next);
    list.current?.scrollIntoView({ block: 'nearest' });
  };
  const previous = {
    key: 'k',
    label: words.previousPage,
    isPossible: place > 0,
    run: () => void turnTo(place - 1),
  };
  const next = {
    key: 'j',
    label: words.nextPage,
    isPossible: place + 1 < count || query.hasNextPage,
    run: () => void turnTo(place + 1),
  };
  const turns = [previous, next].filter(({ isPossible }) => isPossible);
  useCommands(turns.map(({ key, label, run }) => ({ key, label, run, keyOnly: true })));
  return (
    <Shown query={query} rows={8}>
      {({ pages }) => {
        const journeys = pages[place]?.items ?? [];
        const from = place * pageSize;
        return journeys.length === 0 ? (
          <Note title={words.noneSo} />
        ) : (
          <>
            <ul ref={list} className={styles.list} aria-label={words.tree}>
              {journeys.map((journey) => (
                <Item key={journey.position} journey={journey} {...correcting} />
              ))}
            </ul>
            {turns.length > 0 && (
              <div className={styles.turns}>
                <span role="status">{words.range(from + 1, from + journeys.length)}</span>
                {turns.map(({ key, label, run }) => (
                  <Button key={key} keyHint={key} disabled={query.isFetchingNextPage} onClick={run}>
                    {label}
                  </Button>
                ))}
              </div>
            )}
          </>
        );
      }}
    </Shown>
  );
};

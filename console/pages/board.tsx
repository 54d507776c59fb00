import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { type BoardFlight, boardQuery, flightName } from '../api/flights.ts';
import { flightQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { useCommands } from '../parts/commands.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { foldedOf } from '../parts/fold.ts';
import { Page } from '../parts/page.tsx';
import { RebookDialog } from '../parts/rebook-dialog.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { rebookWords } from '../words/rebook.ts';
import { shellWords } from '../words/shell.ts';
import styles from './board.module.css';
import { Row } from './board-row.tsx';

const bands = ['in_air', 'next_hours', 'today', 'next_days', 'later', 'over'] as const;
type Band = (typeof bands)[number];
const route = getRouteApi('/shell/board');

/** What one looks at the board for. */
const views: ReadonlyMap<string, (flight: BoardFlight) => boolean> = new Map([
  ['trouble', ({ toCall, failed }) => toCall + failed > 0],
  ['documents', ({ missingDocuments }) => missingDocuments > 0],
  ['connection', ({ connection }) => connection !== null && connection.status !== 'possible'],
  ['free', ({ incident }) => incident !== null && incident.owner === null],
]);

/** Whether a flight is of the group and the view, and has every word of the text somewhere. */
const isMatch = (flight: BoardFlight, text: string, group: string, view: string): boolean => {
  const { flightNumber, originIata, destinationIata, facts, names, groups } = flight;
  const cities = [facts?.origin.city ?? '', facts?.destination.city ?? ''];
  const said = foldedOf(
    [flightNumber, originIata, destinationIata, ...cities, ...names, ...groups].join(' '),
  );
  return (
    (group === '' || groups.includes(group)) &&
    (views.get(view)?.(flight) ?? true) &&
    foldedOf(text)
      .split(/\s+/)
      .every((word) => said.includes(word))
  );
};

/** All people of a flight on another one. */
const Rebook = ({
  flightKey,
  close,
}: {
  readonly flightKey: string;
  readonly close: () => void;
}) => {
  const flight = useQuery(flightQuery(flightName(flightKey))).data;
  return flight ? <RebookDialog flight={flight} people={flight.people} close={close} /> : null;
};

const Bands = ({ flights }: { readonly flights: readonly BoardFlight[] }) => {
  const words = useWords(flightWords);
  const { edit } = useWords(rebookWords);
  const { message } = useWords(shellWords);
  const navigate = useNavigate();
  const { q = '', group = '', view = '' } = route.useSearch();
  const [isOverShown, setOverShown] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [rebooked, setRebooked] = useState<string | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const looked = useDeferredValue(q);
  const matches = useMemo(
    () => flights.filter((flight) => isMatch(flight, looked, group, view)),
    [flights, looked, group, view],
  );
  const shown = bands
    .filter((band) => band !== 'over' || isOverShown)
    .flatMap((band) => matches.filter((flight) => flight.band === band));
  const overCount = matches.filter(({ band }) => band === 'over').length;
  const step = (by: number): void => {
    const index = shown.findIndex(({ flightKey }) => flightKey === chosen);
    const next = shown[Math.min(Math.max(index + by, 0), shown.length - 1)];
    if (!next) return;
    setChosen(next.flightKey);
    table.current
      ?.querySelector(`[data-flight="${CSS.escape(next.flightKey)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  };
  useCommands([
    { key: 'j', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'k', label: words.previous, run: () => step(-1), keyOnly: true },
    {
      key: 'Enter',
      label: words.openFlight,
      run: () => {
        if (chosen !== null)
          void navigate({ to: '/flights/$key', params: { key: flightName(chosen) } });
      },
      keyOnly: true,
    },
    ...(chosen === null
      ? []
      : [
          { key: 'b', label: edit, run: () => setRebooked(chosen) },
          {
            key: 'm',
            label: message,
            run: () =>
              void navigate({ to: '/messages/new', search: { flight: flightName(chosen) } }),
          },
        ]),
  ]);
  if (matches.length === 0)
    return (
      <Note
        icon="search"
        title={words.noMatch}
        action={
          <Button onClick={() => void navigate({ to: '/board', search: {} })}>{words.clear}</Button>
        }
      />
    );
  const section = (band: Band) => {
    const rows = shown.filter((flight) => flight.band === band);
    if (rows.length === 0) return null;
    return (
      <section key={band} className={styles.band} aria-label={words.bands[band]}>
        <h2>
          {words.bands[band]} <small>{rows.length}</small>
        </h2>
        <table className={styles.table}>
          <thead>
            <tr>
              {Object.entries(words.columns).map(([name, text]) => (
                <th key={name} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          {rows.map((flight) => (
            <tbody key={flight.flightKey} data-flight={flight.flightKey}>
              <Row flight={flight} isChosen={flight.flightKey === chosen} rebook={setRebooked} />
            </tbody>
          ))}
        </table>
      </section>
    );
  };
  return (
    <div ref={table}>
      {bands.map(section)}
      {rebooked !== null && <Rebook flightKey={rebooked} close={() => setRebooked(null)} />}
      {!isOverShown && overCount > 0 && (
        <Button look="bare" icon="down" onClick={() => setOverShown(true)}>
          {words.showOver(overCount)}
        </Button>
      )}
    </div>
  );
};

const Filters = ({ flights }: { readonly flights: readonly BoardFlight[] }) => {
  const words = useWords(flightWords);
  const { q = '', group = '', view = '' } = route.useSearch();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const look = (next: {
    readonly q?: string;
    readonly group?: string;
    readonly view?: string;
  }): void => {
    const search = { q, group, view, ...next };
    void navigate({
      to: '/board',
      search: {
        q: search.q || undefined,
        group: search.group || undefined,
        view: search.view || undefined,
      },
      replace: true,
    });
  };
  useCommands([
    { key: '/', label: words.search, run: () => box.current?.querySelector('input')?.focus() },
  ]);
  const groups = [...new Set(flights.flatMap((flight) => flight.groups))].toSorted();
  return (
    <div className={styles.filters} ref={box}>
      <TextField
        label={words.filter}
        isLabelHidden
        placeholder={words.filter}
        type="search"
        value={q}
        onChange={(value) => look({ q: value })}
      />
      <SelectField
        label={words.view}
        isLabelHidden
        value={view}
        onChange={(value) => look({ view: value })}
        options={[
          { value: '', label: words.everyFlight },
          ...Object.entries(words.views).map(([value, label]) => ({ value, label })),
        ]}
      />
      {groups.length > 0 && (
        <SelectField
          label={words.group}
          isLabelHidden
          value={group}
          onChange={(value) => look({ group: value })}
          options={[
            { value: '', label: words.everyGroup },
            ...groups.map((name) => ({ value: name, label: name })),
          ]}
        />
      )}
    </div>
  );
};

/** Every flight of the agency by when it leaves, and what on it needs somebody. */
export const Board = () => {
  const words = useWords(flightWords);
  const shell = useWords(shellWords);
  const query = useQuery(boardQuery);
  return (
    <Page title={shell.pages.board}>
      <Shown query={query} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Note icon="board" title={words.empty}>
              {words.emptyText}
            </Note>
          ) : (
            <>
              <Filters flights={items} />
              <Bands flights={items} />
            </>
          )
        }
      </Shown>
    </Page>
  );
};

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react';
import { type BoardFlight, boardQuery, flightName } from '../api/flights.ts';
import { Button } from '../parts/button.tsx';
import { Chip, type Tone } from '../parts/chip.tsx';
import { useCommands } from '../parts/commands.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { foldedOf } from '../parts/fold.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { Away } from '../parts/time.tsx';
import { flightWords } from '../words/flights.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { termOf, terms } from '../words/terms.ts';
import { clockOf, dayOf } from '../words/times.ts';
import styles from './board.module.css';

const bands = ['in_air', 'next_hours', 'today', 'next_days', 'later', 'over'] as const;
type Band = (typeof bands)[number];
const route = getRouteApi('/shell/board');

/** Whether a flight is of the group and has every word of the text somewhere. */
const isMatch = (flight: BoardFlight, text: string, group: string): boolean => {
  const { flightNumber, originIata, destinationIata, facts, names, groups } = flight;
  const cities = [facts?.origin.city ?? '', facts?.destination.city ?? ''];
  const said = foldedOf(
    [flightNumber, originIata, destinationIata, ...cities, ...names, ...groups].join(' '),
  );
  return (
    (group === '' || groups.includes(group)) &&
    foldedOf(text)
      .split(/\s+/)
      .every((word) => said.includes(word))
  );
};

const Who = ({ flight }: { readonly flight: BoardFlight }) => {
  const words = useWords(flightWords);
  const { names, people, minors, groups } = flight;
  return (
    <span className={styles.who}>
      {groups.length > 0 ? (
        <strong>{groups.join(', ')}</strong>
      ) : (
        <span>
          {names.join(', ')} {people > names.length && words.more(people - names.length)}
        </span>
      )}
      <small>
        {words.people(people)}
        {minors > 0 && (
          <span className={styles.minors}>
            {' · '}
            <Icon name="child" size={13} />
            {words.minors(minors)}
          </span>
        )}
      </small>
    </span>
  );
};

const toneOfPhase: Readonly<Record<string, Tone>> = {
  departed: 'info',
  landed: 'good',
  cancelled: 'needs',
  diverted: 'needs',
  not_found: 'needs',
};

/** Where a flight is, in a word. */
const Phase = ({ facts, isLost }: Pick<BoardFlight, 'facts' | 'isLost'>) => {
  const words = useWords(flightWords);
  const { trip } = useWords(terms);
  const phase = facts?.phase ?? (isLost ? 'not_found' : null);
  return (
    <Chip tone={(phase && toneOfPhase[phase]) ?? 'plain'}>
      {phase ? termOf(trip, phase) : words.unknown}
    </Chip>
  );
};

/** What was booked, struck through where something else holds now. */
const DepartureTime = ({
  flight: { departure, facts, local },
}: {
  readonly flight: BoardFlight;
}) => {
  const words = useWords(flightWords);
  const late = facts ? minutesBetween(departure, facts.departure) : 0;
  if (local.bestDeparture === null || late === 0)
    return <time dateTime={local.departure}>{clockOf(local.departure)}</time>;
  return (
    <span className={styles.moved}>
      <s>{clockOf(local.departure)}</s>{' '}
      <time dateTime={local.bestDeparture}>{clockOf(local.bestDeparture)}</time>{' '}
      <em className={late >= 60 ? styles.long : undefined}>
        {late > 0 ? words.late(late) : words.early(-late)}
      </em>
    </span>
  );
};
const minutesBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 60_000);

const connectionTones = { possible: 'good', at_risk: 'warn', missed: 'needs' } as const;

const Connection = ({ connection }: Pick<BoardFlight, 'connection'>) => {
  const words = useWords(flightWords);
  if (!connection) return null;
  const { status, marginMinutes, minimumMinutes } = connection;
  return (
    <span title={words.needed(minimumMinutes)}>
      <Chip tone={connectionTones[status]}>
        {status === 'missed' ? words.gone : words.spare(marginMinutes)}
      </Chip>
    </span>
  );
};

const Trouble = ({ flight }: { readonly flight: BoardFlight }) => {
  const words = useWords(flightWords);
  const { toCall, failed, missingDocuments } = flight;
  return (
    <span className={styles.chips}>
      {toCall > 0 && <Chip tone="needs">{words.toCall(toCall)}</Chip>}
      {failed > 0 && <Chip tone="needs">{words.failed(failed)}</Chip>}
      {missingDocuments > 0 && <Chip tone="warn">{words.documents(missingDocuments)}</Chip>}
    </span>
  );
};

const LastWord = ({ last }: Pick<BoardFlight, 'last'>) => {
  const { messages, states } = useWords(terms);
  if (!last) return null;
  return (
    <span className={styles.last}>
      {termOf(messages, last.type)}
      <small>
        {states[last.state]} · <Away at={last.at} />
      </small>
    </span>
  );
};

const Owner = ({ incident }: Pick<BoardFlight, 'incident'>) => {
  const words = useWords(flightWords);
  if (!incident) return null;
  const { id, severity, owner } = incident;
  return (
    <Link to="/now" search={{ incident: id }} className={styles.owner} title={words.incident}>
      <Chip tone={owner ? 'info' : severity === 'urgent' ? 'needs' : 'warn'}>
        {owner?.name ?? words.free}
      </Chip>
    </Link>
  );
};

interface RowProps {
  readonly flight: BoardFlight;
  readonly isChosen: boolean;
}

const Row = memo(({ flight, isChosen }: RowProps) => {
  const words = useWords(flightWords);
  const language = useLanguage();
  const { flightKey, flightNumber, originIata, destinationIata, local, facts } = flight;
  return (
    <tr className={isChosen ? styles.chosen : undefined} aria-current={isChosen || undefined}>
      <td className={styles.time}>
        <DepartureTime flight={flight} />
        <small>{dayOf(local.departure, language)}</small>
      </td>
      <td className={styles.flight}>
        <Link to="/flights/$key" params={{ key: flightName(flightKey) }}>
          {flightNumber}
        </Link>{' '}
        <span className={styles.route}>
          {originIata} → {destinationIata}
          {local.arrival && ` ${clockOf(local.arrival)}`}
        </span>
        <span className={styles.facts}>
          <Phase facts={facts} isLost={flight.isLost} />
          {facts?.gate && <small>{words.gate(facts.gate)}</small>}
        </span>
      </td>
      <td>
        <Who flight={flight} />
      </td>
      <td>
        <Connection connection={flight.connection} />
      </td>
      <td>
        <Trouble flight={flight} />
      </td>
      <td>
        <LastWord last={flight.last} />
      </td>
      <td>
        <Owner incident={flight.incident} />
      </td>
    </tr>
  );
});

const Bands = ({ flights }: { readonly flights: readonly BoardFlight[] }) => {
  const words = useWords(flightWords);
  const navigate = useNavigate();
  const { q = '', group = '' } = route.useSearch();
  const [isOverShown, setOverShown] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const looked = useDeferredValue(q);
  const matches = useMemo(
    () => flights.filter((flight) => isMatch(flight, looked, group)),
    [flights, looked, group],
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
              <Row flight={flight} isChosen={flight.flightKey === chosen} />
            </tbody>
          ))}
        </table>
      </section>
    );
  };
  return (
    <div ref={table}>
      {bands.map(section)}
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
  const { q = '', group = '' } = route.useSearch();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const look = (next: { readonly q?: string; readonly group?: string }): void => {
    const search = { q, group, ...next };
    void navigate({
      to: '/board',
      search: {
        ...(search.q !== '' && { q: search.q }),
        ...(search.group !== '' && { group: search.group }),
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

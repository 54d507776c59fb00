import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { answer, api } from '../api/client.ts';
import { useNow } from '../api/clock.ts';
import {
  boardQuery,
  type Flight as FlightOfApi,
  flightName,
  flightPageQuery,
  type PersonOnFlight,
} from '../api/flights.ts';
import { refresh } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { useCommands } from '../parts/commands.ts';
import { download } from '../parts/download.ts';
import { Told } from '../parts/flight-bits.tsx';
import { FlightLine } from '../parts/flight-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { done, failed } from '../parts/toast.tsx';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { termOf, terms } from '../words/terms.ts';
import { clockOf } from '../words/times.ts';
import styles from './flight.module.css';

type State = PersonOnFlight['state'];
const route = getRouteApi('/shell/flights/$key');
/** The gravest first: who has to be called, then who does not know. */
const states: readonly State[] = [
  'to_call',
  'failed',
  'not_told',
  'waiting',
  'sent',
  'delivered',
  'read',
  'called',
];

/** A list for the desk of the airline or the coach: one line for each passenger. */
const manifestOf = ({ people }: FlightOfApi): string => {
  const cell = (text: string): string =>
    `"${text.replaceAll('"', '""').replace(/^[=+@-]/, "'$&")}"`;
  const rows = people.flatMap(({ name, phone, state, passengers }) =>
    passengers.map((passenger) => [passenger.name, passenger.kind, name, phone ?? '', state]),
  );
  return [['passenger', 'kind', 'contact', 'phone', 'told'], ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\r\n');
};

const Tally = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { states: names } = useWords(terms);
  const counted = states.map((state) => ({
    state,
    count: flight.people.filter((person) => person.state === state).length,
  }));
  const { told, people } = flight.totals;
  return (
    <div className={styles.tally}>
      <strong>{words.tally(told, people)}</strong>
      <div className={styles.bar} aria-hidden="true">
        {counted
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => (
            <span
              key={state}
              className={styles[state]}
              style={{ flexGrow: count }}
              title={`${names[state]}: ${count}`}
            />
          ))}
      </div>
    </div>
  );
};

const States = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { states: names } = useWords(terms);
  const { state: chosen } = route.useSearch();
  const { key } = route.useParams();
  const choice = (state: State | undefined, text: string, count: number) => (
    <Link
      key={state ?? 'all'}
      to="/flights/$key"
      params={{ key }}
      search={state ? { state } : {}}
      replace
      className={styles.choice}
      aria-current={chosen === state ? 'true' : undefined}
    >
      {text} <small>{count}</small>
    </Link>
  );
  return (
    <nav className={styles.choices} aria-label={words.columns.told}>
      {choice(undefined, words.everyone, flight.people.length)}
      {states.flatMap((state) => {
        const count = flight.people.filter((person) => person.state === state).length;
        return count === 0 ? [] : [choice(state, names[state], count)];
      })}
    </nav>
  );
};

const Person = ({ person }: { readonly person: PersonOnFlight }) => {
  const words = useWords(flightWords);
  const { roles, rules, errors, messages } = useWords(terms);
  const client = useQueryClient();
  const { name, passengers, phone, role, state, why, code, last, tasks, journeyId } = person;
  const call = tasks.find(({ kind }) => kind === 'call' || kind === 'unreachable');
  const calledThem = async (): Promise<void> => {
    if (!call) return;
    const set = (next: 'done' | 'open') =>
      answer(
        api.PATCH('/tasks/{id}', { params: { path: { id: call.id } }, body: { state: next } }),
      );
    try {
      await set('done');
      done(words.callDoneOf(name));
    } catch (error) {
      failed(words.callFailed, error);
    }
    refresh(client, 'task');
  };
  const others = passengers.filter((passenger) => passenger.name !== name);
  return (
    <li className={styles.person}>
      <div className={styles.name}>
        <Link to="/journeys/$id" params={{ id: journeyId }} title={words.journey}>
          {name}
        </Link>
        {role !== 'traveller' && <small className={styles.role}>{termOf(roles, role)}</small>}
        {others.length > 0 && (
          <small className={styles.others}>
            {others.map(({ id, name: passenger, kind }) => (
              <span key={id}>
                {kind !== 'adult' && <Icon name="child" size={13} />} {passenger}
              </span>
            ))}
          </small>
        )}
      </div>
      <div className={styles.state}>
        <Told state={state} />
        <small>
          {why && termOf(rules, why)}
          {code && termOf(errors, code)}
          {!why && !code && last && (
            <>
              {termOf(messages, last.type)} {clockOf(last.localAt)}
              {last.localDeparture && ` · ${words.saidDeparture(clockOf(last.localDeparture))}`}
            </>
          )}
        </small>
      </div>
      <div className={styles.reach}>
        {phone ? <a href={`tel:${phone}`}>{phone}</a> : <small>{words.noPhone}</small>}
      </div>
      <div className={styles.does}>
        {call && (
          <Button icon="check" onClick={() => void calledThem()}>
            {words.callDone}
          </Button>
        )}
      </div>
    </li>
  );
};

const People = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { state } = route.useSearch();
  const shown = flight.people
    .filter((person) => state === undefined || person.state === state)
    .toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
  if (shown.length === 0)
    return <Note icon="check" title={state === 'to_call' ? words.callNothing : words.noMatch} />;
  return (
    <ul className={styles.people}>
      {shown.map((person) => (
        <Person key={person.tripId} person={person} />
      ))}
    </ul>
  );
};

const Whole = ({ flight }: { readonly flight: FlightOfApi }) => {
  const now = useNow();
  return (
    <>
      <FlightLine flight={flight} now={now} />
      <Tally flight={flight} />
      <States flight={flight} />
      <People flight={flight} />
    </>
  );
};

/** A flight, and who on it knows what holds now. */
export const Flight = () => {
  const words = useWords(flightWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const { key } = route.useParams();
  const query = useQuery(flightPageQuery(key));
  const incident = useQuery(boardQuery).data?.items.find(
    ({ flightKey }) => flightName(flightKey) === key,
  )?.incident;
  const flight = query.data;
  useCommands([
    ...(incident
      ? [
          {
            key: 'i',
            label: words.incident,
            run: () => void navigate({ to: '/now', search: { incident: incident.id } }),
          },
        ]
      : []),
    {
      key: 'c',
      label: words.callList,
      run: () =>
        void navigate({ to: '/flights/$key', params: { key }, search: { state: 'to_call' } }),
    },
  ]);
  const title = flight
    ? `${flight.flightNumber} ${flight.originIata}–${flight.destinationIata}`
    : shell.pages.flight;
  return (
    <Page
      title={title}
      about={flight && <Link to="/board">{shell.pages.board}</Link>}
      actions={
        flight && (
          <>
            {incident && (
              <Link
                to="/now"
                search={{ incident: incident.id }}
                className={`${styles.incident} ${incident.owner ? '' : styles.open}`}
              >
                <Icon name="warning" size={15} />
                {incident.owner?.name ?? words.incident}
              </Link>
            )}
            <Button
              icon="document"
              onClick={() =>
                download(words.manifestOf(flight.flightNumber), 'text/csv', manifestOf(flight))
              }
            >
              {words.manifest}
            </Button>
          </>
        )
      }
    >
      <Shown query={query} rows={6}>
        {(found) => <Whole flight={found} />}
      </Shown>
    </Page>
  );
};

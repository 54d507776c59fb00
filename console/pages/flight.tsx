import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import {
  boardQuery,
  type Flight as FlightOfApi,
  flightName,
  type PersonOnFlight,
} from '../api/flights.ts';
import { flightQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { useCommands } from '../parts/commands.ts';
import { csvOf, download } from '../parts/download.ts';
import { FlightStrip } from '../parts/flight-strip.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { byNeed, callsAmong, OnePerson, Totals, toldStates } from '../parts/people-on-flight.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { terms } from '../words/terms.ts';
import styles from './flight.module.css';

const route = getRouteApi('/shell/flights/$key');

/** A list for the desk of the airline or the coach: one line for each passenger. */
const manifestOf = ({ people }: FlightOfApi): string => {
  const rows = people.flatMap(({ name, phone, state, passengers }) =>
    passengers.map((passenger) => [passenger.name, passenger.kind, name, phone ?? '', state]),
  );
  return csvOf([['passenger', 'kind', 'contact', 'phone', 'told'], ...rows]);
};

const States = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { states: names } = useWords(terms);
  const { state: chosen } = route.useSearch();
  const { key } = route.useParams();
  const choice = (state: PersonOnFlight['state'] | undefined, text: string, count: number) => (
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
      {toldStates.flatMap((state) => {
        const count = flight.people.filter((person) => person.state === state).length;
        return count === 0 ? [] : [choice(state, names[state], count)];
      })}
    </nav>
  );
};

const People = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { state } = route.useSearch();
  const shown = byNeed(flight.people).filter(
    (person) => state === undefined || person.state === state,
  );
  if (shown.length === 0)
    return (
      <Note icon="check" title={state === 'to_call' ? words.callNothing : words.nobodyMatches} />
    );
  return (
    <ul className={styles.people}>
      {shown.map((person) => (
        <OnePerson key={person.tripId} person={person} calls={callsAmong(person.tasks)} />
      ))}
    </ul>
  );
};

/** A flight, and who on it knows what holds now. */
export const Flight = () => {
  const words = useWords(flightWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const { key } = route.useParams();
  const query = useQuery(flightQuery(key));
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
        {(found) => (
          <>
            <FlightStrip flight={found} />
            <Totals totals={found.totals} />
            <States flight={found} />
            <People flight={found} />
          </>
        )}
      </Shown>
    </Page>
  );
};

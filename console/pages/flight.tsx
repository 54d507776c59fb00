import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
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
import { MessageButton } from '../parts/message-button.tsx';
import { Page } from '../parts/page.tsx';
import { byNeed, callsAmong, OnePerson, Totals, toldStates } from '../parts/people-on-flight.tsx';
import { shownPhone } from '../parts/phone-link.tsx';
import { RebookDialog } from '../parts/rebook-dialog.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { WhyButton } from '../parts/why-dialog.tsx';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { rebookWords } from '../words/rebook.ts';
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

/** The list on paper: who flies, who is called for them, and what they know. */
const Manifest = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { states } = useWords(terms);
  const { state } = route.useSearch();
  return (
    <table className={styles.manifest}>
      <thead>
        <tr>
          {Object.values(words.onPaper).map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shownOf(flight, state).flatMap((person) =>
          person.passengers.map(({ id, name }) => (
            <tr key={id}>
              <td>{name}</td>
              <td>{person.name}</td>
              <td>{person.phone && shownPhone(person.phone)}</td>
              <td>{states[person.state]}</td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
};

const States = ({ flight }: { readonly flight: FlightOfApi }) => {
  const words = useWords(flightWords);
  const { states: names } = useWords(terms);
  const { key } = route.useParams();
  const choice = (state: PersonOnFlight['state'] | undefined, text: string, count: number) => (
    <Link
      key={state ?? 'all'}
      to="/flights/$key"
      params={{ key }}
      search={state ? { state } : {}}
      replace
      className={styles.choice}
      activeOptions={{ exact: true }}
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

/** People as they are filtered, whoever needs somebody first. */
const shownOf = ({ people }: FlightOfApi, state: string | undefined): readonly PersonOnFlight[] =>
  byNeed(people).filter((person) => state === undefined || person.state === state);

const People = ({
  flight,
  picked,
  toggle,
  atHand,
  step,
}: {
  readonly flight: FlightOfApi;
  readonly picked: ReadonlySet<string>;
  readonly toggle: (tripId: string) => void;
  readonly atHand: string | null;
  readonly step: (tripId: string) => void;
}) => {
  const words = useWords(flightWords);
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const { state } = route.useSearch();
  const shown = shownOf(flight, state);
  const chosen = shown.find(({ tripId }) => tripId === atHand);
  const move = (by: number): void => {
    const next =
      shown[Math.min(Math.max((chosen ? shown.indexOf(chosen) : -1) + by, 0), shown.length - 1)];
    if (next) step(next.tripId);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another is at hand
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [atHand]);
  useCommands([
    { key: 'j', label: words.nextPerson, run: () => move(1), keyOnly: true },
    { key: 'k', label: words.previousPerson, run: () => move(-1), keyOnly: true },
    ...(chosen
      ? [
          { key: 'x', label: words.pick, run: () => toggle(chosen.tripId), keyOnly: true },
          {
            key: 'Enter',
            label: words.openJourney,
            run: () => void navigate({ to: '/journeys/$id', params: { id: chosen.journeyId } }),
            keyOnly: true,
          },
        ]
      : []),
  ]);
  if (shown.length === 0)
    return (
      <Note icon="check" title={state === 'to_call' ? words.callNothing : words.nobodyMatches} />
    );
  return (
    <ul className={styles.people} ref={list}>
      {shown.map((person) => (
        <OnePerson
          key={person.tripId}
          person={person}
          calls={callsAmong(person.tasks)}
          pick={{
            isPicked: picked.has(person.tripId),
            isAtHand: person.tripId === atHand,
            toggle: () => toggle(person.tripId),
          }}
        />
      ))}
    </ul>
  );
};

/** What can be done with all who are shown, or with those who were chosen. */
const Acts = ({
  flight,
  picked,
  clear,
  atHand,
}: {
  readonly flight: FlightOfApi;
  readonly picked: ReadonlySet<string>;
  readonly clear: () => void;
  readonly atHand: string | null;
}) => {
  const words = useWords(flightWords);
  const rebook = useWords(rebookWords);
  const { key } = route.useParams();
  const { state } = route.useSearch();
  const [isRebooking, setRebooking] = useState(false);
  const shown = shownOf(flight, state);
  const chosen = flight.people.filter(({ tripId }) => picked.has(tripId));
  const meant = chosen.length > 0 ? chosen : shown;
  useCommands([{ key: 'b', label: rebook.edit, run: () => setRebooking(meant.length > 0) }]);
  return (
    <div className={styles.acts}>
      <MessageButton
        to={
          chosen.length > 0
            ? { flight: key, contacts: chosen.map(({ contactId }) => contactId).join(',') }
            : { flight: key, state }
        }
      />
      <Button
        icon="edit"
        keyHint="b"
        disabled={meant.length === 0}
        onClick={() => setRebooking(true)}
      >
        {rebook.edit}
      </Button>
      <WhyButton
        people={shown.map(({ contactId, name }) => ({ id: contactId, name }))}
        about={shown.find(({ tripId }) => tripId === atHand)?.contactId}
      />
      {chosen.length > 0 && (
        <Button look="bare" icon="close" onClick={clear}>
          {words.picked(chosen.length)}
        </Button>
      )}
      {isRebooking && (
        <RebookDialog flight={flight} people={meant} close={() => setRebooking(false)} />
      )}
    </div>
  );
};

const Found = ({ flight }: { readonly flight: FlightOfApi }) => {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [atHand, setAtHand] = useState<string | null>(null);
  const toggle = (tripId: string): void =>
    setPicked(
      new Set(
        picked.has(tripId) ? [...picked].filter((one) => one !== tripId) : [...picked, tripId],
      ),
    );
  return (
    <>
      <FlightStrip flight={flight} />
      <Totals totals={flight.totals} />
      <States flight={flight} />
      <Acts flight={flight} picked={picked} clear={() => setPicked(new Set())} atHand={atHand} />
      <Manifest flight={flight} />
      <People flight={flight} picked={picked} toggle={toggle} atHand={atHand} step={setAtHand} />
    </>
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
            <Button icon="note" onClick={() => print()}>
              {words.print}
            </Button>
          </>
        )
      }
    >
      <Shown query={query} rows={6}>
        {(found) => <Found key={found.flightKey} flight={found} />}
      </Shown>
    </Page>
  );
};

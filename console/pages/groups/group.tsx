import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { flightName } from '../../api/flights.ts';
import { type GroupDetails, groupFlightQuery, groupQuery } from '../../api/groups.ts';
import { journeysQuery } from '../../api/journeys.ts';
import { meQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { useCommands } from '../../parts/commands.ts';
import { FlightStrip } from '../../parts/flight-strip.tsx';
import { JourneyList } from '../../parts/journey-list.tsx';
import { MessageButton } from '../../parts/message-button.tsx';
import { Page } from '../../parts/page.tsx';
import { byNeed, callsAmong, OnePerson, Totals } from '../../parts/people-on-flight.tsx';
import { Phase } from '../../parts/phase.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { LocalTime } from '../../parts/time.tsx';
import { flightWords } from '../../words/flights.ts';
import { groupWords } from '../../words/groups.ts';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import styles from './groups.module.css';
import { Manifest } from './manifest.tsx';

const parts = ['flights', 'journeys', 'manifest'] as const;
const route = getRouteApi('/shell/groups/$id');

/** Who of the group is on a flight; whoever does not call for the agency ticks nothing off. */
const PeopleOf = ({ id, flight: key }: { readonly id: string; readonly flight: string }) => {
  const query = useQuery(groupFlightQuery(id, key));
  const mayCall = useQuery(meQuery).data?.role !== 'limited';
  return (
    <Shown query={query} rows={4}>
      {(flight) => (
        <div className={styles.people}>
          <FlightStrip flight={flight} />
          <ul>
            {byNeed(flight.people).map((person) => (
              <OnePerson
                key={person.tripId}
                person={person}
                calls={mayCall ? callsAmong(person.tasks) : []}
              />
            ))}
          </ul>
        </div>
      )}
    </Shown>
  );
};

const Flights = ({ group: { id, flights } }: { readonly group: GroupDetails }) => {
  const words = useWords(groupWords);
  const ofFlights = useWords(flightWords);
  const { flight: chosen } = route.useSearch();
  if (flights.length === 0)
    return (
      <Note icon="flight" title={words.noFlights}>
        {words.noFlightsText}
      </Note>
    );
  return (
    <ul className={styles.flights} aria-label={words.parts.flights}>
      {flights.map((flight) => {
        const { flightKey, flightNumber, originIata, destinationIata, departure, local } = flight;
        const key = flightName(flightKey);
        const isOpen = key === chosen;
        return (
          <li key={key}>
            <Link
              to="/groups/$id"
              params={{ id }}
              search={isOpen ? {} : { flight: key }}
              replace
              resetScroll={false}
              className={styles.flight}
              aria-expanded={isOpen}
              title={isOpen ? words.close : words.show(flightNumber)}
            >
              <strong>
                {flightNumber} {originIata} → {destinationIata}
              </strong>
              <span>
                <LocalTime local={local.bestDeparture ?? local.departure} at={departure} withDay />
              </span>
              <Phase facts={flight.facts} />
              {flight.missingDocuments > 0 ? (
                <Chip tone="warn">{ofFlights.documents(flight.missingDocuments)}</Chip>
              ) : (
                <Chip tone="good">{words.allDocuments}</Chip>
              )}
            </Link>
            <Totals totals={flight.totals} />
            {isOpen && <PeopleOf id={id} flight={key} />}
          </li>
        );
      })}
    </ul>
  );
};

const Journeys = ({ group }: { readonly group: string }) => {
  const words = useWords(journeyWords);
  const query = useInfiniteQuery(journeysQuery({ group }));
  return (
    <Shown query={query} rows={6}>
      {({ pages }) => {
        const journeys = pages.flatMap(({ items }) => items);
        return journeys.length === 0 ? (
          <Note icon="journeys" title={words.empty} />
        ) : (
          <>
            <JourneyList journeys={journeys} />
            {query.hasNextPage && (
              <Button
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {words.more}
              </Button>
            )}
          </>
        );
      }}
    </Shown>
  );
};

/** A group: how far its people are by flight, its journeys, and the list of who is in it. */
export const Group = () => {
  const words = useWords(groupWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const { id } = route.useParams();
  const search = route.useSearch();
  const query = useQuery(groupQuery(id));
  const part = parts.find((one) => one === search.part) ?? 'flights';
  const group = query.data;
  useCommands(
    parts.map((one, place) => ({
      key: `${place + 1}`,
      label: words.parts[one],
      run: () => void navigate({ to: '/groups/$id', params: { id }, search: { part: one } }),
    })),
  );
  return (
    <Page
      title={group?.name ?? shell.pages.groups}
      about={
        <>
          <Link to="/groups">{shell.pages.groups}</Link>
          {group && ` · ${words.journeys(group.journeys)}`}
          {group &&
            group.guides.length > 0 &&
            ` · ${words.guides(group.guides.map(({ name }) => name).join(', '))}`}
        </>
      }
      actions={group && <MessageButton to={{ group: group.name }} />}
    >
      <Tabs
        label={words.partNames}
        chosen={part}
        tabs={parts.map((one) => ({
          id: one,
          label: words.parts[one],
          search: one === 'flights' ? {} : { part: one },
        }))}
      />
      <Shown query={query} rows={6}>
        {(found) => (
          <div className={styles.part}>
            {part === 'flights' && <Flights group={found} />}
            {part === 'journeys' && <Journeys group={found.name} />}
            {part === 'manifest' && <Manifest group={found} />}
          </div>
        )}
      </Shown>
    </Page>
  );
};

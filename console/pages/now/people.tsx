import { useQuery } from '@tanstack/react-query';
import { flightName } from '../../api/flights.ts';
import type { IncidentTask } from '../../api/incidents.ts';
import { flightQuery } from '../../api/queries.ts';
import { FlightStrip } from '../../parts/flight-strip.tsx';
import { MessageButton } from '../../parts/message-button.tsx';
import { byNeed, callsAmong, OnePerson, Totals } from '../../parts/people-on-flight.tsx';
import { Shown } from '../../parts/states.tsx';
import { WhyButton } from '../../parts/why-dialog.tsx';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import styles from './incident.module.css';

/** A flight, and each person on it: what they know, and who is to be called. */
export const PeopleOnFlight = ({
  flightKey,
  tasks,
}: {
  readonly flightKey: string;
  readonly tasks: readonly IncidentTask[];
}) => {
  const words = useWords(nowWords);
  const query = useQuery(flightQuery(flightKey));
  const calls = callsAmong(tasks);
  return (
    <Shown query={query} rows={3}>
      {(flight) => (
        <>
          <FlightStrip flight={flight} />
          <section className={styles.people}>
            <h3>{words.whoKnows}</h3>
            <Totals totals={flight.totals} />
            <div className={styles.actions}>
              <MessageButton to={{ flight: flightName(flightKey) }} />
              <WhyButton
                people={byNeed(flight.people).map(({ contactId, name }) => ({
                  id: contactId,
                  name,
                }))}
              />
            </div>
            <ul>
              {byNeed(flight.people).map((person) => (
                <OnePerson
                  key={person.tripId}
                  person={person}
                  calls={calls.filter(({ tripId }) => tripId === person.tripId)}
                />
              ))}
            </ul>
          </section>
        </>
      )}
    </Shown>
  );
};

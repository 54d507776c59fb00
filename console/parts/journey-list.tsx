import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client.ts';
import { journeyWords } from '../words/journey.ts';
import { useWords } from '../words/language.ts';
import { Chip } from './chip.tsx';
import styles from './journey-list.module.css';
import { LocalTime } from './time.tsx';

/** Journeys, each a link: who flies what, when, and whose they are. */
export const JourneyList = ({
  journeys,
}: {
  readonly journeys: readonly Schemas['JourneySummary'][];
}) => {
  const words = useWords(journeyWords);
  return (
    <ul className={styles.list}>
      {journeys.map(({ id, title, reference, legs, passengers, owner, group, state }) => (
        <li key={id}>
          <Link to="/journeys/$id" params={{ id }} className={styles.row}>
            <span className={styles.title}>
              <strong>{title ?? passengers.map((one) => one.name).join(', ')}</strong>
              <small>
                {[reference, group].filter(Boolean).join(' · ')}{' '}
                {state === 'withdrawn' && <Chip>{words.withdrawn}</Chip>}
              </small>
            </span>
            <span className={styles.legs}>
              {legs.map((leg) => (
                <span key={leg.id}>
                  <b>{leg.flightNumber}</b> {leg.originIata} → {leg.destinationIata}
                </span>
              ))}
            </span>
            <span className={styles.when}>
              {legs[0] && (
                <LocalTime local={legs[0].localDeparture} at={legs[0].departure} withDay />
              )}
              <small>
                {words.travellers(passengers.length)}
                {owner && ` · ${owner}`}
              </small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
};

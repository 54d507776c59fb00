import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { type BoardFlight, flightName } from '../api/flights.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { Phase } from '../parts/phase.tsx';
import { Away } from '../parts/time.tsx';
import { flightWords } from '../words/flights.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { rebookWords } from '../words/rebook.ts';
import { termOf, terms } from '../words/terms.ts';
import { clockOf, dayOf } from '../words/times.ts';
import styles from './board.module.css';

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
  /** Puts all its people on another flight. */
  readonly rebook: (flightKey: string) => void;
}

/** A flight on the board: when, which, who, and what needs somebody. */
export const Row = memo(({ flight, isChosen, rebook }: RowProps) => {
  const words = useWords(flightWords);
  const { edit } = useWords(rebookWords);
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
        {flight.band !== 'over' && (
          <Button
            look="bare"
            icon="edit"
            label={`${edit}: ${flightNumber}`}
            onClick={() => rebook(flightKey)}
          />
        )}
      </td>
    </tr>
  );
});

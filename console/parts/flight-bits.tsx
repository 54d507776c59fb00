import type { BoardFlight, PersonOnFlight } from '../api/flights.ts';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { terms } from '../words/terms.ts';
import { clockOf } from '../words/times.ts';
import styles from './flight-bits.module.css';

type Facts = BoardFlight['facts'];
const minuteMs = 60_000;

/** By how much the best known departure is after the one that was booked, in minutes. */
export const lateBy = (booked: string, facts: Facts): number =>
  facts ? Math.round((Date.parse(facts.departure) - Date.parse(booked)) / minuteMs) : 0;

/** Where a flight is, in a word; trouble in the colour of what needs a person. */
export const Phase = ({ facts, isLost }: { readonly facts: Facts; readonly isLost?: boolean }) => {
  const words = useWords(flightWords);
  const name = facts?.phase ?? (isLost ? 'lost' : 'unknown');
  return <span className={`${styles.phase} ${styles[name]}`}>{words.phases[name]}</span>;
};

/** What was booked, struck through where something else holds now. */
export const DepartureTime = ({
  booked,
  best,
  late,
}: {
  readonly booked: string;
  readonly best: string | null;
  readonly late: number;
}) => {
  const words = useWords(flightWords);
  if (best === null || late === 0) return <time dateTime={booked}>{clockOf(booked)}</time>;
  return (
    <span className={styles.moved}>
      <s>{clockOf(booked)}</s> <time dateTime={best}>{clockOf(best)}</time>{' '}
      <em className={late >= 60 ? styles.long : undefined}>
        {late > 0 ? words.late(late) : words.early(-late)}
      </em>
    </span>
  );
};

/** How far somebody is with what holds now. */
export const Told = ({ state }: { readonly state: PersonOnFlight['state'] }) => {
  const { states } = useWords(terms);
  return <span className={`${styles.told} ${styles[state]}`}>{states[state]}</span>;
};

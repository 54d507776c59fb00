import type { Flight } from '../api/flights.ts';
import { flightWords } from '../words/flights.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { clockOf, dayOf } from '../words/times.ts';
import { DepartureTime, lateBy, Phase } from './flight-bits.tsx';
import styles from './flight-line.module.css';
import { Away } from './time.tsx';

/** How far a flight is on its way, from 0 to 1. */
const wayOf = ({ facts }: Flight, now: number): number => {
  if (!facts) return 0;
  if (facts.phase === 'landed') return 1;
  if (facts.phase !== 'departed' || !facts.arrival) return 0;
  const from = Date.parse(facts.departure);
  const to = Date.parse(facts.arrival);
  return to > from ? Math.min(Math.max((now - from) / (to - from), 0.02), 0.98) : 0;
};

const Plane = ({ way }: { readonly way: number }) => (
  <svg className={styles.line} viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true">
    <path className={styles.ahead} d="M8 48 Q 500 -8 992 48" pathLength={1} />
    <path
      className={styles.flown}
      d="M8 48 Q 500 -8 992 48"
      pathLength={1}
      strokeDasharray={`${way} 1`}
    />
  </svg>
);

/**
 * A flight as a line from gate to gate: what was booked and what holds now at both ends, how far it
 * is, and how old that reading is.
 */
export const FlightLine = ({ flight, now }: { readonly flight: Flight; readonly now: number }) => {
  const words = useWords(flightWords);
  const language = useLanguage();
  const { facts, local, departure, originIata, destinationIata } = flight;
  const way = wayOf(flight, now);
  // Height on the curve of `Plane`, in its own units.
  const height = 48 - 112 * way * (1 - way);
  const isOff = facts?.phase === 'cancelled' || facts?.phase === 'diverted';
  const arrival = local.landedAt ?? local.arrival;
  return (
    <section className={`${styles.strip} ${isOff ? styles.off : ''}`}>
      <div className={styles.end}>
        <strong>{originIata}</strong>
        <span className={styles.time}>
          <DepartureTime
            booked={local.departure}
            best={local.bestDeparture}
            late={lateBy(departure, facts)}
          />
        </span>
        <small>{dayOf(local.departure, language)}</small>
        {facts?.gate && <small className={styles.gate}>{words.gate(facts.gate)}</small>}
        {facts?.terminal && <small>{words.terminal(facts.terminal)}</small>}
      </div>
      <div className={styles.middle}>
        <Plane way={way} />
        {way > 0 && way < 1 && (
          <span
            className={styles.plane}
            style={{ left: `${way * 100}%`, top: `${(height / 60) * 100}%` }}
            role="img"
            aria-label={words.progress(Math.round(way * 100))}
          />
        )}
        <p className={styles.now}>
          <Phase facts={facts} />
          <small>
            {facts ? (
              <>
                {words.reading} <Away at={facts.observedAt} />
              </>
            ) : (
              words.never
            )}
          </small>
        </p>
      </div>
      <div className={`${styles.end} ${styles.right}`}>
        <strong>{facts?.divertedTo?.iata ?? destinationIata}</strong>
        <span className={styles.time}>
          {arrival ? <time dateTime={arrival}>{clockOf(arrival)}</time> : '–'}
        </span>
        {arrival && <small>{dayOf(arrival, language)}</small>}
        {facts?.destination.city && <small>{facts.destination.city}</small>}
      </div>
    </section>
  );
};

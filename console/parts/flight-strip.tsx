import type { Schemas } from '../api/client.ts';
import { useNow } from '../api/clock.ts';
import { useWords } from '../words/language.ts';
import { nowWords } from '../words/now.ts';
import { termOf, terms } from '../words/terms.ts';
import { clockOf, lengthOf } from '../words/times.ts';
import styles from './flight-strip.module.css';
import { Away } from './time.tsx';
import { useWidth } from './use-width.ts';

type Flight = Schemas['Flight'];

const height = 92;
const side = 46;
const axis = 46;

/** Where instants lie on the drawing: from the scheduled departure to the last arrival. */
const scaleOf = (instants: readonly number[], width: number) => {
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  return (at: number): number =>
    side + ((at - first) / Math.max(last - first, 1)) * (width - 2 * side);
};

const ms = (instant: string | null | undefined): number | null =>
  instant ? Date.parse(instant) : null;

const Drawing = ({ flight, width }: { readonly flight: Flight; readonly width: number }) => {
  const now = useNow();
  const { facts, departure, local } = flight;
  const scheduled = ms(facts?.scheduledDeparture) ?? Date.parse(departure);
  const best = ms(facts?.departure) ?? scheduled;
  const arrival = ms(facts?.landedAt) ?? ms(facts?.arrival) ?? best + 5_400_000;
  const scheduledArrival = ms(facts?.scheduledArrival) ?? arrival;
  const x = scaleOf([scheduled, best, arrival, scheduledArrival], width);
  const isOff = facts?.phase === 'cancelled' || facts?.phase === 'diverted';
  const isMoved = Math.abs(best - scheduled) >= 60_000;
  const isNow = now > Math.min(scheduled, best) && now < arrival;
  const bow = (from: number, to: number, high: number): string =>
    `M${x(from)} ${axis} Q${(x(from) + x(to)) / 2} ${axis - high} ${x(to)} ${axis}`;
  const bestLocal = local.bestDeparture ?? local.departure;
  return (
    <svg
      className={isOff ? styles.off : styles.strip}
      width={width}
      height={height}
      aria-hidden="true"
      focusable="false"
    >
      <line className={styles.axis} x1={side} x2={width - side} y1={axis} y2={axis} />
      {isMoved && (
        <>
          <path className={styles.ghost} d={bow(scheduled, scheduledArrival, 44)} />
          <line className={styles.moved} x1={x(scheduled)} x2={x(best)} y1={axis} y2={axis} />
          <circle className={styles.tick} cx={x(scheduled)} cy={axis} r="4" />
        </>
      )}
      <path className={styles.arc} d={bow(best, arrival, 56)} />
      <circle className={styles.end} cx={x(best)} cy={axis} r="6" />
      <circle className={styles.end} cx={x(arrival)} cy={axis} r="6" />
      {isNow && <path className={styles.now} d={`M${x(now)} 6V${axis + 8}`} />}
      {isOff && (
        <path className={styles.cross} d={`M${width / 2 - 9} ${axis - 31}l18 18m0-18l-18 18`} />
      )}
      {isMoved && (
        <text className={styles.was} x={x(scheduled)} y={axis + 20} textAnchor="middle">
          {clockOf(local.scheduledDeparture ?? local.departure)}
        </text>
      )}
      <text
        className={styles.clock}
        x={x(best)}
        y={axis + (isMoved && x(best) - x(scheduled) < 44 ? 36 : 20)}
        textAnchor="middle"
      >
        {clockOf(bestLocal)}
      </text>
      <text className={styles.clock} x={x(arrival)} y={axis + 20} textAnchor="middle">
        {local.landedAt ? clockOf(local.landedAt) : local.arrival ? clockOf(local.arrival) : '—'}
      </text>
    </svg>
  );
};

/** A flight as it is known: scheduled, estimated, gate, and how old that knowledge is. */
export const FlightStrip = ({ flight }: { readonly flight: Flight }) => {
  const words = useWords(nowWords);
  const { trip } = useWords(terms);
  const { element, width } = useWidth<HTMLDivElement>();
  const { facts, flightNumber, originIata, destinationIata, local } = flight;
  const best = local.bestDeparture ?? local.departure;
  const moved =
    facts && Date.parse(facts.departure) - Date.parse(facts.scheduledDeparture ?? flight.departure);
  const isOff = facts?.phase === 'cancelled' || facts?.phase === 'diverted';
  return (
    <figure className={styles.figure}>
      <figcaption>
        <span className={styles.place}>
          <b>{originIata}</b> <span className={styles.city}>{facts?.origin?.city}</span>
        </span>
        <span className={styles.middle}>
          <b>{flightNumber}</b>
          <span className={isOff ? styles.bad : undefined}>
            {facts ? termOf(trip, facts.phase) : termOf(trip, 'booked')}
          </span>
          {moved !== null && Math.abs(moved) >= 60_000 && !isOff && (
            <span className={styles.late}>
              {moved > 0 ? words.delay(lengthOf(moved)) : words.earlier(lengthOf(moved))}
            </span>
          )}
        </span>
        <span className={styles.place}>
          <span className={styles.city}>{facts?.destination?.city}</span> <b>{destinationIata}</b>
        </span>
      </figcaption>
      <div ref={element}>{width > 0 && <Drawing flight={flight} width={width} />}</div>
      <p className={styles.facts}>
        <span className="sr-only">
          {words.scheduled} {clockOf(local.scheduledDeparture ?? local.departure)},{' '}
          {words.estimated} {clockOf(best)}.
        </span>
        <span>{facts?.gate ? `${words.gate} ${facts.gate}` : words.noGate}</span>
        {facts && (
          <span>
            {words.readAgo} <Away at={facts.observedAt} />
          </span>
        )}
      </p>
    </figure>
  );
};

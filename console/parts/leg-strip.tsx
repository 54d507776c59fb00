import type { Schemas } from '../api/client.ts';
import { useNow } from '../api/clock.ts';
import { journeyWords } from '../words/journey.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { termOf, terms } from '../words/terms.ts';
import { clockOf, dayOf, lengthOf } from '../words/times.ts';
import { type Axis, axisOf } from './leg-axis.ts';
import styles from './leg-strip.module.css';
import { useWidth } from './use-width.ts';

type Journey = Schemas['Journey'];
type Trip = Schemas['Trip'];

/** A message that waits for its time. */
export interface ToCome {
  readonly id: string;
  readonly at: string;
  readonly label: string;
}

const height = 176;
const axisY = 104;
const side = 40;
const dayMs = 86_400_000;

interface Drawn {
  readonly id: string;
  readonly leg: Journey['legs'][number];
  readonly trip: Trip | undefined;
  readonly scheduled: number;
  readonly departure: number;
  readonly arrival: number;
}

const drawnOf = ({ legs, trips }: Journey, contactId: string | undefined): readonly Drawn[] =>
  legs.map((leg) => {
    const ofLeg = trips.filter(({ legId, status }) => legId === leg.id && status !== 'withdrawn');
    const trip = ofLeg.find((one) => one.contactId === contactId) ?? ofLeg[0];
    const scheduled = Date.parse(trip?.scheduledDeparture ?? leg.departure);
    const departure = Date.parse(trip?.estimatedDeparture ?? leg.departure);
    // Before a flight was found nobody knows its length: two hours, drawn as a guess.
    const arrival = trip?.estimatedArrival
      ? Date.parse(trip.estimatedArrival)
      : departure + 2 * 3_600_000;
    return { id: leg.id, leg, trip, scheduled, departure, arrival };
  });

const isOff = ({ trip }: Drawn): boolean =>
  trip?.status === 'cancelled' || trip?.status === 'diverted';

const Leg = ({
  drawn,
  from,
  to,
}: {
  readonly drawn: Drawn;
  readonly from: number;
  readonly to: number;
}) => {
  const words = useWords(journeyWords);
  const { trip: statuses } = useWords(terms);
  const language = useLanguage();
  const { leg, trip, scheduled, departure } = drawn;
  const middle = (from + to) / 2;
  const high = Math.min(68, 38 + (to - from) / 14);
  // Of a curve with both its controls at that height.
  const top = axisY - 0.75 * high;
  const moved = departure - scheduled;
  const isMoved = Math.abs(moved) >= 60_000;
  const local = trip?.local;
  const departureLocal = local?.estimatedDeparture ?? local?.departure ?? leg.localDeparture;
  const off = isOff(drawn);
  return (
    <g className={off ? styles.off : trip?.status === 'landed' ? styles.over : undefined}>
      <path
        className={trip?.estimatedArrival ? styles.arc : styles.guess}
        d={`M${from} ${axisY} C${from + (to - from) / 4} ${axisY - high} ${to - (to - from) / 4} ${axisY - high} ${to} ${axisY}`}
      />
      <circle className={styles.end} cx={from} cy={axisY} r="5" />
      <circle className={styles.end} cx={to} cy={axisY} r="5" />
      <text className={styles.flight} x={middle} y={top - 23} textAnchor="middle">
        {leg.flightNumber}
      </text>
      <text className={off ? styles.bad : styles.status} x={middle} y={top - 8} textAnchor="middle">
        {trip ? termOf(statuses, trip.status) : ''}
        {isMoved && !off && ` ${moved > 0 ? '+' : '−'}${lengthOf(moved)}`}
      </text>
      {trip?.gate && !off && (
        <text className={styles.small} x={middle} y={top + 17} textAnchor="middle">
          {words.gate} {trip.gate}
        </text>
      )}
      <text className={styles.place} x={from} y={axisY + 22} textAnchor="middle">
        {leg.originIata}
      </text>
      <text className={styles.clock} x={from} y={axisY + 38} textAnchor="middle">
        {clockOf(departureLocal)}
      </text>
      <text className={styles.small} x={from} y={axisY + 54} textAnchor="middle">
        {dayOf(departureLocal, language)}
      </text>
      <text className={styles.place} x={to} y={axisY + 22} textAnchor="middle">
        {leg.destinationIata}
      </text>
      {local?.estimatedArrival && (
        <text className={styles.clock} x={to} y={axisY + 38} textAnchor="middle">
          {clockOf(local.estimatedArrival)}
        </text>
      )}
    </g>
  );
};

/** Between two legs: the minutes to connect, or the nights of a stay. */
const Between = ({
  before,
  after,
  axis,
  place,
}: {
  readonly before: Drawn;
  readonly after: Drawn;
  readonly axis: Axis;
  readonly place: number;
}) => {
  const words = useWords(journeyWords);
  const [from, to] = [axis.legs[place - 1]?.to ?? 0, axis.legs[place]?.from ?? 0];
  const middle = (from + to) / 2;
  const gap = after.departure - before.arrival;
  const brokenMs = axis.legs[place]?.brokenMs ?? null;
  if (brokenMs !== null)
    return (
      <g>
        <path
          className={styles.break}
          d={`M${from + 8} ${axisY}H${middle - 10}l5 -7 6 14 5 -7H${to - 8}`}
        />
        <text className={styles.small} x={middle} y={axisY - 14} textAnchor="middle">
          {words.nights(Math.max(Math.round(brokenMs / dayMs), 1))}
        </text>
      </g>
    );
  return (
    <g>
      <line className={styles.ground} x1={from} x2={to} y1={axisY} y2={axisY} />
      <text className={styles.margin} x={middle} y={axisY - 12} textAnchor="middle">
        {gap > 0 ? lengthOf(gap) : words.overlap}
      </text>
    </g>
  );
};

const Drawing = ({
  legs,
  width,
  toCome,
}: {
  readonly legs: readonly Drawn[];
  readonly width: number;
  readonly toCome: readonly ToCome[];
}) => {
  const words = useWords(journeyWords);
  const now = useNow();
  const axis = axisOf(legs, width, side);
  const nowX = Math.min(Math.max(axis.at(now), 12), axis.width - 12);
  return (
    <svg
      className={styles.strip}
      width={Math.max(axis.width, width)}
      height={height}
      aria-hidden="true"
      focusable="false"
    >
      {legs.map((after, place) => {
        const before = legs[place - 1];
        return before ? (
          <Between key={after.id} before={before} after={after} axis={axis} place={place} />
        ) : null;
      })}
      {legs.map((drawn, place) => {
        const placed = axis.legs[place];
        return placed ? (
          <Leg key={drawn.id} drawn={drawn} from={placed.from} to={placed.to} />
        ) : null;
      })}
      {toCome.map(({ id, at, label }) => (
        <g key={id} className={styles.toCome}>
          <title>{label}</title>
          <path d={`M${axis.at(Date.parse(at))} ${axisY + 3}l5 8h-10z`} />
        </g>
      ))}
      <g className={styles.now}>
        <line x1={nowX} x2={nowX} y1={16} y2={axisY + 12} />
        <text x={nowX} y={11} textAnchor="middle">
          {words.now}
        </text>
      </g>
    </svg>
  );
};

/** The legs of a journey on one axis: to scale, with margins, the line of now, and what is to come. */
export const LegStrip = ({
  journey,
  contactId,
  toCome = [],
}: {
  readonly journey: Journey;
  /** Whose trips are drawn; else those of whoever stands first. */
  readonly contactId?: string | undefined;
  readonly toCome?: readonly ToCome[];
}) => {
  const words = useWords(journeyWords);
  const { trip: statuses } = useWords(terms);
  const { element, width } = useWidth<HTMLDivElement>();
  const legs = drawnOf(journey, contactId);
  return (
    <figure className={styles.figure}>
      <figcaption className="sr-only">
        {words.strip}:{' '}
        {legs
          .map(({ leg, trip }) =>
            [
              leg.flightNumber,
              leg.originIata,
              leg.destinationIata,
              trip?.local.estimatedDeparture ?? leg.localDeparture,
              trip && termOf(statuses, trip.status),
            ].join(' '),
          )
          .join('; ')}
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing, with no fields */}
      <div
        ref={element}
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys where it is too wide
        tabIndex={0}
        role="group"
        aria-label={words.strip}
      >
        {width > 0 && <Drawing legs={legs} width={width} toCome={toCome} />}
      </div>
    </figure>
  );
};

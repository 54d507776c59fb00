import { useEffect, useRef } from 'react';
import { useNow } from '../../api/clock.ts';
import { type Incident, type IncidentTask, partsOfFlight } from '../../api/incidents.ts';
import type { HeldRow } from '../../parts/held-order.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Away } from '../../parts/time.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { termOf, terms } from '../../words/terms.ts';
import { awayFrom, lengthOf } from '../../words/times.ts';
import styles from './now.module.css';

const icons: Readonly<Record<Incident['kind'], IconName>> = {
  flight: 'flight',
  journey: 'journeys',
  conversation: 'inbox',
  agency: 'settings',
};

/** What happened comes first; that somebody is to be called follows from it. */
const headlineOf = (kinds: readonly string[]): readonly string[] =>
  [...new Set(kinds)].toSorted((a, b) => Number(a === 'call') - Number(b === 'call'));

/** Whom or what an incident is about, in a line. */
export const useSubject = (incident: Pick<Incident, 'kind' | 'subject' | 'about'>): string => {
  const words = useWords(nowWords);
  if (incident.kind === 'agency') return words.agencyItself;
  if (incident.kind !== 'flight') return incident.about ?? '—';
  const { flight, from, to } = partsOfFlight(incident.subject);
  return [`${flight}  ${from} → ${to}`, incident.about].filter(Boolean).join(' · ');
};

/** What happened: what is open of it, else what there was, as far as its tasks are known. */
export const useTitle = (
  incident: Pick<Incident, 'kind' | 'subject' | 'about' | 'kinds' | 'state'>,
  done: readonly Pick<IncidentTask, 'kind'>[] = [],
): string => {
  const { kinds, state } = incident;
  const { did } = useWords(nowWords);
  const subject = useSubject(incident);
  const { tasks } = useWords(terms);
  const told = headlineOf(kinds.length > 0 ? kinds : done.map(({ kind }) => kind));
  if (told.length > 0) return told.map((kind) => termOf(tasks, kind)).join(' · ');
  return state === 'done' ? did.resolved : subject;
};

/** How long there is, as large as it matters. */
const Deadline = ({ incident }: { readonly incident: Incident }) => {
  const now = useNow();
  const language = useLanguage();
  const { deadline, openedAt, state, closedAt } = incident;
  if (state === 'done') return <Away at={closedAt ?? openedAt} />;
  if (deadline === null) return <Away at={openedAt} />;
  const isPast = Date.parse(deadline) < now;
  return (
    <time dateTime={deadline} title={awayFrom(deadline, now, language)}>
      <Icon name="clock" size={13} />
      {isPast ? '−' : ''}
      {lengthOf(Date.parse(deadline) - now)}
    </time>
  );
};

const Row = ({
  held: { row, isGone },
  isChosen,
  choose,
}: {
  readonly held: HeldRow<Incident>;
  readonly isChosen: boolean;
  readonly choose: () => void;
}) => {
  const words = useWords(nowWords);
  const subject = useSubject(row);
  const title = useTitle(row);
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const isUrgent = row.severity === 'urgent' && row.state !== 'done';
  return (
    <li className={isGone ? styles.gone : undefined}>
      <button
        ref={element}
        type="button"
        className={`${styles.row} ${isUrgent ? styles.urgent : ''}`}
        aria-current={isChosen ? 'true' : undefined}
        onClick={choose}
      >
        <span className={styles.sign}>
          <Icon name={icons[row.kind]} size={16} />
        </span>
        <span className={styles.what}>
          <strong>{title}</strong>
          <span className={styles.subject}>{subject}</span>
          <span className={styles.facts}>
            {isGone ? (
              <span>{words.gone}</span>
            ) : (
              <>
                <span>{words.people(row.people)}</span>
                {row.unreached > 0 && (
                  <span className={styles.unreached}>{words.unreached(row.unreached)}</span>
                )}
                {row.minors > 0 && <span>{words.minors(row.minors)}</span>}
                {row.owner && (
                  <span className={styles.owner}>
                    <Icon name="person" size={12} />
                    {row.owner.name}
                  </span>
                )}
                {row.snoozedUntil && (
                  <span>
                    {words.until} <Away at={row.snoozedUntil} />
                  </span>
                )}
              </>
            )}
          </span>
        </span>
        <span className={styles.deadline}>
          <Deadline incident={row} />
        </span>
      </button>
    </li>
  );
};

interface QueueListProps {
  readonly rows: readonly HeldRow<Incident>[];
  readonly fresh: number;
  readonly settle: () => void;
  readonly holding: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
  readonly chosenId: string | undefined;
  readonly choose: (id: string) => void;
  readonly isDone: boolean;
}

/** The lines of a queue, urgent ones first; none moves while somebody points at them. */
export const QueueList = ({
  rows,
  fresh,
  settle,
  holding,
  chosenId,
  choose,
  isDone,
}: QueueListProps) => {
  const words = useWords(nowWords);
  const isUrgent = ({ row }: HeldRow<Incident>) => row.severity === 'urgent';
  const parts = isDone
    ? [{ heading: null, rows }]
    : [
        { heading: words.urgent, rows: rows.filter(isUrgent) },
        { heading: words.normal, rows: rows.filter((held) => !isUrgent(held)) },
      ].filter((part) => part.rows.length > 0);
  return (
    <div {...holding}>
      {fresh > 0 && (
        <button type="button" className={styles.fresh} onClick={settle}>
          {words.fresh(fresh)}
        </button>
      )}
      {parts.map(({ heading, rows: some }) => (
        <section key={heading ?? ''} aria-label={heading ?? words.list}>
          {heading && (
            <h2 className={styles.heading}>
              {heading} <span>{some.length}</span>
            </h2>
          )}
          <ul>
            {some.map((held) => (
              <Row
                key={held.row.id}
                held={held}
                isChosen={held.row.id === chosenId}
                choose={() => choose(held.row.id)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};

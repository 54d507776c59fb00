import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import type { WholeIncident } from '../../api/incidents.ts';
import { carersQuery, incidentQuery, journeyQuery, meQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { Menu } from '../../parts/menu.tsx';
import { MessageButton } from '../../parts/message-button.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away, OwnTime } from '../../parts/time.tsx';
import { WhyButton } from '../../parts/why-dialog.tsx';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { shellWords } from '../../words/shell.ts';
import { termOf, terms } from '../../words/terms.ts';
import { ConversationPreview } from './conversation-preview.tsx';
import styles from './incident.module.css';
import { PeopleOnFlight } from './people.tsx';
import { useSubject, useTitle } from './queue.tsx';
import { Tasks } from './tasks.tsx';
import type { useMoves } from './use-moves.ts';

type Moves = ReturnType<typeof useMoves>;

interface DetailProps {
  readonly id: string;
  readonly moves: Moves;
  readonly snooze: () => void;
  readonly noteField: RefObject<HTMLTextAreaElement | null>;
  readonly focus: RefObject<HTMLElement | null>;
  readonly back: () => void;
}

/** To whom it can be given. */
const Assign = ({
  incident,
  moves,
}: {
  readonly incident: WholeIncident;
  readonly moves: Moves;
}) => {
  const words = useWords(nowWords);
  const carers = useQuery(carersQuery).data ?? [];
  const choices = carers.map(({ id, name }) => ({
    id,
    label: name,
    isChosen: id === incident.owner?.id,
    run: () => void moves.assign(incident, { id, name }),
  }));
  return (
    <Menu label={words.assignTo} sections={[{ heading: words.assignTo, choices }]}>
      <button type="button" className={styles.assign}>
        {words.assign}
      </button>
    </Menu>
  );
};

const Actions = ({
  incident,
  moves,
  snooze,
}: Pick<DetailProps, 'moves' | 'snooze'> & { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const me = useQuery(meQuery).data;
  if (incident.state === 'done')
    return (
      <div className={styles.actions}>
        <Button icon="undo" keyHint="e" onClick={() => void moves.reopen(incident)}>
          {words.reopen}
        </Button>
      </div>
    );
  const isMine = incident.owner?.id != null && incident.owner.id === me?.id;
  return (
    <div className={styles.actions}>
      {isMine ? (
        <Button icon="back" keyHint="a" onClick={() => void moves.release(incident)}>
          {words.release}
        </Button>
      ) : (
        <Button look="strong" icon="hand" keyHint="a" onClick={() => void moves.claim(incident)}>
          {words.claim}
        </Button>
      )}
      {incident.snoozedUntil ? (
        <Button icon="clock" onClick={() => void moves.wake(incident)}>
          {words.wake}
        </Button>
      ) : (
        <Button icon="snooze" keyHint="s" onClick={snooze}>
          {words.snooze}
        </Button>
      )}
      <Assign incident={incident} moves={moves} />
      <Button icon="check" keyHint="e" onClick={() => void moves.resolve(incident)}>
        {words.resolve}
      </Button>
    </div>
  );
};

/** Somebody was faster: who, since when, and what can be done. */
const Taken = ({ moves }: { readonly moves: Moves }) => {
  const words = useWords(nowWords);
  const { conflict } = moves;
  if (!conflict) return null;
  return (
    <div className={styles.conflict} role="alert">
      <p>
        <strong>{words.taken(conflict.name)}</strong>{' '}
        {conflict.since && (
          <>
            (<Away at={conflict.since} />)
          </>
        )}
        . {words.takenText}
      </p>
      <div>
        <Button look="strong" onClick={moves.leave}>
          {words.leave}
        </Button>
        <Button onClick={() => void moves.claim(conflict, true)}>{words.takeAnyway}</Button>
      </div>
    </div>
  );
};

const Notes = ({
  incident,
  moves,
  noteField,
}: Pick<DetailProps, 'moves' | 'noteField'> & { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    if (await moves.note(incident, text.trim())) setText('');
    setBusy(false);
  };
  return (
    <section className={styles.section}>
      <h3>{words.notes}</h3>
      <ol className={styles.notes}>
        {incident.notes.map(({ id, text: written, by, at }) => (
          <li key={id}>
            <p>{written}</p>
            <small>
              {by} · <OwnTime at={at} />
            </small>
          </li>
        ))}
      </ol>
      <form
        className={styles.noteForm}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <textarea
          ref={noteField}
          rows={1}
          aria-label={words.noteLabel}
          placeholder={words.notePlaceholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void add();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <Button type="submit" icon="note" disabled={isBusy || text.trim() === ''}>
          {words.addNote}
        </Button>
      </form>
    </section>
  );
};

const Owner = ({ incident }: { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const { closed } = useWords(terms);
  const me = useQuery(meQuery).data;
  const { owner, claimedAt, openedAt, state, closedAt, closedBy, closedReason } = incident;
  if (state === 'done')
    return (
      <Chip tone="good" icon="check">
        {words.closedBecause(closedBy, termOf(closed, closedReason ?? ''))}{' '}
        {closedAt && <Away at={closedAt} />}
      </Chip>
    );
  if (!owner)
    return (
      <Chip tone={incident.severity === 'urgent' ? 'needs' : 'plain'}>
        {words.nobody} · {words.opened} <Away at={openedAt} />
      </Chip>
    );
  return (
    <Chip tone="info" icon="person">
      {owner.id === me?.id ? words.mine : words.has(owner.name)}{' '}
      {claimedAt && <Away at={claimedAt} />}
    </Chip>
  );
};

/** Who is told of a journey: written to, and why they heard; first whom the tasks are about. */
const OfJourney = ({ incident: { subject: id, tasks } }: { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const journey = useQuery(journeyQuery(id)).data;
  const people = journey?.contacts ?? [];
  const [task] = tasks
    .filter(({ tripId }) => tripId !== null)
    .toSorted((a, b) => Number(a.state === 'done') - Number(b.state === 'done'));
  const about = journey?.trips.find((trip) => trip.id === task?.tripId)?.contactId;
  return (
    <section className={styles.actions}>
      <MessageButton to={{ journey: id }} />
      <WhyButton people={people} about={about} />
      <span className={styles.onward}>
        <Link to="/journeys/$id" params={{ id }}>
          {words.openJourney}
        </Link>
      </span>
    </section>
  );
};

const Whole = ({
  incident,
  moves,
  snooze,
  noteField,
  focus,
  back,
}: Omit<DetailProps, 'id'> & { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const shell = useWords(shellWords);
  const subject = useSubject(incident);
  const title = useTitle(incident, incident.tasks);
  return (
    <article className={styles.detail} ref={focus} tabIndex={-1} aria-label={subject}>
      <header className={styles.head}>
        <div className={styles.back}>
          <Button look="bare" icon="back" onClick={back}>
            {shell.pages.now}
          </Button>
        </div>
        <div className={styles.title}>
          <div>
            <h2>{title}</h2>
            <p className={styles.subject}>{subject}</p>
          </div>
          {incident.deadline && incident.state !== 'done' && (
            <p className={incident.severity === 'urgent' ? styles.urgentTime : styles.time}>
              <small>{words.departs}</small>
              <Away at={incident.deadline} />
            </p>
          )}
        </div>
        <div className={styles.chips}>
          <Owner incident={incident} />
          {incident.unreached > 0 && incident.state !== 'done' && (
            <Chip tone="needs" icon="phone">
              {words.unreached(incident.unreached)}
            </Chip>
          )}
          {incident.minors > 0 && (
            <Chip tone="warn" icon="child">
              {words.minors(incident.minors)}
            </Chip>
          )}
        </div>
        <Actions incident={incident} moves={moves} snooze={snooze} />
        {moves.conflict?.id === incident.id && <Taken moves={moves} />}
      </header>
      {incident.kind === 'conversation' && <ConversationPreview id={incident.subject} />}
      {incident.kind === 'flight' && (
        <PeopleOnFlight flightKey={incident.subject} tasks={incident.tasks} />
      )}
      <Tasks incident={incident} />
      {incident.kind === 'journey' && <OfJourney incident={incident} />}
      <Notes incident={incident} moves={moves} noteField={noteField} />
    </article>
  );
};

/** An incident: what happened, who knows of it, what is left to do, and what was noted. */
export const IncidentDetail = ({ id, ...rest }: DetailProps) => {
  const query = useQuery(incidentQuery(id));
  return <Shown query={query}>{(incident) => <Whole incident={incident} {...rest} />}</Shown>;
};

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client.ts';
import { type IncidentTask, useFinishTask, type WholeIncident } from '../../api/incidents.ts';
import { journeyQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FailedCalls, NoAnswer } from '../../parts/failed-call.tsx';
import { callKinds } from '../../parts/people-on-flight.tsx';
import { PhoneLink } from '../../parts/phone-link.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { termOf, terms } from '../../words/terms.ts';
import { ownTime } from '../../words/times.ts';
import styles from './incident.module.css';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What a task says besides its kind, in a sentence. */
const TaskFacts = ({ task }: { readonly task: IncidentTask }) => {
  const words = useWords(nowWords);
  const { reasons, errors, messages } = useWords(terms);
  const { facts, kind, reason } = task;
  const margin = numberOf(facts['marginMinutes']);
  const minimum = numberOf(facts['minimumMinutes']);
  const from = textOf(facts['from']);
  const to = textOf(facts['to']);
  const code = textOf(facts['code']);
  const message = textOf(facts['message']);
  return (
    <>
      {margin !== null && minimum !== null && <p>{words.margin(margin, minimum)}</p>}
      {from && to && <p>{words.between(from, to)}</p>}
      {message && kind !== 'call' && <p>{words.lastTried(termOf(messages, message))}</p>}
      {code && <p>{termOf(errors, code)}</p>}
      {kind === 'handoff' && <p>{termOf(reasons, reason)}</p>}
    </>
  );
};

/** The edit that a `found_elsewhere` proposes: asked before it is made, since travellers hear of it. */
const Confirm = ({ task }: { readonly task: IncidentTask }) => {
  const words = useWords(nowWords);
  const language = useLanguage();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const found = Object(task.facts['found']);
  const confirm = async (): Promise<void> => {
    setAsking(false);
    try {
      await answer(
        api.POST('/tasks/{id}/confirm', {
          params: { path: { id: task.id } },
          body: { notify: true },
        }),
      );
      done(words.confirmed);
    } catch (error) {
      failed(words.notDone, error);
    }
    void client.invalidateQueries();
  };
  return (
    <>
      <p>{words.proposal}</p>
      <Button onClick={() => setAsking(true)}>{words.confirm}</Button>
      <Dialog
        title={words.confirmTitle}
        isOpen={isAsking}
        close={() => setAsking(false)}
        actions={
          <Button look="strong" onClick={() => void confirm()}>
            {words.confirm}
          </Button>
        }
      >
        <p>
          {words.confirmText(
            `${textOf(found.originIata) ?? ''} → ${textOf(found.destinationIata) ?? ''}`,
            ownTime(textOf(found.departure) ?? '', language, 0),
          )}
        </p>
      </Dialog>
    </>
  );
};

const Task = ({
  task,
  phone,
}: {
  readonly task: IncidentTask;
  /** Of whom it is about, where they are to be called. */
  readonly phone: string | null;
}) => {
  const words = useWords(nowWords);
  const { tasks } = useWords(terms);
  const finish = useFinishTask();
  return (
    <li className={styles.task}>
      <div>
        <span>
          <strong>{termOf(tasks, task.kind)}</strong>
          {task.tripName && ` · ${task.tripName}`}{' '}
          <small>
            <OwnTime at={task.openedAt} />
          </small>
        </span>
        {phone && <PhoneLink phone={phone} label={words.callNumber(task.tripName ?? '')} />}
        <TaskFacts task={task} />
        <FailedCalls attempts={task.attempts} />
        {task.kind === 'found_elsewhere' && <Confirm task={task} />}
      </div>
      {phone && <NoAnswer taskId={task.id} />}
      <Button
        icon="check"
        label={`${words.resolve}: ${termOf(tasks, task.kind)}`}
        onClick={() => void finish(task.id).catch((error) => failed(words.notDone, error))}
      />
    </li>
  );
};

/** What is left to do of an incident. */
export const Tasks = ({ incident }: { readonly incident: WholeIncident }) => {
  const words = useWords(nowWords);
  const open = incident.tasks.filter(({ state }) => state !== 'done');
  // On a flight, calls are made with the people, above.
  const shown = incident.kind === 'flight' ? open.filter(({ kind }) => !callKinds.has(kind)) : open;
  const isOfJourney = incident.kind === 'journey';
  const journey = useQuery({ ...journeyQuery(incident.subject), enabled: isOfJourney }).data;
  const phoneOf = (tripId: string | null): string | null =>
    journey?.trips.find(({ id }) => id === tripId)?.whatsapp ?? null;
  if (shown.length === 0 && open.length > 0) return null;
  return (
    <section className={styles.section}>
      <h3>{words.tasks}</h3>
      {shown.length === 0 ? (
        <p className={styles.soft}>{words.allDone}</p>
      ) : (
        <ul>
          {shown.map((task) => (
            <Task
              key={task.id}
              task={task}
              phone={callKinds.has(task.kind) ? phoneOf(task.tripId) : null}
            />
          ))}
        </ul>
      )}
    </section>
  );
};

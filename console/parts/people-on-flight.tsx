import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { useFinishTask } from '../api/incidents.ts';
import { useWords } from '../words/language.ts';
import { nowWords } from '../words/now.ts';
import { termOf, terms } from '../words/terms.ts';
import { Button } from './button.tsx';
import { Chip, toneOf } from './chip.tsx';
import { FailedCalls, NoAnswer } from './failed-call.tsx';
import { Icon } from './icon.tsx';
import styles from './people-on-flight.module.css';
import { PhoneLink } from './phone-link.tsx';
import { LocalTime } from './time.tsx';
import { done, failed } from './toast.tsx';
import { WhatsAppText } from './whatsapp-text.tsx';

type Flight = Schemas['Flight'];
type Person = Flight['people'][number];
type Task = Person['tasks'][number];

/** How far people are; who needs somebody comes first. */
export const toldStates = [
  'to_call',
  'failed',
  'not_told',
  'waiting',
  'sent',
  'delivered',
  'read',
  'called',
] as const satisfies readonly Person['state'][];
/** People, whoever needs somebody first. */
export const byNeed = (people: readonly Person[]): readonly Person[] =>
  people.toSorted((a, b) => toldStates.indexOf(a.state) - toldStates.indexOf(b.state));

/** How many are how far, as a bar and as words. */
export const Totals = ({ totals }: { readonly totals: Flight['totals'] }) => {
  const words = useWords(nowWords);
  const { states } = useWords(terms);
  const { people, told, read, delivered, called, waiting, failed: wrong, toCall, notTold } = totals;
  const parts = [
    { id: 'read', count: read },
    { id: 'delivered', count: delivered - read },
    { id: 'sent', count: told - delivered - called },
    { id: 'called', count: called },
    { id: 'waiting', count: waiting },
    { id: 'not_told', count: notTold },
    { id: 'failed', count: wrong },
    { id: 'to_call', count: toCall },
  ].filter(({ count }) => count > 0);
  return (
    <div className={styles.totals}>
      <strong>{words.told(told, people)}</strong>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ id, count }) => (
          <span key={id} className={styles[toneOf(id)]} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {parts.map(({ id, count }) => (
          <li key={id}>
            <span className={`${styles.dot} ${styles[toneOf(id)]}`} aria-hidden="true" />
            {termOf(states, id)} <b>{count}</b>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** Tasks that are done by calling somebody. */
export const callKinds: ReadonlySet<string> = new Set(['call', 'critical_unsent', 'unreachable']);

/** The open tasks that a call does away with. */
export const callsAmong = <T extends Pick<Task, 'kind' | 'state'>>(
  tasks: readonly T[],
): readonly T[] => tasks.filter(({ kind, state }) => state !== 'done' && callKinds.has(kind));

/** Somebody on a flight: what they know, and the call that they need. */
export const OnePerson = ({
  person,
  calls,
  pick,
}: {
  readonly person: Person;
  /** Where people are chosen: whether this one is, and whether keys act on them. */
  readonly pick?: {
    readonly isPicked: boolean;
    readonly isAtHand: boolean;
    readonly toggle: () => void;
  };
  /** Tasks that a call does away with. */
  readonly calls: readonly Pick<Task, 'id' | 'facts' | 'attempts'>[];
}) => {
  const words = useWords(nowWords);
  const { states, rules, errors, messages, roles } = useWords(terms);
  const finish = useFinishTask();
  const [isBusy, setBusy] = useState(false);
  const { name, role, passengers, phone, state, why, code, last, journeyId } = person;
  const script = calls.map(({ facts }) => facts['words']).find((text) => typeof text === 'string');
  const children = passengers.filter(({ kind }) => kind !== 'adult').length;
  const others = passengers.filter((passenger) => passenger.name !== name).length;
  const tick = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const task of calls) await finish(task.id);
      done(words.did.called(name));
    } catch (error) {
      failed(words.notDone, error);
    }
    setBusy(false);
  };
  const [call] = calls;
  return (
    <li
      className={`${styles.person} ${pick?.isAtHand ? styles.atHand : ''}`}
      aria-current={pick?.isAtHand || undefined}
    >
      <div className={styles.who}>
        {pick && (
          <input
            type="checkbox"
            className={styles.pick}
            checked={pick.isPicked}
            onChange={pick.toggle}
            aria-label={words.pick(name)}
          />
        )}
        <Link to="/journeys/$id" params={{ id: journeyId }} className={styles.name}>
          {name}
        </Link>
        <small>
          {role !== 'traveller' && `${termOf(roles, role)} · `}
          {others > 0 && words.travelsWith(others)}
          {children > 0 && ` · ${words.minors(children)}`}
        </small>
      </div>
      <div className={styles.state}>
        <Chip tone={call ? 'needs' : toneOf(state)}>{termOf(states, state)}</Chip>
        <small>
          {code
            ? termOf(errors, code)
            : why
              ? termOf(rules, why)
              : last && (
                  <>
                    {termOf(messages, last.type)} <LocalTime local={last.localAt} at={last.at} />
                  </>
                )}
        </small>
      </div>
      {call && (
        <div className={styles.call}>
          {phone ? (
            <PhoneLink phone={phone} label={words.callNumber(name)} />
          ) : (
            <span className={styles.noPhone}>
              <Icon name="phone" size={14} /> {words.noPhone}
            </span>
          )}
          <Button icon="check" disabled={isBusy} onClick={() => void tick()}>
            {words.calledTick}
          </Button>
          {phone && <NoAnswer taskId={call.id} />}
          <FailedCalls attempts={calls.flatMap(({ attempts }) => attempts)} />
          {script !== undefined && (
            <details className={styles.script}>
              <summary>{words.script}</summary>
              <blockquote>
                <WhatsAppText text={script} />
              </blockquote>
            </details>
          )}
        </div>
      )}
    </li>
  );
};

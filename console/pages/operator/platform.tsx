import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, api, type Schemas } from '../../api/client.ts';
import { agenciesQuery, platformSendingQuery } from '../../api/operator.ts';
import { Chip } from '../../parts/chip.tsx';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away, OwnTime } from '../../parts/time.tsx';
import { useWords } from '../../words/language.ts';
import { operatorWords } from '../../words/operator.ts';
import { lengthOf } from '../../words/times.ts';
import { Act } from './act.tsx';
import styles from './operator.module.css';

type State = Schemas['OperatorState'];

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className={styles.part}>
    <h2>{title}</h2>
    {children}
  </section>
);

const Sending = () => {
  const words = useWords(operatorWords);
  const query = useQuery(platformSendingQuery);
  const put = (body: { state: 'live' } | { state: 'paused'; reason: string }) =>
    answer(api.PUT('/operator/sending', { body }));
  return (
    <Part title={words.sending}>
      <Shown query={query} rows={1}>
        {({ state, set }) => (
          <div className={styles.row}>
            <span>
              <strong>
                <Chip tone={state === 'live' ? 'good' : 'needs'}>
                  {state === 'live' ? words.live : words.paused}
                </Chip>
              </strong>
              {set && state !== 'live' && (
                <small>
                  {set.reason} · <Away at={set.since} />
                </small>
              )}
            </span>
            {state === 'live' ? (
              <Act
                label={words.pause}
                title={words.pause}
                text={words.pauseText}
                needsReason
                run={(reason) => put({ state: 'paused', reason })}
              />
            ) : (
              <Act
                label={words.resume}
                title={words.resume}
                text={words.resumeText}
                run={() => put({ state: 'live' })}
              />
            )}
          </div>
        )}
      </Shown>
    </Part>
  );
};

const Figures = ({ report }: { readonly report: State['report'] }) => {
  const { figures } = useWords(operatorWords);
  const names = Object.keys(figures) as (keyof typeof figures)[];
  return (
    <dl className={styles.figures}>
      {names.map((name) => {
        const value = report[name];
        return (
          <div key={name}>
            <dt>{figures[name]}</dt>
            <dd>
              {value === null
                ? '–'
                : !name.endsWith('Seconds')
                  ? value
                  : value < 60
                    ? `${Math.round(value)} s`
                    : lengthOf(value * 1000)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};

const Waiting = ({
  name,
  what,
  count,
  oldestAt,
}: {
  readonly name: string;
  readonly what: string;
  readonly count: number;
  readonly oldestAt: string;
}) => {
  const words = useWords(operatorWords);
  return (
    <li className={styles.row}>
      <span>{name}</span>
      <strong>
        {count} {what}
      </strong>
      <small>
        {words.oldest} <Away at={oldestAt} />
      </small>
    </li>
  );
};

const Backlog = ({ state }: { readonly state: State }) => {
  const words = useWords(operatorWords);
  const { queues, timers, events, due, unknown } = state;
  const rows = [
    ...(queues ?? []).map((one) => ({ ...one, name: one.agent, what: words.queue })),
    ...timers.map((one) => ({ ...one, name: one.agent, what: words.timer })),
    ...events.map((one) => ({ ...one, name: one.type, what: words.event })),
    ...due.map((one) => ({ ...one, name: one.agencyName, what: words.due })),
    ...unknown.map((one) => ({ ...one, name: one.agencyName, what: words.unknown })),
  ];
  return (
    <Part title={words.backlog}>
      {rows.length === 0 && <p>{words.nothing}</p>}
      <ul>
        {rows.map(({ name, what, count, oldestAt }) => (
          <Waiting key={`${name} ${what}`} {...{ name, what, count, oldestAt }} />
        ))}
      </ul>
      {queues === null && <p>{words.elsewhere}</p>}
    </Part>
  );
};

const Quarantine = ({ state: { quarantine, canPutBack } }: { readonly state: State }) => {
  const words = useWords(operatorWords);
  const agents = [...Map.groupBy(quarantine, ({ agent }) => agent)];
  return (
    <Part title={words.quarantine}>
      {agents.length === 0 && <p>{words.nothing}</p>}
      <ul>
        {agents.map(([agent, ofAgent]) => (
          <li key={agent} className={styles.row}>
            <span>
              <strong>{agent}</strong>
              {ofAgent.map(({ type, count, latestAt, error }) => (
                <small key={type}>
                  {count} {type} · <Away at={latestAt} /> · {error}
                </small>
              ))}
            </span>
            {canPutBack && (
              <Act
                label={words.putBack}
                about={agent}
                title={words.putBackTitle(agent)}
                text={words.putBackText}
                run={() => answer(api.POST('/operator/quarantine/put-back', { body: { agent } }))}
              />
            )}
          </li>
        ))}
      </ul>
      {agents.length > 0 && !canPutBack && <p>{words.byScript}</p>}
    </Part>
  );
};

const Circuits = ({ circuits }: { readonly circuits: State['circuits'] }) => {
  const words = useWords(operatorWords);
  return (
    <Part title={words.circuits}>
      <ul>
        {circuits.map(({ service, state, until }) => (
          <li key={service} className={styles.row}>
            <span>{service}</span>
            <Chip tone={state === 'closed' ? 'good' : 'warn'}>{words.circuitStates[state]}</Chip>
            {until && (
              <small>
                → <OwnTime at={until} />
              </small>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
};

const Agencies = () => {
  const words = useWords(operatorWords);
  const query = useQuery(agenciesQuery);
  const suspend = (id: string, suspendedBecause: string | null) =>
    answer(
      api.PATCH('/operator/agencies/{id}', {
        params: { path: { id } },
        body: { suspendedBecause },
      }),
    );
  return (
    <Part title={words.agencies}>
      <Shown query={query}>
        {({ items }) => (
          <ul>
            {items.map(({ id, name, sender, suspendedBecause, keys }) => (
              <li key={id} className={styles.row}>
                <span>
                  <strong>{name}</strong>
                  <small>
                    {shownPhone(sender)} ·{' '}
                    {words.keys(keys.filter(({ revokedAt }) => revokedAt === null).length)}
                  </small>
                </span>
                {suspendedBecause === null ? (
                  <Act
                    label={words.suspend}
                    about={name}
                    title={words.suspendTitle(name)}
                    text={words.suspendText}
                    needsReason
                    run={(reason) => suspend(id, reason)}
                  />
                ) : (
                  <>
                    <Chip tone="warn">
                      {words.suspended}: {suspendedBecause}
                    </Chip>
                    <Act
                      label={words.restore}
                      about={name}
                      title={words.restoreTitle(name)}
                      text={words.restoreText}
                      run={() => suspend(id, null)}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Part>
  );
};

/** The switch over all sending, what waits and was set aside, circuits and agencies. */
export const Platform = ({ state }: { readonly state: State }) => (
  <>
    <Sending />
    <Figures report={state.report} />
    <Backlog state={state} />
    <Quarantine state={state} />
    <Circuits circuits={state.circuits} />
    <Agencies />
  </>
);

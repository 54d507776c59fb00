import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type Notice as NoticeDocument,
  noticeQuery,
  type Stale,
  stopNotice,
} from '../../api/notices.ts';
import { Button } from '../../parts/button.tsx';
import { Chip, type Tone, toneOf } from '../../parts/chip.tsx';
import { MessageButton } from '../../parts/message-button.tsx';
import { Page } from '../../parts/page.tsx';
import { Totals } from '../../parts/people-on-flight.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { messageWords } from '../../words/messages.ts';
import { peopleWords } from '../../words/people.ts';
import { termOf, terms } from '../../words/terms.ts';
import { Confirm } from './confirm.tsx';
import styles from './message.module.css';
import { Bubble, Difference } from './preview.tsx';

const route = getRouteApi('/shell/messages/$id');

const tones: Readonly<Record<NoticeDocument['state'], Tone>> = {
  previewed: 'plain',
  sending: 'info',
  stopped: 'warn',
  done: 'good',
};

/** Who did what with it, the latest last. */
const Acts = ({ notice }: { readonly notice: NoticeDocument }) => {
  const words = useWords(messageWords);
  const { previewedBy, confirmedBy, confirmedAt, stoppedBy, stoppedAt, state } = notice;
  return (
    <p className={styles.soft}>
      <Chip tone={tones[state]}>{words.states[state]}</Chip> {words.previewedBy(previewedBy)}
      {confirmedBy !== null && confirmedAt !== null && (
        <>
          {' · '}
          {words.confirmedBy(confirmedBy)} <Away at={confirmedAt} />
        </>
      )}
      {stoppedBy !== null && stoppedAt !== null && (
        <>
          {' · '}
          {words.stoppedBy(stoppedBy)} <Away at={stoppedAt} />
        </>
      )}
    </p>
  );
};

const Recipients = ({ notice }: { readonly notice: NoticeDocument }) => {
  const words = useWords(messageWords);
  const { states, rules, errors } = useWords(terms);
  return (
    <ul className={styles.recipients}>
      {notice.recipients.map(({ contactId, name, state, reason }) => {
        const shown = state === 'not_sent' ? 'not_told' : state;
        return (
          <li key={contactId}>
            <Link to="/people" search={{ contact: contactId }}>
              {name ?? '…'}
            </Link>
            <span>
              {reason && <small>{termOf({ ...rules, ...errors, ...words.why }, reason)} </small>}
              {notice.state !== 'previewed' && <Chip tone={toneOf(shown)}>{states[shown]}</Chip>}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const Whole = ({ notice }: { readonly notice: NoticeDocument }) => {
  const words = useWords(messageWords);
  const { languages } = useWords(peopleWords);
  const client = useQueryClient();
  const [stale, setStale] = useState<Stale | null>(null);
  const { id, state, counts, texts, recipients } = notice;
  const kept = recipients.flatMap((one) => (one.state === 'not_sent' ? [one.contactId] : []));
  const stop = async (): Promise<void> => {
    try {
      const stopped = await stopNotice(id);
      client.setQueryData<NoticeDocument>(noticeQuery(id).queryKey, stopped);
      done(words.stopped(stopped.counts.notSent));
    } catch (error) {
      failed(words.notStopped, error);
    }
  };
  return (
    <div className={styles.seen}>
      <Acts notice={notice} />
      {state !== 'previewed' && (
        <Totals
          totals={{
            people: counts.total,
            told: counts.sent,
            called: 0,
            delivered: counts.delivered,
            read: counts.read,
            waiting: counts.waiting,
            failed: counts.failed,
            toCall: 0,
            notTold: counts.notSent,
          }}
        />
      )}
      <div className={styles.more}>
        {state === 'sending' && (
          <Button look="danger" icon="close" onClick={() => void stop()}>
            {words.stop}
          </Button>
        )}
        {state !== 'previewed' && kept.length > 0 && (
          <MessageButton to={{ contacts: kept.join(',') }} label={words.writeRest} />
        )}
      </div>
      {Object.entries(texts).map(([language, text]) => (
        <Bubble
          key={language}
          head={language === 'any' ? words.any : termOf(languages, language)}
          text={text}
        />
      ))}
      {stale && (
        <Difference
          stale={stale}
          names={new Map(recipients.map(({ contactId, name }) => [contactId, name ?? '…']))}
        />
      )}
      {state === 'previewed' && !stale && (
        <Confirm
          id={id}
          count={counts.total}
          needsCount={false}
          sent={() => undefined}
          stale={setStale}
        />
      )}
      <Recipients notice={notice} />
    </div>
  );
};

/** What was written to many: how far it is with each, and the stop while it goes out. */
export const Notice = () => {
  const words = useWords(messageWords);
  const { id } = route.useParams();
  const query = useQuery(noticeQuery(id));
  return (
    <Page title={words.title}>
      <Shown query={query} rows={4}>
        {(notice) => <Whole notice={notice} />}
      </Shown>
    </Page>
  );
};

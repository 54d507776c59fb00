import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { contactQuery } from '../../api/people.ts';
import { journeyQuery } from '../../api/queries.ts';
import { type Brake, type SendingOf, sendingQuery, shadowQuery } from '../../api/sending.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField } from '../../parts/field.tsx';
import { BrakeFacts, SendingChip, SendingControl } from '../../parts/sending.tsx';
import { SendingDialog } from '../../parts/sending-dialog.tsx';
import { Shown } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { useWords } from '../../words/language.ts';
import { sendingWords } from '../../words/sending.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './settings.module.css';

const JourneyName = ({ id }: { readonly id: string }) => {
  const found = useQuery(journeyQuery(id)).data;
  return (
    <Link to="/journeys/$id" params={{ id }}>
      {found?.title ?? found?.reference ?? found?.passengers[0]?.name ?? '…'}
    </Link>
  );
};
const ContactName = ({ id }: { readonly id: string }) => (
  <Link to="/people" search={{ contact: id }}>
    {useQuery(contactQuery(id)).data?.name ?? '…'}
  </Link>
);

const Others = ({ brakes }: { readonly brakes: readonly Brake[] }) => {
  const words = useWords(sendingWords);
  const { messages } = useWords(terms);
  const [open, setOpen] = useState<{ readonly of: SendingOf; readonly before: Brake } | null>(null);
  const rows = brakes.flatMap((brake) => {
    const { scope, subject } = brake;
    if (subject === null || scope === 'agency' || scope === 'platform') return [];
    return [{ brake, of: { scope, id: subject } as const, id: subject }];
  });
  return (
    <>
      <h3>{words.others}</h3>
      {rows.length === 0 ? (
        <p className={styles.soft}>{words.noOthers}</p>
      ) : (
        <ul>
          {rows.map(({ brake, of, id }) => (
            <li key={`${brake.scope} ${id}`} className={styles.row}>
              <span>
                <span>
                  {brake.scope === 'type' && termOf(messages, id)}
                  {brake.scope === 'journey' && <JourneyName id={id} />}
                  {brake.scope === 'contact' && <ContactName id={id} />}{' '}
                  <SendingChip state={brake.state} />
                </span>
                <BrakeFacts brake={brake} />
              </span>
              <Button icon="edit" onClick={() => setOpen({ of, before: brake })}>
                {words.change}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {open && (
        <SendingDialog of={open.of} before={open.before.state} close={() => setOpen(null)} />
      )}
    </>
  );
};

const BrakeType = () => {
  const words = useWords(sendingWords);
  const { messages } = useWords(terms);
  const [id, setId] = useState('24h_reminder');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.inline}>
      <SelectField
        label={words.brakeType}
        value={id}
        onChange={setId}
        options={Object.entries(messages).flatMap(([value, label]) =>
          value.startsWith('duty_') ? [] : [{ value, label }],
        )}
      />
      <div>
        <Button onClick={() => setOpen(true)}>{words.choose}</Button>
      </div>
      {isOpen && (
        <SendingDialog of={{ scope: 'type', id }} before="live" close={() => setOpen(false)} />
      )}
    </div>
  );
};

const Shadow = () => {
  const words = useWords(sendingWords);
  const { messages } = useWords(terms);
  const query = useInfiniteQuery(shadowQuery);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <h3>{words.shadowTitle}</h3>
      <p className={styles.soft}>{words.shadowHelp}</p>
      <Shown query={query} rows={2}>
        {() => (
          <ul>
            {rows.length === 0 && <li className={styles.soft}>{words.shadowNone}</li>}
            {rows.map(({ id, at, type, contact, text, byHand }) => (
              <li key={id} className={styles.row}>
                <details>
                  <summary>
                    {termOf(messages, type)} {contact?.name} <OwnTime at={at} />{' '}
                    <small>
                      {byHand
                        ? `${words.byHand[byHand.kind]} ${words.later(byHand.minutesLater)}`
                        : words.nothingByHand}
                    </small>
                  </summary>
                  <p>{text}</p>
                </details>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {query.hasNextPage && (
        <Button look="bare" icon="down" onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
};

/** What leaves: of the agency, of one kind of message, and what a shadow kept back. */
export const SendingPart = () => {
  const query = useQuery(sendingQuery);
  return (
    <Shown query={query} rows={3}>
      {({ brakes, held }) => (
        <>
          <SendingControl of={{ scope: 'agency' }} held={held} />
          <Others brakes={brakes} />
          <BrakeType />
          {brakes.some(({ state }) => state === 'shadow') && <Shadow />}
        </>
      )}
    </Shown>
  );
};

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { NoticePreview, Stale } from '../../api/notices.ts';
import { Note } from '../../parts/states.tsx';
import { WhatsAppText } from '../../parts/whatsapp-text.tsx';
import { useWords } from '../../words/language.ts';
import { messageWords } from '../../words/messages.ts';
import { peopleWords } from '../../words/people.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './message.module.css';

/** A text as a bubble, and under what it is read. */
export const Bubble = ({ head, text }: { readonly head: ReactNode; readonly text: string }) => (
  <figure className={styles.version}>
    <figcaption>{head}</figcaption>
    <blockquote>
      <WhatsAppText text={text} />
    </blockquote>
  </figure>
);

/** What each language reads and how, who gets it, and who is left out and why. */
export const Preview = ({ preview }: { readonly preview: NoticePreview }) => {
  const words = useWords(messageWords);
  const { languages } = useWords(peopleWords);
  const { rules } = useWords(terms);
  const { versions, recipients, leftOut, allowance, sending, count } = preview;
  return (
    <>
      {sending.state === 'test' && <p className={styles.warn}>{words.test}</p>}
      {versions.map(({ language, window, count: so, text }) => (
        <Bubble
          key={`${language} ${window}`}
          head={
            <>
              <strong>{languages[language]}</strong> · {words.people(so)} · {words[window]}
            </>
          }
          text={text}
        />
      ))}
      {count === 0 && <Note icon="people" title={words.nobodyLeft} />}
      {count > 0 && (
        <details className={styles.who}>
          <summary>
            {words.reads}: {words.people(count)}
          </summary>
          <p>{recipients.map(({ name }) => name).join(', ')}</p>
        </details>
      )}
      {leftOut.length > 0 && (
        <details className={styles.who} open>
          <summary>{words.leftOut(leftOut.length)}</summary>
          <ul>
            {leftOut.map(({ contactId, name, why }) => (
              <li key={contactId}>
                <Link to="/people" search={{ contact: contactId }}>
                  {name}
                </Link>{' '}
                <small>{termOf({ ...rules, ...words.why }, why)}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className={styles.soft}>{words.allowance(allowance.used, allowance.perDay, count)}</p>
    </>
  );
};

/** What is another since a preview was seen. */
export const Difference = ({
  stale: { why, added, removed, changed },
  names,
}: {
  readonly stale: Stale;
  readonly names: ReadonlyMap<string, string>;
}) => {
  const words = useWords(messageWords);
  const named = (ids: readonly string[]): string =>
    ids.map((id) => names.get(id) ?? '…').join(', ');
  return (
    <div className={styles.stale} role="alert">
      <p>{words[why]}</p>
      {added.length > 0 && <p>{words.added(added.length)}</p>}
      {removed.length > 0 && (
        <p>
          {words.removed} {named(removed)}
        </p>
      )}
      {changed.length > 0 && (
        <p>
          {words.otherwise} {named(changed)}
        </p>
      )}
    </div>
  );
};

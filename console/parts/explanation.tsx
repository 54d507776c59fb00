import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Explained, explanationQuery } from '../api/reports.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { peopleWords } from '../words/people.ts';
import { clockOf, dayOf } from '../words/times.ts';
import { Button } from './button.tsx';
import styles from './explanation.module.css';
import { Icon, type IconName } from './icon.tsx';
import { Shown } from './states.tsx';

const signs: Readonly<Record<Explained['kind'], IconName>> = {
  message: 'send',
  silence: 'snooze',
  call: 'phone',
};
const shownFirst = 12;

/** Goes to the explanation on this page. */
export const showWhy = (): void => {
  const place = document.getElementById('why');
  place?.scrollIntoView({ block: 'start' });
  place?.focus();
};

/** Every message to somebody and every silence, the latest first, each with its reason. */
export const Explanation = ({ contactId }: { readonly contactId: string }) => {
  const words = useWords(peopleWords);
  const language = useLanguage();
  const query = useQuery(explanationQuery(contactId));
  const [isWhole, setWhole] = useState(false);
  return (
    <section id="why" tabIndex={-1} className={styles.why}>
      <h3>{words.why}</h3>
      <Shown query={query} rows={3}>
        {({ items, legs }) => {
          const latest = items.toReversed();
          const flightOf = (tripId: string): string =>
            legs.find((leg) => leg.tripId === tripId)?.flightNumber ?? '';
          return latest.length === 0 ? (
            <p>{words.whyNothing}</p>
          ) : (
            <>
              <ol className={styles.list}>
                {(isWhole ? latest : latest.slice(0, shownFirst)).map((item) => (
                  <li
                    key={`${item.at} ${item.tripId} ${item.subject} ${item.rule}`}
                    className={item.kind === 'silence' ? styles.silence : undefined}
                  >
                    <Icon name={signs[item.kind]} size={15} />
                    <time dateTime={item.at} className={styles.time}>
                      {dayOf(item.localAt, language)} {clockOf(item.localAt)}
                    </time>
                    <small className={styles.flight}>{flightOf(item.tripId)}</small>
                    <span>{item.words[language]}</span>
                  </li>
                ))}
              </ol>
              {!isWhole && latest.length > shownFirst && (
                <Button look="bare" icon="down" onClick={() => setWhole(true)}>
                  {words.whyMore(latest.length - shownFirst)}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
};

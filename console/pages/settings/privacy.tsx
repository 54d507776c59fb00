import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { auditQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Shown } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { whenWords } from '../../words/when.ts';
import { SettingForm } from './setting-form.tsx';
import styles from './settings.module.css';

const Audit = () => {
  const words = useWords(settingsWords);
  const { kinds } = useWords(whenWords);
  const query = useInfiniteQuery(auditQuery);
  return (
    <section>
      <h2>{words.audit}</h2>
      <Shown query={query}>
        {({ pages }) => (
          <ul>
            {pages
              .flatMap(({ items }) => items)
              .map(({ id, at, actorName, actorKind, action, changes }) => (
                <li key={id} className={styles.row}>
                  <span>
                    <strong>{actorName ?? kinds[actorKind]}</strong>
                    <small>
                      <OwnTime at={at} />
                    </small>
                  </span>
                  <small lang="en">
                    {action}
                    {action.endsWith('.update') && ` (${Object.keys(changes).join(', ')})`}
                  </small>
                </li>
              ))}
          </ul>
        )}
      </Shown>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()}>{words.more}</Button>
      )}
    </section>
  );
};

/** How long things are kept, where what is known of somebody is given out or erased, the audit. */
export const PrivacyPart = ({ isOwner }: { readonly isOwner: boolean }) => {
  const words = useWords(settingsWords);
  return (
    <>
      <SettingForm groups={['privacy']} isOwner={isOwner} />
      <p>
        <Link to="/people">{words.people}</Link>
      </p>
      {isOwner && <Audit />}
    </>
  );
};

import { useQuery } from '@tanstack/react-query';
import { costQuery, settingsQuery } from '../../api/settings.ts';
import { Shown } from '../../parts/states.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import { SettingForm } from './setting-form.tsx';
import styles from './settings.module.css';

const kinds = ['template', 'reply', 'model'] as const;

const Cost = () => {
  const words = useWords(settingsWords);
  const query = useQuery(costQuery);
  const ceiling = useQuery(settingsQuery).data?.effective.rate_limiting.model_usd_per_month;
  return (
    <section>
      <h2>{words.cost}</h2>
      <Shown query={query} rows={3}>
        {({ items }) => (
          <ul>
            {kinds.map((kind) => {
              const ofKind = items.filter(({ category }) => category === kind);
              const sum = (what: 'count' | 'usd') =>
                ofKind.reduce((total, row) => total + row[what], 0);
              return (
                <li key={kind} className={styles.row}>
                  <span>{words.costKinds[kind]}</span>
                  <span>
                    {sum('count').toLocaleString()} · US$ {sum('usd').toFixed(2)}
                    {kind === 'model' &&
                      ceiling !== undefined &&
                      ` ${words.ofCeiling(String(ceiling))}`}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </Shown>
    </section>
  );
};

/** What the agency uses, and up to how much. */
export const UsagePart = ({ isOwner }: { readonly isOwner: boolean }) => (
  <>
    <Cost />
    <SettingForm groups={['usage']} isOwner={isOwner} />
  </>
);

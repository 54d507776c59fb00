import { Link } from '@tanstack/react-router';
import styles from './tabs.module.css';

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number | string | undefined;
  /** Somebody has to look at what is behind it. */
  readonly needsPerson?: boolean;
  /** What the address says beside its path. */
  readonly search: Readonly<Record<string, string | undefined>>;
}

/** Views of the same page; each is a link. */
export const Tabs = ({
  label,
  tabs,
  chosen,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
}) => (
  <nav className={styles.tabs} aria-label={label}>
    {tabs.map(({ id, label: text, count, needsPerson, search }) => (
      <Link
        key={id}
        to="."
        search={() => search}
        className={`${styles.tab} ${id === chosen ? styles.chosen : ''}`}
        activeOptions={{ exact: true, includeSearch: true }}
      >
        {text}
        {count !== undefined && count !== 0 && (
          <span className={needsPerson ? styles.urgent : styles.count}>{count}</span>
        )}
      </Link>
    ))}
  </nav>
);

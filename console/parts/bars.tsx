import type { ReactNode } from 'react';
import styles from './bars.module.css';

/** A bar: how far it goes, what is told of it, and a part of it that stands out. */
export interface Bar {
  readonly id: string;
  readonly label: ReactNode;
  readonly value: number;
  readonly shown: ReactNode;
  /** Of `value`, or beyond it, in the second colour. */
  readonly second?: number | undefined;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** The colour of the second figure: `accent` is for what needs a person. */
  readonly look: 'accent' | 'faint';
}

/** Figures beside each other as bars; the table beneath says the same to whoever sees none. */
export const Bars = ({ label, bars, look }: BarsProps) => {
  const most = Math.max(...bars.flatMap(({ value, second = 0 }) => [value, second]));
  const share = (figure: number): string => `${most === 0 ? 0 : (100 * figure) / most}%`;
  return (
    <ul className={`${styles.bars} ${styles[look]}`} aria-label={label}>
      {bars.map(({ id, label: name, value, shown, second = 0 }) => (
        <li key={id}>
          <span>{name}</span>
          <span className={styles.track}>
            <i className={styles.bar} style={{ width: share(value) }} />
            {second > 0 && <i className={styles.second} style={{ width: share(second) }} />}
          </span>
          <strong>{shown}</strong>
        </li>
      ))}
    </ul>
  );
};

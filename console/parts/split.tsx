import type { ReactNode } from 'react';
import styles from './split.module.css';

/** A list beside what is chosen of it; on a phone one of the two. */
export const Split = ({
  list,
  detail,
  isDetailOpen,
}: {
  readonly list: ReactNode;
  readonly detail: ReactNode;
  /** Something was chosen, and not only stands first. */
  readonly isDetailOpen: boolean;
}) => (
  <div className={`${styles.split} ${isDetailOpen ? styles.chosen : ''}`}>
    <div className={styles.list}>{list}</div>
    <div className={styles.detail}>{detail}</div>
  </div>
);

/** Whether both fit beside each other. */
export const isWide = (): boolean => matchMedia('(min-width: 761px)').matches;

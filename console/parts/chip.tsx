import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { Icon, type IconName } from './icon.tsx';

/** How something stands: `needs` is for what a person must do, and for nothing else. */
export type Tone = 'plain' | 'good' | 'warn' | 'info' | 'needs';

/** A word on how something stands, in a colour that says the same. */
export const Chip = ({
  tone = 'plain',
  icon,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly children: ReactNode;
}) => (
  <span className={`${styles.chip} ${styles[tone]}`}>
    {icon && <Icon name={icon} size={13} />}
    {children}
  </span>
);

const toneOfState: Readonly<Record<string, Tone>> = {
  read: 'good',
  delivered: 'good',
  called: 'good',
  sent: 'info',
  waiting: 'warn',
  failed: 'needs',
  to_call: 'needs',
  not_told: 'plain',
};

/** The colour of how far a message is. */
export const toneOf = (state: string): Tone => toneOfState[state] ?? 'plain';

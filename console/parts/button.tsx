import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  /** `strong` once on a page, `danger` for what cannot be undone, `bare` in rows. */
  readonly look?: 'plain' | 'strong' | 'danger' | 'bare';
  readonly icon?: IconName;
  /** The key that does the same, shown beside the words. */
  readonly keyHint?: string;
  /** Words for an icon alone. */
  readonly label?: string;
  readonly children?: ReactNode;
}

/** A button: 32 px high, 40 where fingers are. */
export const Button = ({
  look = 'plain',
  icon,
  keyHint,
  label,
  children,
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    className={`${styles.button} ${styles[look]} ${children === undefined ? styles.square : ''}`}
    aria-label={label}
    title={label}
    aria-keyshortcuts={keyHint}
  >
    {icon && <Icon name={icon} size={16} />}
    {children}
    {keyHint && <kbd className={styles.key}>{keyHint}</kbd>}
  </button>
);

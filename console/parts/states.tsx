import type { ReactNode } from 'react';
import { Refusal, requestIdOf, Unreached } from '../api/client.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './states.module.css';

/** What is shown before anything has come: the lines of what is to come, without words. */
export const Loading = ({ rows = 5 }: { readonly rows?: number }) => {
  const words = useWords(shellWords);
  return (
    <div className={styles.loading} role="status">
      <span className="sr-only">{words.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={row} className={styles.bone} />
      ))}
    </div>
  );
};

interface NoteProps {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly role?: 'alert' | 'status';
}

/** A place where there is nothing, or nothing can be shown: what it means, and what to do. */
export const Note = ({ icon, title, children, action, role }: NoteProps) => (
  <div className={styles.note} role={role}>
    {icon && (
      <span className={styles.sign}>
        <Icon name={icon} size={22} />
      </span>
    )}
    <h3>{title}</h3>
    {children && <div className={styles.text}>{children}</div>}
    {action && <div className={styles.action}>{action}</div>}
  </div>
);

/** Why something cannot be shown, in words of the reader; in `detail` those of the API. */
export const useFailureText = (error: unknown): string => {
  const words = useWords(shellWords);
  if (error instanceof Unreached) return words.failedUnreached;
  if (error instanceof Refusal) {
    if (error.status === 404) return words.failedMissing;
    if (error.kind === 'role-may-not') return words.failedRole;
    if (error.status < 500) return error.message;
  }
  return words.failedUnforeseen;
};

/** In place of what could not be read. */
export const Failed = ({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}) => {
  const words = useWords(shellWords);
  const text = useFailureText(error);
  const id = requestIdOf(error);
  return (
    <Note
      icon="warning"
      role="alert"
      title={words.failedTitle}
      action={retry && <Button onClick={retry}>{words.retry}</Button>}
    >
      <p>{text}</p>
      {id && <p className={styles.id}>{words.requestId(id)}</p>}
    </Note>
  );
};

interface Readable<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/**
 * What a query has: bones before the first answer, the failure where there is nothing to show, and
 * what came last as long as there is something.
 */
export const Shown = <T,>({
  query,
  rows,
  children,
}: {
  readonly query: Readable<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}): ReactNode => {
  const { data, error, isPending, refetch } = query;
  const isGone = error instanceof Refusal && [403, 404].includes(error.status);
  if (data !== undefined && !isGone) return children(data);
  if (isPending) return <Loading {...(rows !== undefined && { rows })} />;
  return <Failed error={error} retry={isGone ? undefined : () => void refetch()} />;
};

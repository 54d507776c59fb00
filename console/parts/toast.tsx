import { useEffect } from 'react';
import { createStore, useStore } from '../api/store.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import { useCommands } from './commands.ts';
import { useFailureText } from './states.tsx';
import styles from './toast.module.css';

/** What was just done, for a moment, with the way back. */
interface Toast {
  readonly id: number;
  readonly text: string;
  readonly error?: unknown;
  readonly undo?: (() => unknown) | undefined;
}

const shownMs = 9_000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

const drop = (id: number): void => toasts.set(toasts.get().filter((toast) => toast.id !== id));
const add = (toast: Omit<Toast, 'id'>): void => {
  last += 1;
  toasts.set([...toasts.get().slice(-2), { ...toast, id: last }]);
};

/** Says what was done; `undo` takes it back, by its button or by `z`. */
export const done = (text: string, undo?: () => unknown): void => add({ text, undo });
/** Says what could not be done, and why. */
export const failed = (text: string, error: unknown): void => add({ text, error });

const Reason = ({ error }: { readonly error: unknown }) => (
  <span className={styles.reason}>{useFailureText(error)}</span>
);

const OneToast = ({ toast }: { readonly toast: Toast }) => {
  const words = useWords(shellWords);
  const { id, text, error, undo } = toast;
  useEffect(() => {
    const timer = setTimeout(() => drop(id), shownMs);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className={`${styles.toast} ${error === undefined ? '' : styles.wrong}`}>
      <span>
        {text} {error !== undefined && <Reason error={error} />}
      </span>
      {undo && (
        <Button look="bare" icon="undo" keyHint="z" onClick={() => takeBack(toast)}>
          {words.undo}
        </Button>
      )}
      <Button look="bare" icon="close" label={words.close} onClick={() => drop(id)} />
    </div>
  );
};

const takeBack = (toast: Toast): void => {
  drop(toast.id);
  toast.undo?.();
};

/** Where they appear, read out as they come. */
export const Toasts = () => {
  const words = useWords(shellWords);
  const shown = useStore(toasts);
  const latest = shown.findLast(({ undo }) => undo !== undefined);
  // Also while there is nothing to take back: so that the sheet of keys tells of it.
  useCommands(
    [{ key: 'z', label: words.undo, run: () => latest && takeBack(latest), keyOnly: true }],
    { isEverywhere: true },
  );
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
};

import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';

/** Asks before this page is left, or the browser closed, while something on it is not saved. */
export const useUnsaved = (isUnsaved: boolean): void => {
  const { leave } = useWords(shellWords);
  const { history } = useRouter();
  useEffect(
    () => (isUnsaved ? history.block({ blockerFn: () => !confirm(leave) }) : undefined),
    [isUnsaved, history, leave],
  );
};

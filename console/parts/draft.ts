import { useEffect, useState } from 'react';

const keyOf = (about: string): string => `bauhaus.draft.${about}`;
const read = (about: string): string => {
  try {
    return sessionStorage.getItem(keyOf(about)) ?? '';
  } catch {
    return '';
  }
};

/**
 * What is being written about something. It outlives another page, a reload and a lost session, in
 * this tab only.
 */
export const useDraft = (about: string): readonly [string, (text: string) => void] => {
  const [text, setText] = useState(() => read(about));
  useEffect(() => {
    try {
      if (text === '') sessionStorage.removeItem(keyOf(about));
      else sessionStorage.setItem(keyOf(about), text);
    } catch {
      // Kept as long as the page lives.
    }
  }, [about, text]);
  return [text, setText];
};

import { Page } from '../parts/page.tsx';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';

/** To be filled. */
export const Inbox = () => {
  const words = useWords(shellWords);
  return <Page title={words.pages.inbox}>{null}</Page>;
};

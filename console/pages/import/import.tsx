import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import { Begin } from './begin.tsx';
import { One } from './one.tsx';

const route = getRouteApi('/shell/import');

/** Bookings from a file: read, looked at, applied, and taken back. */
export const Import = () => {
  const words = useWords(importWords);
  const shell = useWords(shellWords);
  const { id } = route.useSearch();
  return (
    <Page
      title={shell.pages.import}
      about={id ? <Link to="/import">{words.another}</Link> : words.about}
    >
      {id ? <One key={id} id={id} /> : <Begin />}
    </Page>
  );
};

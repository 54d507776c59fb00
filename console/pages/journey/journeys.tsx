import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { journeysQuery } from '../../api/journeys.ts';
import { Button } from '../../parts/button.tsx';
import { useCommands } from '../../parts/commands.ts';
import { JourneyList } from '../../parts/journey-list.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import styles from './journeys.module.css';

/** Journeys by a name on them, the newest first. */
export const Journeys = () => {
  const words = useWords(journeyWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const { name } = useSearch({ from: '/shell/journeys' });
  const query = useInfiniteQuery(journeysQuery(name ? { name } : {}));
  const field = useRef<HTMLInputElement>(null);
  useCommands([{ key: '/', label: words.find, run: () => field.current?.focus() }]);
  return (
    <Page
      title={shell.pages.journeys}
      actions={
        <input
          ref={field}
          className={styles.find}
          type="search"
          aria-label={words.find}
          placeholder={words.find}
          defaultValue={name ?? ''}
          onChange={(event) =>
            void navigate({
              to: '/journeys',
              search: { name: event.target.value || undefined },
              replace: true,
            })
          }
        />
      }
    >
      <Shown query={query} rows={8}>
        {({ pages }) => {
          const journeys = pages.flatMap(({ items }) => items);
          if (journeys.length === 0)
            return name ? (
              <Note icon="search" title={words.none} />
            ) : (
              <Note icon="journeys" title={words.empty}>
                {words.emptyText}
              </Note>
            );
          return (
            <>
              <JourneyList journeys={journeys} />
              {query.hasNextPage && (
                <Button
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {words.more}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </Page>
  );
};

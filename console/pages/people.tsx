import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useRef } from 'react';
import { contactQuery, contactsQuery } from '../api/people.ts';
import { Button } from '../parts/button.tsx';
import { useCommands } from '../parts/commands.ts';
import { ContactCard } from '../parts/contact-card.tsx';
import { TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { shownPhone } from '../parts/phone-link.tsx';
import { Note, Shown } from '../parts/states.tsx';
import { useWords } from '../words/language.ts';
import { peopleWords } from '../words/people.ts';
import { shellWords } from '../words/shell.ts';
import styles from './people.module.css';

const route = getRouteApi('/shell/people');

const List = () => {
  const words = useWords(peopleWords);
  const { name = '', contact: chosen } = route.useSearch();
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const query = useInfiniteQuery(contactsQuery(useDeferredValue(name)));
  const people = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const choose = (id: string): void =>
    void navigate({
      to: '/people',
      search: { ...(name !== '' && { name }), contact: id },
      replace: true,
    });
  const step = (by: number): void => {
    const index = people.findIndex(({ id }) => id === chosen);
    const next = people[Math.min(Math.max(index + by, 0), people.length - 1)];
    if (next) choose(next.id);
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  };
  useCommands([
    { key: 'j', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'k', label: words.previous, run: () => step(-1), keyOnly: true },
  ]);
  return (
    <Shown query={query} rows={8}>
      {() =>
        people.length === 0 ? (
          <Note icon="people" title={name === '' ? words.empty : words.noMatch}>
            {name === '' && words.emptyText}
          </Note>
        ) : (
          <>
            <ul ref={list} className={styles.list} aria-label={words.list}>
              {people.map(({ id, name: called, phone }) => (
                <li key={id}>
                  <Link
                    to="/people"
                    search={{ ...(name !== '' && { name }), contact: id }}
                    className={styles.row}
                    aria-current={id === chosen ? 'true' : undefined}
                  >
                    <strong>{called}</strong>
                    <small>{phone ? shownPhone(phone) : words.noPhone}</small>
                  </Link>
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <Button
                look="bare"
                icon="down"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {words.more}
              </Button>
            )}
          </>
        )
      }
    </Shown>
  );
};

const Chosen = ({ id }: { readonly id: string }) => {
  const query = useQuery(contactQuery(id));
  return (
    <Shown query={query} rows={6}>
      {(contact) => <ContactCard key={contact.id} contact={contact} />}
    </Shown>
  );
};

/** Everybody who is told of journeys: whether they are reached, and what they have agreed to. */
export const People = () => {
  const words = useWords(peopleWords);
  const shell = useWords(shellWords);
  const { name = '', contact } = route.useSearch();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  useCommands([
    { key: '/', label: words.search, run: () => box.current?.querySelector('input')?.focus() },
  ]);
  return (
    <Page title={shell.pages.people} isFull>
      <div className={`${styles.both} ${contact ? styles.isChosen : ''}`}>
        <div className={styles.side} ref={box}>
          <TextField
            label={words.find}
            isLabelHidden
            placeholder={words.find}
            type="search"
            value={name}
            onChange={(value) =>
              void navigate({
                to: '/people',
                search: { ...(value !== '' && { name: value }), ...(contact && { contact }) },
                replace: true,
              })
            }
          />
          <List />
        </div>
        <div className={styles.card}>
          {contact ? (
            <>
              <Link
                to="/people"
                search={name === '' ? {} : { name }}
                className={styles.back}
                replace
              >
                {shell.pages.people}
              </Link>
              <Chosen id={contact} />
            </>
          ) : (
            <Note icon="person" title={words.choose} />
          )}
        </div>
      </div>
    </Page>
  );
};

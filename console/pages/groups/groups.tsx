import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { groupsQuery } from '../../api/groups.ts';
import { useCommands } from '../../parts/commands.ts';
import { TextField } from '../../parts/field.tsx';
import { foldedOf } from '../../parts/fold.ts';
import { Page } from '../../parts/page.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { groupWords } from '../../words/groups.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import styles from './groups.module.css';

/** The groups that one sees, by name. */
export const Groups = () => {
  const words = useWords(groupWords);
  const shell = useWords(shellWords);
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useCommands([
    { key: '/', label: words.search, run: () => box.current?.querySelector('input')?.focus() },
  ]);
  return (
    <Page
      title={shell.pages.groups}
      actions={
        <div ref={box}>
          <TextField
            label={words.find}
            isLabelHidden
            placeholder={words.find}
            type="search"
            value={text}
            onChange={setText}
          />
        </div>
      }
    >
      <Shown query={useQuery(groupsQuery)} rows={6}>
        {({ items }) => {
          const shown = items.filter(({ name }) => foldedOf(name).includes(foldedOf(text)));
          return shown.length === 0 ? (
            <Note icon="groups" title={items.length === 0 ? words.empty : words.noMatch}>
              {items.length === 0 && words.emptyText}
            </Note>
          ) : (
            <ul className={styles.list} aria-label={shell.pages.groups}>
              {shown.map(({ id, name, journeys }) => (
                <li key={id}>
                  <Link to="/groups/$id" params={{ id }} className={styles.row}>
                    <strong>{name}</strong>
                    <small>{words.journeys(journeys)}</small>
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </Page>
  );
};

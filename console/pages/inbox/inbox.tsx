import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { type Box, conversationsOfQuery, conversationsQuery } from '../../api/queries.ts';
import { useCommands } from '../../parts/commands.ts';
import { useHeldOrder } from '../../parts/held-order.ts';
import { Page } from '../../parts/page.tsx';
import { isWide, Split } from '../../parts/split.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import { ConversationView } from './conversation.tsx';
import { ConversationList } from './list.tsx';
import { useConversations } from './use-conversations.ts';

const boxes: readonly Box[] = ['waiting', 'mine', 'assistant', 'all'];

/** How many there are in a box, as far as its first page says. */
const useCount = (box: Box): string | undefined => {
  const page = useQuery(conversationsQuery(box)).data;
  if (!page || page.items.length === 0) return undefined;
  return `${page.items.length}${page.next === null ? '' : '+'}`;
};

/** Conversations with travellers: who waits for a person, beside what is said. */
export const Inbox = () => {
  const words = useWords(inboxWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/inbox' });
  const box = boxes.find((one) => one === search.box) ?? 'waiting';
  const { first, items, look } = useConversations(box);
  const counts: Partial<Record<Box, string | undefined>> = {
    waiting: useCount('waiting'),
    mine: useCount('mine'),
  };
  const { rows, fresh, settle, holding } = useHeldOrder(items, box);
  const composer = useRef<HTMLTextAreaElement>(null);
  const ofPhone = useQuery(conversationsOfQuery(search.phone ?? '')).data?.items[0]?.id;
  const open = search.conversation ?? ofPhone;
  const chosenId = open ?? (isWide() ? rows[0]?.row.id : undefined);
  const choose = useCallback(
    (id: string | undefined): void =>
      void navigate({
        to: '/inbox',
        search: { box: search.box, conversation: id },
        replace: isWide(),
      }),
    [navigate, search.box],
  );
  const step = (by: number): void => {
    const place = rows.findIndex(({ row }) => row.id === chosenId);
    const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)];
    if (next) choose(next.row.id);
  };
  useCommands([
    { key: 'j', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'k', label: words.previous, run: () => step(-1), keyOnly: true },
    { key: 'ArrowDown', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'ArrowUp', label: words.previous, run: () => step(-1), keyOnly: true },
    { key: 'r', label: words.reply, run: () => composer.current?.focus() },
  ]);
  return (
    <Page
      title={shell.pages.inbox}
      isFull
      actions={
        <Tabs
          label={words.boxNames}
          chosen={box}
          tabs={boxes.map((one) => ({
            id: one,
            label: words.boxes[one],
            count: counts[one],
            needsPerson: one === 'waiting',
            search: { box: one === 'waiting' ? undefined : one },
          }))}
        />
      }
    >
      <Split
        isDetailOpen={open !== undefined}
        list={
          <Shown query={first} rows={6}>
            {() =>
              rows.length === 0 ? (
                <Note icon="inbox" title={words.empty[box]}>
                  {words.emptyText[box]}
                </Note>
              ) : (
                <ConversationList
                  rows={rows}
                  fresh={fresh}
                  settle={settle}
                  holding={holding}
                  chosenId={chosenId}
                  choose={choose}
                  look={look}
                />
              )
            }
          </Shown>
        }
        detail={
          chosenId === undefined ? (
            <Note title={words.choose} />
          ) : (
            <ConversationView
              key={chosenId}
              id={chosenId}
              composer={composer}
              back={() => choose(undefined)}
            />
          )
        }
      />
    </Page>
  );
};

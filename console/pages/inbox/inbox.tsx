import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { conversationsQuery, meQuery } from '../../api/queries.ts';
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

const boxes = ['waiting', 'mine', 'assistant', 'all'] as const;
type Box = (typeof boxes)[number];

/** What a box holds; those that wait stand by how long they do, the longest first. */
export const inBox = (
  box: Box,
  all: readonly Conversation[],
  myName: string | undefined,
): readonly Conversation[] => {
  switch (box) {
    case 'waiting':
      return all
        .filter(({ openTask, takenOverBy }) => openTask !== null && takenOverBy === null)
        .toSorted(
          (a, b) =>
            Number(b.openTask?.severity === 'urgent') - Number(a.openTask?.severity === 'urgent') ||
            Date.parse(a.openTask?.openedAt ?? '') - Date.parse(b.openTask?.openedAt ?? ''),
        );
    case 'mine':
      return all.filter(({ takenOverBy }) => takenOverBy !== null && takenOverBy === myName);
    case 'assistant':
      return all.filter(({ openTask, takenOverBy }) => openTask === null && takenOverBy === null);
    case 'all':
      return all;
  }
};

/** Conversations with travellers: who waits for a person, beside what is said. */
export const Inbox = () => {
  const words = useWords(inboxWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/inbox' });
  const box = boxes.find((one) => one === search.box) ?? 'waiting';
  const query = useQuery(conversationsQuery);
  const me = useQuery(meQuery).data;
  const all = query.data?.items ?? [];
  const latest = inBox(box, all, me?.name);
  const { rows, fresh, settle, holding } = useHeldOrder(latest, box);
  const composer = useRef<HTMLTextAreaElement>(null);
  const ofPhone = all.find(({ phone }) => phone === search.phone)?.id;
  const open = search.conversation ?? ofPhone;
  const chosenId = open ?? (isWide() ? rows[0]?.row.id : undefined);
  const choose = (id: string | undefined): void =>
    void navigate({
      to: '/inbox',
      search: { box: search.box, conversation: id },
      replace: isWide(),
    });
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
            count:
              one === 'waiting' || one === 'mine' ? inBox(one, all, me?.name).length : undefined,
            needsPerson: one === 'waiting',
            search: { box: one === 'waiting' ? undefined : one },
          }))}
        />
      }
    >
      <Split
        isDetailOpen={open !== undefined}
        list={
          <Shown query={query} rows={6}>
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

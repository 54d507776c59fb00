import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Box, conversationsOfQuery, conversationsQuery } from '../../api/queries.ts';
import { useCommands } from '../../parts/commands.ts';
import { useHeldOrder } from '../../parts/held-order.ts';
import { Page } from '../../parts/page.tsx';
import { isWide, Split } from '../../parts/split.tsx';
import { Loading, Note, Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { shellWords } from '../../words/shell.ts';
import { ConversationView } from './conversation.tsx';
import { ConversationList } from './list.tsx';
import { useConversations } from './use-conversations.ts';

const boxes: readonly Box[] = ['waiting', 'mine', 'assistant', 'all'];
/** Keys have rested after so long: more than between two steps of a key that is held. */
const restMs = 120;

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
  const chosenPlace = useMemo(
    () => rows.findIndex(({ row }) => row.id === chosenId),
    [rows, chosenId],
  );
  const [replyTo, setReplyTo] = useState<string>();
  const choose = useCallback(
    (id: string | undefined): void => {
      setReplyTo(undefined);
      void navigate({
        to: '/inbox',
        search: { box: search.box, conversation: id },
        replace: isWide(),
      });
    },
    [navigate, search.box],
  );
  // While keys go through the list no conversation is drawn: it would hold them up, and theirs
  // would be about somebody who is passed by.
  const [isPassing, setPassing] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step begins the rest anew
  useEffect(() => {
    if (!isPassing) return;
    const timer = setTimeout(() => setPassing(false), restMs);
    return () => clearTimeout(timer);
  }, [isPassing, chosenId]);
  const step = (by: number): void => {
    const next = rows[Math.min(Math.max(chosenPlace + by, 0), rows.length - 1)]?.row.id;
    if (next === undefined || next === chosenId) return;
    setPassing(true);
    choose(next);
  };
  const reply = (): void => {
    setPassing(false);
    setReplyTo(chosenId);
    composer.current?.focus();
  };
  useCommands([
    { key: 'j', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'k', label: words.previous, run: () => step(-1), keyOnly: true },
    { key: 'ArrowDown', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'ArrowUp', label: words.previous, run: () => step(-1), keyOnly: true },
    { key: 'r', label: words.reply, run: reply },
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
                  chosenPlace={chosenPlace}
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
          ) : isPassing ? (
            <Loading />
          ) : (
            <ConversationView
              key={chosenId}
              id={chosenId}
              composer={composer}
              isAnswered={replyTo === chosenId}
              back={() => choose(undefined)}
            />
          )
        }
      />
    </Page>
  );
};

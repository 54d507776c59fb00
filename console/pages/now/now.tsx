import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useNow } from '../../api/clock.ts';
import type { Incident } from '../../api/incidents.ts';
import { incidentsQuery, meQuery, type Queue } from '../../api/queries.ts';
import { useCommands } from '../../parts/commands.ts';
import { useHeldOrder } from '../../parts/held-order.ts';
import { Page } from '../../parts/page.tsx';
import { isWide, Split } from '../../parts/split.tsx';
import { Failed, Loading, Note } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { shellWords } from '../../words/shell.ts';
import { IncidentDetail } from './incident.tsx';
import { QueueList } from './queue.tsx';
import { SnoozeDialog } from './snooze.tsx';
import { useMoves } from './use-moves.ts';

const queues: readonly Queue[] = ['open', 'mine', 'snoozed', 'done'];
const dayMs = 86_400_000;

/** Incidents of a queue; of those that are done the ones of the last day. */
const shownOf = (queue: Queue, items: readonly Incident[], now: number): readonly Incident[] =>
  queue === 'done'
    ? items.filter(({ closedAt }) => closedAt !== null && Date.parse(closedAt) > now - dayMs)
    : items;

/** Who needs somebody, and how long there is: the queue beside what was chosen of it. */
export const Now = () => {
  const words = useWords(nowWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const now = useNow();
  const search = useSearch({ from: '/shell/now' });
  const queue = queues.find((one) => one === search.queue) ?? 'open';
  const all = useQueries({ queries: queues.map(incidentsQuery) });
  const me = useQuery(meQuery).data;
  const moves = useMoves();
  const [isSnoozing, setSnoozing] = useState(false);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const detail = useRef<HTMLElement>(null);

  const itemsOf = (one: Queue): readonly Incident[] =>
    shownOf(one, all[queues.indexOf(one)]?.data?.items ?? [], now);
  const latest = itemsOf(queue);
  const { rows, fresh, settle, holding } = useHeldOrder(latest, queue);
  const first = isWide() ? rows[0]?.row.id : undefined;
  const chosenId = search.incident ?? first;
  const chosen =
    rows.find(({ row }) => row.id === chosenId)?.row ??
    queues.flatMap(itemsOf).find(({ id }) => id === chosenId);

  const choose = (id: string | undefined): void =>
    void navigate({ to: '/now', search: { queue: search.queue, incident: id }, replace: isWide() });
  const step = (by: number): void => {
    const place = rows.findIndex(({ row }) => row.id === chosenId);
    const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)];
    if (next) choose(next.row.id);
  };
  const isMine = chosen?.owner?.id != null && chosen.owner.id === me?.id;
  useCommands([
    { key: 'j', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'k', label: words.previous, run: () => step(-1), keyOnly: true },
    { key: 'ArrowDown', label: words.next, run: () => step(1), keyOnly: true },
    { key: 'ArrowUp', label: words.previous, run: () => step(-1), keyOnly: true },
    ...(chosen
      ? [
          {
            key: 'Enter',
            label: words.open,
            run: () => {
              choose(chosen.id);
              detail.current?.focus();
            },
            keyOnly: true,
          },
          ...(chosen.state === 'done'
            ? [{ key: 'e', label: words.reopen, run: () => void moves.reopen(chosen) }]
            : [
                {
                  key: 'a',
                  label: isMine ? words.release : words.claim,
                  run: () => void (isMine ? moves.release(chosen) : moves.claim(chosen)),
                },
                { key: 's', label: words.snooze, run: () => setSnoozing(true) },
                { key: 'e', label: words.resolve, run: () => void moves.resolve(chosen) },
              ]),
          { key: 'n', label: words.note, run: () => noteField.current?.focus() },
        ]
      : []),
  ]);

  const query = all[queues.indexOf(queue)];
  const list =
    query?.data === undefined ? (
      query?.error ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading rows={6} />
      )
    ) : rows.length === 0 ? (
      <Note icon={queue === 'open' ? 'check' : 'now'} title={words.empty[queue]}>
        {words.emptyText[queue]}
      </Note>
    ) : (
      <QueueList
        rows={rows}
        fresh={fresh}
        settle={settle}
        holding={holding}
        chosenId={chosenId}
        choose={choose}
        isDone={queue === 'done'}
      />
    );
  return (
    <Page
      title={shell.pages.now}
      isFull
      actions={
        <Tabs
          label={words.queueNames}
          chosen={queue}
          tabs={queues.map((one) => {
            const items = itemsOf(one);
            return {
              id: one,
              label: words.queues[one],
              count: one === 'done' ? undefined : items.length,
              needsPerson: one === 'open' && items.some(({ severity }) => severity === 'urgent'),
              search: { queue: one === 'open' ? undefined : one },
            };
          })}
        />
      }
    >
      <Split
        isDetailOpen={search.incident !== undefined}
        list={list}
        detail={
          chosenId === undefined ? (
            rows.length > 0 && <Note title={words.choose} />
          ) : (
            <IncidentDetail
              key={chosenId}
              id={chosenId}
              moves={moves}
              snooze={() => setSnoozing(true)}
              noteField={noteField}
              focus={detail}
              back={() => choose(undefined)}
            />
          )
        }
      />
      {chosen && (
        <SnoozeDialog
          isOpen={isSnoozing}
          close={() => setSnoozing(false)}
          choose={(minutes) => void moves.snooze(chosen, minutes)}
        />
      )}
    </Page>
  );
};

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { useNow } from '../../api/clock.ts';
import {
  type Import,
  type ImportCorrection,
  importedJourneysQuery,
  importQuery,
  importsQuery,
  isWorking,
  type JourneyFilter,
  journeyFilters,
  readAgain,
  undoImport,
} from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Away, OwnTime } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import { Apply } from './apply.tsx';
import { State } from './begin.tsx';
import { Columns } from './columns.tsx';
import styles from './import.module.css';
import { Locked, Tree } from './tree.tsx';

const route = getRouteApi('/shell/import');
const filters: readonly JourneyFilter[] = ['refused', 'new', 'changed', 'same', 'failed', 'kept'];

/** How many journeys are as a filter says. */
const countOf = ({ journeys, applied }: Import, filter: JourneyFilter): number =>
  ('verdict' in journeyFilters[filter] ? journeys : applied)[filter] ?? 0;

const whileAskingMs = 700;

const Progress = ({ one }: { readonly one: Import }) => {
  const words = useWords(importWords);
  const { state, rowsRead, rowCount, applied } = one;
  const total = Object.values(applied).reduce((sum, count) => sum + count, 0);
  const left = (applied['waiting'] ?? 0) + (applied['begun'] ?? 0);
  const [value, max] =
    state === 'reading'
      ? [rowsRead, rowCount]
      : state === 'applying'
        ? [total - left, total]
        : [(applied['undone'] ?? 0) + (applied['kept'] ?? 0), total];
  return (
    <div className={styles.progress} role="status">
      <strong>{words.states[state]}</strong> {words.progress(value, max)}
      <progress
        value={value || undefined}
        max={Math.max(max, 1)}
        aria-label={words.states[state]}
      />
    </div>
  );
};

/** What an applied import did, and the way back. */
const Result = ({
  one,
  act,
}: {
  readonly one: Import;
  readonly act: (asked: Promise<Import>, text: string) => Promise<boolean>;
}) => {
  const words = useWords(importWords);
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const { id, state, applied, by, appliedAt, undoUntil } = one;
  const count = (name: string): number => applied[name] ?? 0;
  const mayUndo = state === 'applied' && undoUntil !== null && Date.parse(undoUntil) > now;
  return (
    <section className={styles.panel} role="status">
      <p>
        {state === 'applied'
          ? words.wasApplied(count('applied'), count('failed'))
          : words.wasUndone(count('undone'), count('kept'))}{' '}
        <small>
          {by}
          {appliedAt && (
            <>
              {' · '}
              <Away at={appliedAt} />
            </>
          )}
        </small>
      </p>
      {mayUndo && (
        <>
          <Button icon="undo" onClick={() => setOpen(true)}>
            {words.undo}
          </Button>
          <small>
            {words.undoUntil} <OwnTime at={undoUntil} />
          </small>
        </>
      )}
      <Dialog
        title={words.undoTitle}
        isOpen={isOpen}
        close={() => setOpen(false)}
        actions={
          <Button
            look="danger"
            onClick={() => {
              setOpen(false);
              void act(undoImport(id), words.undoing);
            }}
          >
            {words.undo}
          </Button>
        }
      >
        <p>{words.undoText}</p>
      </Dialog>
    </section>
  );
};

const Standing = ({ one }: { readonly one: Import }) => {
  const words = useWords(importWords);
  const client = useQueryClient();
  const { verdict } = route.useSearch();
  const { id, state, file, by, insertedAt, rowCount, journeyCount } = one;
  const isBusy = isWorking(one);
  const [isAsking, setAsking] = useState(false);
  // An answer may take some seconds: until it comes, how far it is.
  useQuery({ ...importQuery(id), ...(isAsking && { refetchInterval: whileAskingMs }) });
  const filter = filters.find((name) => name === verdict) ?? null;
  // While it is worked on what was read before stays: a form in it is not taken away.
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state && !isBusy)
      void client.invalidateQueries({ queryKey: ['import', 'journeys', id] });
    before.current = state;
  }, [client, id, state, isBusy]);
  /** Shows what became of it; whatever somebody else did meanwhile is shown as well. */
  const act = useCallback(
    async (asked: Promise<Import>, text: string): Promise<boolean> => {
      setAsking(true);
      try {
        const stands = await asked;
        client.setQueryData(importQuery(id).queryKey, stands);
        if (!isWorking(stands))
          void client.invalidateQueries({ queryKey: ['import', 'journeys', id] });
        done(text);
        return true;
      } catch (error) {
        const isMeanwhile = error instanceof Refusal && error.kind === 'import-not-ready';
        failed(isMeanwhile ? words.meanwhile : words.notDone, isMeanwhile ? undefined : error);
        return false;
      } finally {
        setAsking(false);
        void client.invalidateQueries({ queryKey: importQuery(id).queryKey });
        void client.invalidateQueries({ queryKey: importsQuery.queryKey });
      }
    },
    [client, id, words],
  );
  const read = useCallback(
    (correction: ImportCorrection) => act(readAgain(id, correction), words.readSoDone),
    [act, id, words],
  );
  const isOver = state === 'applied' || state === 'undone';
  // Not applied yet: how it is read can be said, and who hears of it.
  const isOpen = state === 'ready' || state === 'reading';
  const isLocked = isBusy || isAsking;
  const mayCorrect = isOpen && (one.journeys['refused'] ?? 0) > 0;
  const refused = useInfiniteQuery({
    ...importedJourneysQuery(id, 'refused'),
    enabled: mayCorrect,
  });
  const hasSuggestion =
    refused.hasNextPage ||
    (refused.data?.pages ?? []).some(({ items }) =>
      items.some(({ rows }) =>
        rows.some(({ problems }) => problems.some(({ suggestion }) => suggestion !== null)),
      ),
    );
  return (
    <>
      <p className={styles.about}>
        <strong>{file?.fileName ?? words.pasted}</strong> <State state={state} />
        <small>
          {words.size(rowCount, journeyCount)} · {by} · <Away at={insertedAt} />
        </small>
      </p>
      {isBusy && <Progress one={one} />}
      {isOver && <Result one={one} act={act} />}
      {file && isOpen && <Columns file={file} isLocked={isLocked} read={read} />}
      {isOpen && <Apply one={one} isLocked={isLocked} act={act} />}
      <div className={styles.tabs}>
        <Tabs
          label={words.tree}
          chosen={filter ?? 'all'}
          tabs={[
            { id: 'all', label: words.all, count: journeyCount, search: { id } },
            ...filters
              .filter((name) => countOf(one, name) > 0 || name === filter)
              .map((name) => ({
                id: name,
                label:
                  name === 'failed' || name === 'kept' ? words.became[name] : words.verdicts[name],
                count: countOf(one, name),
                needsPerson: name === 'refused' && isOpen,
                search: { id, verdict: name },
              })),
          ]}
        />
        {mayCorrect && hasSuggestion && (
          <Button disabled={isLocked} onClick={() => void read({ acceptSuggestions: 'all' })}>
            {words.acceptAll}
          </Button>
        )}
      </div>
      <Locked value={isLocked}>
        <Tree key={filter} id={id} filter={filter} read={isOpen ? read : null} />
      </Locked>
    </>
  );
};

/** An import: how it is understood, what it would do, and what it did. */
export const One = ({ id }: { readonly id: string }) => (
  <Shown query={useQuery(importQuery(id))} rows={8}>
    {(one) => <Standing one={one} />}
  </Shown>
);

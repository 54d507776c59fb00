import { memo, useEffect, useRef } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import type { HeldRow } from '../../parts/held-order.ts';
import { Icon } from '../../parts/icon.tsx';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Away, Lasting } from '../../parts/time.tsx';
import { useWindow } from '../../parts/use-window.ts';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './inbox.module.css';

/** Whom a conversation is with: their names, else the number. */
export const nameOf = ({ names, phone }: Pick<Conversation, 'names' | 'phone'>): string =>
  names.length > 0 ? names.join(', ') : shownPhone(phone);

interface RowProps {
  readonly row: Conversation;
  readonly isGone: boolean;
  readonly isChosen: boolean;
  readonly place: number;
  readonly choose: (id: string) => void;
}

const Row = memo(({ row, isGone, isChosen, place, choose }: RowProps) => {
  const words = useWords(inboxWords);
  const { reasons } = useWords(terms);
  const { openTask, takenOverBy, lastInboundAt, lastWords } = row;
  const hasFacts = openTask !== null || takenOverBy !== null || row.optedOut;
  const waits = openTask !== null && takenOverBy === null;
  return (
    <li className={isGone ? styles.gone : undefined} aria-posinset={place} aria-setsize={-1}>
      <button
        type="button"
        data-conversation={row.id}
        className={styles.row}
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => choose(row.id)}
      >
        <span className={styles.top}>
          <strong>{nameOf(row)}</strong>
          {waits ? (
            <span className={openTask.severity === 'urgent' ? styles.urgent : styles.wait}>
              <Icon name="clock" size={13} /> <Lasting since={openTask.openedAt} />
            </span>
          ) : (
            lastInboundAt && (
              <span className={styles.wait}>
                <Away at={lastInboundAt} />
              </span>
            )
          )}
        </span>
        <span className={hasFacts ? styles.word : styles.words}>
          {lastWords === null ? words.never : lastWords === '' ? words.noWords : lastWords}
        </span>
        <span className={styles.facts}>
          {openTask && (
            <span className={openTask.severity === 'urgent' ? styles.urgent : styles.reason}>
              {termOf(reasons, openTask.reason)}
            </span>
          )}
          {takenOverBy && (
            <span className={styles.holder}>
              <Icon name="person" size={12} />
              {takenOverBy}
            </span>
          )}
          {row.optedOut && <span>{words.optedOut}</span>}
        </span>
      </button>
    </li>
  );
});

/** The lines of a box; `look` is told which of them are in sight. */
export const ConversationList = ({
  rows,
  fresh,
  settle,
  holding,
  chosenId,
  chosenPlace,
  choose,
  look,
}: {
  readonly rows: readonly HeldRow<Conversation>[];
  readonly fresh: number;
  readonly settle: () => void;
  readonly holding: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
  readonly chosenId: string | undefined;
  /** Among the rows; -1: it is none of them. */
  readonly chosenPlace: number;
  readonly choose: (id: string) => void;
  readonly look: (from: number, to: number) => void;
}) => {
  const { list, from, to, style, placeOf } = useWindow(rows.length);
  useEffect(() => look(from, to), [look, from, to]);
  const chosen = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one was chosen
  useEffect(() => chosen.current?.scrollIntoView({ block: 'nearest' }), [chosenId]);
  const words = useWords(inboxWords);
  const { fresh: freshWords } = useWords(nowWords);
  return (
    <div {...holding}>
      {fresh > 0 && (
        <button type="button" className={styles.fresh} onClick={settle}>
          {freshWords(fresh)}
        </button>
      )}
      <div className={styles.lines}>
        {chosenPlace !== -1 && (
          <div ref={chosen} className={styles.place} style={placeOf(chosenPlace)} />
        )}
        <ul ref={list} aria-label={words.list} style={style}>
          {rows.slice(from, to).map(({ row, isGone }, index) => (
            <Row
              key={row.id}
              row={row}
              isGone={isGone}
              isChosen={row.id === chosenId}
              place={from + index + 1}
              choose={choose}
            />
          ))}
        </ul>
      </div>
    </div>
  );
};

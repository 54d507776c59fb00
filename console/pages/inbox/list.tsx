import { useEffect, useRef } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import type { HeldRow } from '../../parts/held-order.ts';
import { Icon } from '../../parts/icon.tsx';
import { shownPhone } from '../../parts/phone-link.tsx';
import { Away, Lasting } from '../../parts/time.tsx';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './inbox.module.css';

/** Whom a conversation is with: their names, else the number. */
export const nameOf = ({ names, phone }: Pick<Conversation, 'names' | 'phone'>): string =>
  names.length > 0 ? names.join(', ') : shownPhone(phone);

const Row = ({
  held: { row, isGone },
  isChosen,
  choose,
}: {
  readonly held: HeldRow<Conversation>;
  readonly isChosen: boolean;
  readonly choose: () => void;
}) => {
  const words = useWords(inboxWords);
  const { reasons } = useWords(terms);
  const { openTask, takenOverBy, lastInboundAt, lastWords } = row;
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const waits = openTask !== null && takenOverBy === null;
  return (
    <li className={isGone ? styles.gone : undefined}>
      <button
        ref={element}
        type="button"
        className={styles.row}
        aria-current={isChosen ? 'true' : undefined}
        onClick={choose}
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
        <span className={styles.words}>
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
};

/** The lines of a box. */
export const ConversationList = ({
  rows,
  fresh,
  settle,
  holding,
  chosenId,
  choose,
}: {
  readonly rows: readonly HeldRow<Conversation>[];
  readonly fresh: number;
  readonly settle: () => void;
  readonly holding: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
  readonly chosenId: string | undefined;
  readonly choose: (id: string) => void;
}) => {
  const words = useWords(inboxWords);
  const { fresh: freshWords } = useWords(nowWords);
  return (
    <div {...holding}>
      {fresh > 0 && (
        <button type="button" className={styles.fresh} onClick={settle}>
          {freshWords(fresh)}
        </button>
      )}
      <ul aria-label={words.list}>
        {rows.map((held) => (
          <Row
            key={held.row.id}
            held={held}
            isChosen={held.row.id === chosenId}
            choose={() => choose(held.row.id)}
          />
        ))}
      </ul>
    </div>
  );
};

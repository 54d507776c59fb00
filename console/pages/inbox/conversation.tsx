import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { giveBack, type Held, heldOf, takeOver } from '../../api/conversations.ts';
import { conversationQuery, meQuery, tripQuery } from '../../api/queries.ts';
import { surroundings } from '../../api/surroundings.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { useCommands } from '../../parts/commands.ts';
import { Icon } from '../../parts/icon.tsx';
import { PhoneLink } from '../../parts/phone-link.tsx';
import { Shown } from '../../parts/states.tsx';
import { Thread } from '../../parts/thread.tsx';
import { Away, Lasting } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { WhyOfTrip } from '../../parts/why-dialog.tsx';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { shellWords } from '../../words/shell.ts';
import { termOf, terms } from '../../words/terms.ts';
import { Composer } from './composer.tsx';
import styles from './conversation.module.css';
import { nameOf } from './list.tsx';

type Whole = Schemas['ConversationWithMessages'];

/** The phone simulator with this chat open, on one machine. */
const phoneOf = ({ sender, phone }: Whole): string | null =>
  surroundings.phonePage && `${surroundings.phonePage}#${sender.slice(1)}-${phone.slice(1)}`;

/** Somebody else has it: who, and what can be done. */
const HeldBand = ({
  held,
  leave,
  goOn,
}: {
  readonly held: Held;
  readonly leave: () => void;
  readonly goOn: () => void;
}) => {
  const words = useWords(inboxWords);
  return (
    <div className={styles.held} role="alert">
      <p>
        <strong>{words.heldTitle(held.name)}</strong>{' '}
        {held.since && (
          <>
            (<Away at={held.since} />)
          </>
        )}
        . {words.heldText}
      </p>
      <div>
        <Button look="strong" onClick={leave}>
          {words.leave}
        </Button>
        <Button onClick={goOn}>{words.goOn}</Button>
      </div>
    </div>
  );
};

const Trips = ({ conversation }: { readonly conversation: Whole }) => {
  const words = useWords(inboxWords);
  const next = useQuery(tripQuery(conversation.tripIds[0] ?? '')).data;
  if (conversation.tripIds.length === 0) return <span>{words.unknown}</span>;
  if (!next) return null;
  return (
    <Link to="/journeys/$id" params={{ id: next.journeyId }}>
      {next.flightNumber} {next.originIata} → {next.destinationIata}
    </Link>
  );
};

const Head = ({
  conversation,
  take,
  back,
}: {
  readonly conversation: Whole;
  readonly take: (steal: boolean) => void;
  readonly back: () => void;
}) => {
  const words = useWords(inboxWords);
  const shell = useWords(shellWords);
  const { callNumber } = useWords(nowWords);
  const { reasons } = useWords(terms);
  const client = useQueryClient();
  const me = useQuery(meQuery).data;
  const { takenOverBy, openTask, optedOut, phone } = conversation;
  const isMine = takenOverBy !== null && takenOverBy === me?.name;
  const name = nameOf(conversation);
  const page = phoneOf(conversation);
  const give = async (): Promise<void> => {
    try {
      await giveBack(client, conversation.id);
      done(words.gaveBack, () => take(false));
    } catch (error) {
      failed(words.notDone, error);
    }
  };
  useCommands([
    {
      key: 't',
      label: isMine ? words.giveBack : words.take,
      run: () => (isMine ? void give() : take(false)),
    },
  ]);
  return (
    <header className={styles.head}>
      <div className={styles.back}>
        <Button look="bare" icon="back" onClick={back}>
          {shell.pages.inbox}
        </Button>
      </div>
      <div className={styles.who}>
        <h2>{name}</h2>
        <p>
          <PhoneLink phone={phone} label={callNumber(name)} /> <Trips conversation={conversation} />
          {page && (
            <a href={page} target="bauhaus-phone" rel="noreferrer">
              <Icon name="device" size={15} /> {words.phonePage}
            </a>
          )}
        </p>
        <div className={styles.chips}>
          <Chip
            tone={takenOverBy === null ? 'plain' : 'info'}
            icon={takenOverBy ? 'person' : 'robot'}
          >
            {takenOverBy === null
              ? words.withAssistant
              : isMine
                ? words.withMe
                : words.withOther(takenOverBy)}
          </Chip>
          {openTask && (
            <Chip tone={openTask.severity === 'urgent' ? 'needs' : 'warn'} icon="clock">
              {termOf(reasons, openTask.reason)} · {words.waits}{' '}
              <Lasting since={openTask.openedAt} />
            </Chip>
          )}
          {optedOut && <Chip tone="needs">{words.optedOut}</Chip>}
        </div>
      </div>
      <div className={styles.actions}>
        <WhyOfTrip tripId={conversation.tripIds[0]} />
        {isMine ? (
          <Button icon="robot" keyHint="t" onClick={() => void give()}>
            {words.giveBack}
          </Button>
        ) : (
          <Button
            look={openTask ? 'strong' : 'plain'}
            icon="hand"
            keyHint="t"
            onClick={() => take(false)}
          >
            {words.take}
          </Button>
        )}
      </div>
    </header>
  );
};

/** Keeps the end in sight while it was in sight. */
const useEndInSight = (length: number) => {
  const element = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more
  useEffect(() => {
    const box = element.current;
    if (box && isAtEnd.current) box.scrollTop = box.scrollHeight;
  }, [length]);
  return {
    element,
    onScroll: () => {
      const box = element.current;
      if (box) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
    },
  };
};

const Conversation = ({
  conversation,
  composer,
  isAnswered,
  back,
}: {
  readonly conversation: Whole;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  readonly isAnswered: boolean;
  readonly back: () => void;
}) => {
  const words = useWords(inboxWords);
  const client = useQueryClient();
  const [held, setHeld] = useState<Held | null>(null);
  const end = useEndInSight(conversation.messages.length);
  useLayoutEffect(() => {
    if (isAnswered) composer.current?.focus();
  }, [isAnswered, composer]);
  const take = async (steal: boolean): Promise<void> => {
    // By the time of the answer the field may be that of another conversation.
    const field = composer.current;
    try {
      await takeOver(client, conversation.id, steal);
      setHeld(null);
      done(
        words.took,
        () => void giveBack(client, conversation.id).catch((error) => failed(words.notDone, error)),
      );
      field?.focus();
    } catch (error) {
      const other = heldOf(error);
      setHeld(other);
      if (!other) failed(words.notDone, error);
    }
  };
  return (
    <article className={styles.conversation} aria-label={nameOf(conversation)}>
      <Head conversation={conversation} take={(steal) => void take(steal)} back={back} />
      {held && <HeldBand held={held} leave={() => setHeld(null)} goOn={() => void take(true)} />}
      <div
        className={styles.scroll}
        ref={end.element}
        onScroll={end.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
        tabIndex={0}
        role="log"
        aria-label={nameOf(conversation)}
      >
        <Thread messages={conversation.messages} />
      </div>
      <Composer conversation={conversation} field={composer} />
    </article>
  );
};

/** A conversation whole: with whom, who has it, what was said, and what is written now. */
export const ConversationView = ({
  id,
  composer,
  isAnswered,
  back,
}: {
  readonly id: string;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  /** A reply was asked for, perhaps before there was a field for it. */
  readonly isAnswered: boolean;
  readonly back: () => void;
}) => {
  const query = useQuery(conversationQuery(id));
  return (
    <Shown query={query}>
      {(conversation) => (
        <Conversation
          conversation={conversation}
          composer={composer}
          isAnswered={isAnswered}
          back={back}
        />
      )}
    </Shown>
  );
};

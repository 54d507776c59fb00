import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useNow } from '../../api/clock.ts';
import { type Held, heldOf, noteIn, writeTo } from '../../api/conversations.ts';
import { meQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { useCommands } from '../../parts/commands.ts';
import { useDraft } from '../../parts/draft.ts';
import { Menu } from '../../parts/menu.tsx';
import { useFailureText } from '../../parts/states.tsx';
import { inboxWords } from '../../words/inbox.ts';
import { useWords } from '../../words/language.ts';
import { lengthOf } from '../../words/times.ts';
import styles from './composer.module.css';

type Whole = Schemas['ConversationWithMessages'];
type Mode = 'message' | 'note';

const Reason = ({ error }: { readonly error: unknown }) => {
  const words = useWords(inboxWords);
  const why = useFailureText(error);
  return (
    <p className={styles.wrong} role="alert">
      {words.notSent} {why}
    </p>
  );
};

/** What is written to the traveller, or noted for the agency. A message leaves by its button alone. */
export const Composer = ({
  conversation,
  field,
}: {
  readonly conversation: Whole;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}) => {
  const words = useWords(inboxWords);
  const client = useQueryClient();
  const now = useNow();
  const me = useQuery(meQuery).data;
  const [mode, setMode] = useState<Mode>('message');
  const [text, setText] = useDraft(`message.${conversation.id}`);
  const [note, setNote] = useDraft(`note.${conversation.id}`);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [held, setHeld] = useState<Held | null>(null);
  // The same words are sent once, however often they are tried.
  const attempt = useRef<{ readonly text: string; readonly key: string } | null>(null);
  const isNote = mode === 'note';
  const written = isNote ? note : text;
  const write = isNote ? setNote : setText;
  const { freeTextUntil, longestText, optedOut, takenOverBy } = conversation;
  const isOpen = freeTextUntil !== null && Date.parse(freeTextUntil) > now;
  const over = isNote ? 0 : written.length - longestText;

  const submit = async (steal: boolean): Promise<void> => {
    const said = written.trim();
    if (said === '' || isBusy || over > 0) return;
    setBusy(true);
    setError(null);
    try {
      if (isNote) await noteIn(client, conversation.id, said);
      else {
        if (attempt.current?.text !== said)
          attempt.current = { text: said, key: crypto.randomUUID() };
        await writeTo(client, conversation.id, { text: said, key: attempt.current.key, steal });
        attempt.current = null;
      }
      write('');
      setHeld(null);
    } catch (refusal) {
      const other = heldOf(refusal);
      setHeld(other);
      if (!other) setError(refusal);
    }
    setBusy(false);
  };
  const change = (next: Mode): void => {
    setMode(next);
    field.current?.focus();
  };
  useCommands([{ key: 'n', label: words.note, run: () => change('note') }]);
  const isOthers = takenOverBy !== null && takenOverBy !== me?.name;
  return (
    <form
      className={`${styles.composer} ${isNote ? styles.note : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(false);
      }}
    >
      <fieldset className={styles.modes}>
        <legend className="sr-only">{words.mode}</legend>
        {(['message', 'note'] as const).map((one) => (
          <label key={one} className={styles.mode}>
            <input type="radio" name="mode" checked={mode === one} onChange={() => setMode(one)} />
            <span>{words[one]}</span>
          </label>
        ))}
        <span className={styles.window}>
          {!isNote &&
            isOpen &&
            freeTextUntil &&
            words.window(lengthOf(Date.parse(freeTextUntil) - now))}
        </span>
        {!isNote && (
          <Menu
            label={words.canned}
            sections={[
              {
                heading: words.canned,
                choices: Object.entries(words.cannedTexts).map(([id, canned]) => ({
                  id,
                  label: canned,
                  run: () => {
                    write(written === '' ? canned : `${written}\n${canned}`);
                    field.current?.focus();
                  },
                })),
              },
            ]}
          >
            <button type="button" className={styles.canned}>
              {words.canned}
            </button>
          </Menu>
        )}
      </fieldset>
      {!isNote && !isOpen && <p className={styles.hint}>{words.template}</p>}
      {error !== null && <Reason error={error} />}
      {held && (
        <div className={styles.wrong} role="alert">
          {words.heldTitle(held.name)}. {words.heldText}{' '}
          <Button onClick={() => void submit(true)}>{words.goOn}</Button>
        </div>
      )}
      <textarea
        ref={field}
        rows={2}
        value={written}
        disabled={!isNote && optedOut}
        aria-label={isNote ? words.composeNote : words.compose}
        placeholder={
          optedOut && !isNote ? words.optedOut : isNote ? words.composeNote : words.compose
        }
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            void submit(false);
          }
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <div className={styles.foot}>
        <small>
          {over > 0 ? (
            <strong className={styles.over}>{words.tooLong(over)}</strong>
          ) : isNote || isOthers || takenOverBy ? (
            words.sendKey
          ) : (
            words.sends
          )}
        </small>
        <Button
          type="submit"
          look="strong"
          icon={isNote ? 'note' : 'send'}
          disabled={isBusy || written.trim() === '' || over > 0}
        >
          {isNote ? words.addNote : words.send}
        </Button>
      </div>
    </form>
  );
};

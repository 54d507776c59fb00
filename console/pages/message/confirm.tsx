import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { type Notice, noticeQuery, type Stale, sendNotice, staleOf } from '../../api/notices.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { useFailureText } from '../../parts/states.tsx';
import { done } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { messageWords } from '../../words/messages.ts';
import styles from './message.module.css';

const Why = ({ error }: { readonly error: unknown }) => {
  const words = useWords(messageWords);
  const text = useFailureText(error);
  const isOver = error instanceof Refusal && error.kind === 'notice-allowance';
  const { used, perDay } = Object(error instanceof Refusal ? error.problem : null);
  return (
    <p role="alert" className={styles.wrong}>
      {words.notSent} {isOver ? words.overAllowance(Number(used), Number(perDay)) : text}
    </p>
  );
};

/** Sends what was previewed. Where that takes the number of people, it is typed, or somebody else sends it. */
export const Confirm = ({
  id,
  count,
  needsCount,
  sent,
  stale,
}: {
  readonly id: string;
  readonly count: number;
  /** Where it is not known beforehand, the API asks for it. */
  readonly needsCount: boolean;
  readonly sent: () => void;
  readonly stale: (stale: Stale) => void;
}) => {
  const words = useWords(messageWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const kind = error instanceof Refusal ? error.kind : null;
  const isAsked = needsCount || kind === 'confirmation-needed';
  const isWrongCount = kind === 'invalid-fields';
  const send = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const notice = await sendNotice(id, typed);
      client.setQueryData<Notice>(noticeQuery(id).queryKey, notice);
      done(words.onItsWay);
      sent();
      await navigate({ to: '/messages/$id', params: { id }, replace: true });
    } catch (refusal) {
      const other = staleOf(refusal);
      if (other) stale(other);
      else setError(refusal);
    }
    setBusy(false);
  };
  return (
    <form
      className={styles.confirm}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {isAsked && (
        <>
          <TextField
            label={words.typeCount(count)}
            value={typed}
            onChange={setTyped}
            wrong={isWrongCount ? words.wrongCount : undefined}
          />
          <p className={styles.soft}>
            {words.orSecond} <code>{`${location.origin}/console/messages/${id}`}</code>
          </p>
        </>
      )}
      {error !== null && kind !== 'confirmation-needed' && !isWrongCount && <Why error={error} />}
      <p className={styles.soft}>{words.sendText}</p>
      <div>
        <Button
          type="submit"
          look="strong"
          icon="send"
          disabled={isBusy || count === 0 || (isAsked && typed.trim() === '')}
        >
          {words.send(count)}
        </Button>
      </div>
    </form>
  );
};

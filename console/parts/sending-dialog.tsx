import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from '../api/client.ts';
import { type SendingOf, type SendingState, setSending } from '../api/sending.ts';
import { useWords } from '../words/language.ts';
import { sendingWords } from '../words/sending.ts';
import { termOf, terms } from '../words/terms.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import styles from './sending.module.css';
import { useFailureText } from './states.tsx';
import { done } from './toast.tsx';

const states: readonly SendingState[] = ['live', 'paused', 'shadow', 'test'];

const Refused = ({ error }: { readonly error: unknown }) => {
  const words = useWords(sendingWords);
  const text = useFailureText(error);
  const found = error instanceof Refusal ? error.problem.errors?.[0]?.message : undefined;
  return (
    <p role="alert" className={styles.wrong}>
      {words.notSaved} {text} {found}
    </p>
  );
};

/** Says what each way of sending means, and what happens to what was kept back, before it is set. */
export const SendingDialog = ({
  of,
  before,
  held,
  close,
}: {
  readonly of: SendingOf;
  /** What is set on it now. */
  readonly before: SendingState;
  /** How many messages wait. */
  readonly held?: number | undefined;
  readonly close: () => void;
}) => {
  const words = useWords(sendingWords);
  const { messages } = useWords(terms);
  const client = useQueryClient();
  const [state, setState] = useState<SendingState>(before === 'live' ? 'paused' : 'live');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [phones, setPhones] = useState('');
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacksReason = state !== 'live' && reason.trim() === '';
  const save = async (): Promise<void> => {
    setTried(true);
    if (lacksReason) return;
    setError(null);
    try {
      await setSending(client, of, {
        state,
        reason: reason.trim(),
        until: until === '' ? null : new Date(until).toISOString(),
        phones: phones.split(/[,;\n]+/).flatMap((one) => one.trim() || []),
      });
      done(words.saved[state]);
      close();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Dialog
      title={of.scope === 'type' ? words.of.type(termOf(messages, of.id)) : words.of[of.scope]}
      isOpen
      close={close}
      actions={
        <Button look={state === 'live' ? 'strong' : 'danger'} onClick={() => void save()}>
          {words.save[state]}
        </Button>
      }
    >
      <SelectField
        label={words.how}
        value={state}
        onChange={setState}
        options={states
          .filter((one) => one !== 'live' || before !== 'live')
          .map((one) => ({ value: one, label: words.states[one] }))}
        help={words.means[state]}
      />
      {(before !== 'live' || state !== 'live') && (
        <p>
          {words.lifts[before === 'live' ? state : before]}{' '}
          {before === 'paused' && held !== undefined && held > 0 && words.held(held)}
        </p>
      )}
      {state !== 'live' && (
        <>
          <TextField
            label={words.reason}
            help={words.reasonHelp}
            value={reason}
            onChange={setReason}
            wrong={isTried && lacksReason ? words.needsReason : undefined}
          />
          {state === 'test' && (
            <TextField label={words.phones} value={phones} onChange={setPhones} />
          )}
          <TextField label={words.until} type="datetime-local" value={until} onChange={setUntil} />
        </>
      )}
      {error !== null && <Refused error={error} />}
    </Dialog>
  );
};

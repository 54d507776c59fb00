import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { editJourney, type Journey } from '../../api/journeys.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { SendingControl } from '../../parts/sending.tsx';
import { useFailureText } from '../../parts/states.tsx';
import { done } from '../../parts/toast.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import styles from './journey.module.css';

const Why = ({ error, journey }: { readonly error: unknown; readonly journey: Journey }) => {
  const words = useWords(journeyWords);
  const text = useFailureText(error);
  if (error instanceof Refusal && error.status === 412)
    return (
      <div className={styles.wrong} role="alert">
        <p>{words.editedMeanwhile}</p>
        <p>
          {words.title}: {journey.title ?? '—'} · {words.owner}: {journey.owner ?? '—'} ·{' '}
          {words.notes}: {journey.notes ?? '—'}
        </p>
      </div>
    );
  return (
    <p className={styles.wrong} role="alert">
      {words.notSaved} {text}
    </p>
  );
};

/** What the agency says of a journey: title, owner, notes. Nobody is told of them. */
export const JourneyFacts = ({ journey }: { readonly journey: Journey }) => {
  const words = useWords(journeyWords);
  const client = useQueryClient();
  const [edit, setEdit] = useState<{
    readonly title: string;
    readonly owner: string;
    readonly notes: string;
    readonly revision: number;
  } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const open = (): void => {
    setError(null);
    const { title, owner, notes, revision } = journey;
    setEdit({ title: title ?? '', owner: owner ?? '', notes: notes ?? '', revision });
  };
  const save = async (): Promise<void> => {
    if (!edit) return;
    const { title, owner, notes, revision } = edit;
    try {
      await editJourney(
        client,
        { id: journey.id, revision },
        { title: title || null, owner: owner || null, notes: notes || null },
      );
      setEdit(null);
      done(words.saved);
    } catch (refusal) {
      setError(refusal);
      if (refusal instanceof Refusal && refusal.status === 412) {
        await client.invalidateQueries({ queryKey: ['journey'] });
        // What was written stays; saving again is meant then.
        setEdit((before) => before && { ...before, revision: journey.revision });
      }
    }
  };
  return (
    <aside className={styles.facts}>
      <dl>
        <dt>{words.owner}</dt>
        <dd>{journey.owner ?? words.noOwner}</dd>
        <dt>{words.travellers(journey.passengers.length)}</dt>
        <dd>
          {journey.passengers.map(({ id, name, kind }) => (
            <span key={id}>
              {name}
              {kind !== 'adult' && (
                <small> {kind === 'infant' ? words.infant : words.children}</small>
              )}
              <br />
            </span>
          ))}
        </dd>
        {journey.notes && (
          <>
            <dt>{words.notes}</dt>
            <dd className={styles.written}>{journey.notes}</dd>
          </>
        )}
      </dl>
      <Button icon="edit" onClick={open}>
        {words.edit}
      </Button>
      <SendingControl of={{ scope: 'journey', id: journey.id }} />
      <Dialog
        title={words.edit}
        isOpen={edit !== null}
        close={() => setEdit(null)}
        actions={
          <Button look="strong" onClick={() => void save()}>
            {words.save}
          </Button>
        }
      >
        {error !== null && <Why error={error} journey={journey} />}
        {edit && (
          <>
            <TextField
              label={words.title}
              value={edit.title}
              onChange={(title) => setEdit({ ...edit, title })}
            />
            <TextField
              label={words.owner}
              value={edit.owner}
              onChange={(owner) => setEdit({ ...edit, owner })}
            />
            <TextField
              label={words.notes}
              value={edit.notes}
              rows={4}
              onChange={(notes) => setEdit({ ...edit, notes })}
            />
          </>
        )}
      </Dialog>
    </aside>
  );
};

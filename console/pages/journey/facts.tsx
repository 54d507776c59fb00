import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { editJourney, type Journey } from '../../api/journeys.ts';
import { carersQuery, journeyQuery, meQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { SendingControl } from '../../parts/sending.tsx';
import { useFailureText } from '../../parts/states.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import styles from './journey.module.css';

/** What the agency says of a journey; what is empty is not said. */
const saidOf = ({ title, owner, notes, keeper }: Journey) => ({
  title: title ?? '',
  owner: owner ?? '',
  notes: notes ?? '',
  keeperId: keeper?.id ?? '',
});
type Said = ReturnType<typeof saidOf>;
const names = ['title', 'owner', 'notes', 'keeperId'] as const;
/** What is to be changed for one to become the other. */
const differenceOf = (before: Said, after: Said) =>
  Object.fromEntries(
    names.flatMap((name) =>
      before[name] === after[name] ? [] : [[name, after[name] || null] as const],
    ),
  );

/** Who looks after a journey: any member who may, and whoever does now. */
const KeeperField = ({
  journey: { keeper },
  keeperId,
  isLost,
  choose,
}: {
  readonly journey: Journey;
  readonly keeperId: string;
  /** Whether whoever chooses does not see the journey any more then. */
  readonly isLost: boolean;
  readonly choose: (keeperId: string) => void;
}) => {
  const words = useWords(journeyWords);
  const carers = useQuery(carersQuery).data ?? [];
  const people =
    keeper === null || carers.some(({ id }) => id === keeper.id) ? carers : [keeper, ...carers];
  return (
    <SelectField
      label={words.keeper}
      value={keeperId}
      options={[
        { value: '', label: words.nobody },
        ...people.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={choose}
      help={isLost ? words.keeperLost : undefined}
    />
  );
};

const Why = ({ error, journey }: { readonly error: unknown; readonly journey: Journey }) => {
  const words = useWords(journeyWords);
  const text = useFailureText(error);
  if (error instanceof Refusal && error.status === 412)
    return (
      <div className={styles.wrong} role="alert">
        <p>{words.editedMeanwhile}</p>
        <p>
          {words.title}: {journey.title ?? '—'} · {words.keeper}: {journey.keeper?.name ?? '—'} ·{' '}
          {words.owner}: {journey.owner ?? '—'} · {words.notes}: {journey.notes ?? '—'}
        </p>
      </div>
    );
  return (
    <p className={styles.wrong} role="alert">
      {words.notSaved} {text}
    </p>
  );
};

/** What the agency says of a journey: title, keeper, owner, notes. Nobody is told of them. */
export const JourneyFacts = ({ journey }: { readonly journey: Journey }) => {
  const words = useWords(journeyWords);
  const client = useQueryClient();
  const me = useQuery(meQuery).data;
  const [edit, setEdit] = useState<{
    readonly before: Said;
    readonly after: Said;
    readonly revision: number;
  } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const open = (): void => {
    setError(null);
    const before = saidOf(journey);
    setEdit({ before, after: before, revision: journey.revision });
  };
  const write = (change: Partial<Said>): void =>
    setEdit(edit && { ...edit, after: { ...edit.after, ...change } });
  // Who sees only what they keep could not take it back either.
  const isLost = me?.sees === 'own' && edit !== null && edit.after.keeperId !== me.id;
  const save = async (): Promise<void> => {
    if (!edit) return;
    const { before, after, revision } = edit;
    const { id } = journey;
    try {
      const edited = await editJourney(client, { id, revision }, differenceOf(before, after));
      setEdit(null);
      done(
        words.saved,
        isLost
          ? undefined
          : () =>
              editJourney(client, edited, differenceOf(after, before)).catch((refusal) =>
                failed(words.notSaved, refusal),
              ),
      );
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 412) {
        await client.invalidateQueries({ queryKey: ['journey'] });
        // What was written stays; saving again is meant then.
        const now = client.getQueryData(journeyQuery(id).queryKey);
        if (now) setEdit((written) => written && { ...written, revision: now.revision });
      }
      // Not before: who saves again at once would save over the same change once more.
      setError(refusal);
    }
  };
  return (
    <aside className={styles.facts}>
      <dl>
        <dt>{words.keeper}</dt>
        <dd>{journey.keeper?.name ?? words.nobody}</dd>
        {journey.owner && (
          <>
            <dt>{words.owner}</dt>
            <dd>{journey.owner}</dd>
          </>
        )}
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
              value={edit.after.title}
              onChange={(title) => write({ title })}
            />
            <KeeperField
              journey={journey}
              keeperId={edit.after.keeperId}
              isLost={isLost}
              choose={(keeperId) => write({ keeperId })}
            />
            <TextField
              label={words.owner}
              value={edit.after.owner}
              onChange={(owner) => write({ owner })}
            />
            <TextField
              label={words.notes}
              value={edit.after.notes}
              rows={4}
              onChange={(notes) => write({ notes })}
            />
          </>
        )}
      </Dialog>
    </aside>
  );
};

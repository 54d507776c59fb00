import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Refusal, type Schemas } from '../api/client.ts';
import type { Flight, PersonOnFlight } from '../api/flights.ts';
import { refresh } from '../api/queries.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { rebookWords } from '../words/rebook.ts';
import { clockOf, dayOf } from '../words/times.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import styles from './rebook-dialog.module.css';
import { useFailureText } from './states.tsx';
import { done, failed } from './toast.tsx';

const editTrip = (id: string, edit: Schemas['TripEdit']) =>
  answer(api.PATCH('/trips/{id}', { params: { path: { id } }, body: edit }));

/** Somebody who could not be changed, and why. */
interface Left {
  readonly person: PersonOnFlight;
  readonly error: unknown;
}

const WhyNot = ({ person: { name }, error }: Left) => {
  const text = useFailureText(error);
  const found = error instanceof Refusal ? error.problem.errors?.[0]?.message : undefined;
  return (
    <li>
      {name}: {text} {found}
    </li>
  );
};

/** Puts people of a flight on another one, or at another time: what becomes of it, and whether they are told. */
export const RebookDialog = ({
  flight,
  people,
  close,
}: {
  readonly flight: Pick<Flight, 'flightNumber' | 'originIata' | 'destinationIata' | 'local'>;
  readonly people: readonly PersonOnFlight[];
  readonly close: () => void;
}) => {
  const words = useWords(rebookWords);
  const language = useLanguage();
  const client = useQueryClient();
  const before = { flightNumber: flight.flightNumber, departure: flight.local.departure };
  const [number, setNumber] = useState(before.flightNumber);
  const [departure, setDeparture] = useState(before.departure);
  const [tell, setTell] = useState<'tell' | 'keep'>('tell');
  const [left, setLeft] = useState<readonly Left[]>([]);
  const [isBusy, setBusy] = useState(false);
  const to = left.length > 0 ? left.map(({ person }) => person) : people;
  const after = { flightNumber: number.trim().toUpperCase(), departure };
  const isSame = after.flightNumber === before.flightNumber && after.departure === before.departure;
  const undo = async (moved: readonly PersonOnFlight[]): Promise<void> => {
    try {
      for (const { tripId } of moved) await editTrip(tripId, { ...before, notify: false });
    } catch (error) {
      failed(words.notUndone, error);
    }
    refresh(client, 'trip');
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    const notify = tell === 'tell';
    const refused: Left[] = [];
    for (const person of to)
      try {
        await editTrip(person.tripId, { ...after, notify });
      } catch (error) {
        refused.push({ person, error });
      }
    const moved = to.filter((person) => refused.every((one) => one.person !== person));
    // What was told cannot be taken back by saying nothing.
    if (moved.length > 0)
      done(words.moved(moved.length), notify ? undefined : () => void undo(moved));
    refresh(client, 'trip');
    setLeft(refused);
    setBusy(false);
    if (refused.length === 0) close();
  };
  const said = ({ flightNumber, departure: local }: typeof before): string =>
    `${flightNumber} ${flight.originIata}–${flight.destinationIata} · ${dayOf(local, language)} ${clockOf(local)}`;
  return (
    <Dialog
      title={words.title(flight.flightNumber)}
      isOpen
      close={close}
      actions={
        <Button
          look="strong"
          disabled={isSame || departure === '' || number.trim() === '' || isBusy}
          onClick={() => void save()}
        >
          {words.save(to.length)}
        </Button>
      }
    >
      <p className={styles.who}>{to.map(({ name }) => name).join(', ')}</p>
      <TextField label={words.number} value={number} onChange={setNumber} />
      <TextField
        label={words.departure}
        type="datetime-local"
        value={departure}
        onChange={setDeparture}
      />
      <SelectField
        label={words.travellers}
        value={tell}
        onChange={setTell}
        options={[
          { value: 'tell', label: words.tell },
          { value: 'keep', label: words.keep },
        ]}
      />
      {isSame || departure === '' ? (
        <p className={styles.who}>{words.same}</p>
      ) : (
        <p>
          {words.becomes}: <del>{said(before)}</del> → <ins>{said(after)}</ins>
        </p>
      )}
      {left.length > 0 && (
        <div role="alert" className={styles.wrong}>
          {words.notMoved}
          <ul>
            {left.map((one) => (
              <WhyNot key={one.person.tripId} {...one} />
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
};

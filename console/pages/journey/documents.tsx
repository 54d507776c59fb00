import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { documentsQuery, fileDocument, type Journey, removeDocument } from '../../api/journeys.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './journey.module.css';

type DocumentType = Schemas['Document']['type'];
const kinds: readonly DocumentType[] = [
  'boarding_pass',
  'hotel_reservation',
  'insurance',
  'transfer',
  'car_rental',
  'tour_reservation',
  'other',
];

const Upload = ({ tripId }: { readonly tripId: string }) => {
  const words = useWords(journeyWords);
  const { documents } = useWords(terms);
  const client = useQueryClient();
  const [type, setType] = useState<DocumentType>('boarding_pass');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const file = new FormData(form).get('file');
    if (!(file instanceof File) || file.size === 0) return;
    setBusy(true);
    try {
      await fileDocument(client, tripId, file, type);
      form.reset();
      done(words.uploaded);
    } catch (error) {
      failed(words.notSaved, error);
    }
    setBusy(false);
  };
  return (
    <form className={styles.upload} onSubmit={(event) => void submit(event)}>
      <SelectField
        label={words.uploadAs}
        value={type}
        options={kinds.map((kind) => ({ value: kind, label: termOf(documents, kind) }))}
        onChange={setType}
      />
      <input
        type="file"
        name="file"
        required
        aria-label={words.document}
        accept="application/pdf,image/*"
      />
      <Button type="submit" icon="import" disabled={isBusy}>
        {words.upload}
      </Button>
    </form>
  );
};

/** The documents of somebody’s trips, with links that open for a while. */
export const Documents = ({
  journey,
  contactId,
}: {
  readonly journey: Journey;
  readonly contactId: string | undefined;
}) => {
  const words = useWords(journeyWords);
  const { documents: names } = useWords(terms);
  const client = useQueryClient();
  const trips = journey.trips.filter((trip) => trip.contactId === contactId);
  const queries = useQueries({ queries: trips.map(({ id }) => documentsQuery(id)) });
  const [doomed, setDoomed] = useState<string | null>(null);
  const documents = queries.flatMap(({ data }) => data?.items ?? []);
  const remove = async (id: string): Promise<void> => {
    setDoomed(null);
    try {
      await removeDocument(client, id);
      done(words.removed);
    } catch (error) {
      failed(words.notSaved, error);
    }
  };
  return (
    <div className={styles.documents}>
      {documents.length === 0 ? (
        <Note icon="document" title={words.noDocuments}>
          {words.noDocumentsText}
        </Note>
      ) : (
        <ul>
          {documents.map(({ id, type, fileName, uploadedBy, uploadedAt, url }) => (
            <li key={id} className={styles.document}>
              <Icon name="document" />
              <span>
                <strong>{termOf(names, type)}</strong> {fileName}
                <br />
                <small>
                  {words.filed} <OwnTime at={uploadedAt} /> · {uploadedBy}
                </small>
              </span>
              <a href={url} target="_blank" rel="noreferrer noopener">
                {words.download}
              </a>
              <Button look="bare" icon="trash" label={words.remove} onClick={() => setDoomed(id)} />
            </li>
          ))}
        </ul>
      )}
      {trips[0] && <Upload tripId={trips[0].id} />}
      <Dialog
        title={words.removeTitle}
        isOpen={doomed !== null}
        close={() => setDoomed(null)}
        actions={
          <Button look="danger" onClick={() => doomed && void remove(doomed)}>
            {words.remove}
          </Button>
        }
      >
        <p>{words.removeText}</p>
      </Dialog>
    </div>
  );
};

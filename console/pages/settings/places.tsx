import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.ts';
import { placesQuery, settingsQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { Note, Shown } from '../../parts/states.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import styles from './settings.module.css';

type Place = Schemas['Place'];
const nothing = { name: '', city: '', address: '', description: '' };

/** Does something to places, says so, and reads them anew. */
const useAct = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  return async (act: () => Promise<unknown>, said: string, undo?: () => unknown) => {
    try {
      await act();
      done(said, undo);
      return true;
    } catch (error) {
      failed(words.notSaved, error);
      return false;
    } finally {
      void client.invalidateQueries({ queryKey: ['place'] });
      void client.invalidateQueries({ queryKey: ['settings'] });
    }
  };
};

const Editor = ({
  place,
  close,
}: {
  /** Null: a new one. */
  readonly place: Place | null;
  readonly close: () => void;
}) => {
  const words = useWords(settingsWords);
  const act = useAct();
  const [draft, setDraft] = useState({ ...nothing, ...place });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { id: _, ...body } = { id: '', ...draft };
    const isSaved = await act(
      () =>
        answer(
          place
            ? api.PUT('/places/{id}', { params: { path: { id: place.id } }, body })
            : api.POST('/places', { body }),
        ),
      words.saved,
    );
    if (isSaved) close();
  };
  const field = (name: keyof typeof nothing, label: string, isRequired = false) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
      isRequired={isRequired}
    />
  );
  return (
    <Dialog
      title={place?.name ?? words.addPlace}
      isOpen
      close={close}
      actions={
        <Button type="submit" form="place" look="strong">
          {words.save}
        </Button>
      }
    >
      <form id="place" className={styles.form} onSubmit={(event) => void save(event)}>
        {field('name', words.placeName, true)}
        {field('city', words.city, true)}
        {field('address', words.address)}
        {field('description', words.description)}
      </form>
    </Dialog>
  );
};

const Import = () => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const read = async (file: File): Promise<void> => {
    try {
      const response = await fetch('/places/import', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: file,
      });
      const said = await response.json();
      if (!response.ok) throw new Error(said.title);
      done(words.imported(said.imported, said.errors.length));
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['place'] });
  };
  return (
    <label className={styles.file}>
      {words.importPlaces}{' '}
      <input
        type="file"
        accept=".csv,text/csv"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void read(file);
          target.value = '';
        }}
      />
    </label>
  );
};

/** Places that the agency recommends in itineraries. */
export const PlacesPart = () => {
  const words = useWords(settingsWords);
  const act = useAct();
  const query = useInfiniteQuery(placesQuery);
  const missing = useQuery(settingsQuery).data?.placesMissing ?? [];
  const [edited, setEdited] = useState<Place | 'new' | null>(null);
  const remove = ({ id, ...place }: Place): void => {
    void act(
      () => answer(api.DELETE('/places/{id}', { params: { path: { id } } })),
      words.removedEntry,
      () => act(() => answer(api.POST('/places', { body: place })), words.added),
    );
  };
  return (
    <>
      {missing.length > 0 && (
        <p>
          {words.missing} <strong>{missing.map(({ city }) => city).join(', ')}</strong>
        </p>
      )}
      <div className={styles.controls}>
        <Button look="strong" icon="plus" onClick={() => setEdited('new')}>
          {words.addPlace}
        </Button>
        <Import />
      </div>
      <Shown query={query}>
        {({ pages }) => {
          const places = pages.flatMap(({ items }) => items);
          return places.length === 0 ? (
            <Note icon="place" title={words.noPlaces}>
              {words.noPlacesText}
            </Note>
          ) : (
            <ul>
              {places.map((place) => (
                <li key={place.id} className={styles.row}>
                  <span>
                    <strong>{place.name}</strong>
                    <small>
                      {[place.city, place.address, place.rating && `★ ${place.rating}`]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                    {place.description && <small>{place.description}</small>}
                  </span>
                  <span className={styles.controls}>
                    <Button
                      look="bare"
                      icon="edit"
                      label={`${words.edit}: ${place.name}`}
                      onClick={() => setEdited(place)}
                    />
                    <Button
                      look="bare"
                      icon="trash"
                      label={`${words.remove}: ${place.name}`}
                      onClick={() => remove(place)}
                    />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()}>{words.more}</Button>
      )}
      {edited !== null && (
        <Editor place={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
    </>
  );
};

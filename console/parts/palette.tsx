import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { journeysNamedQuery } from '../api/queries.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { useLayers } from './commands.ts';
import { foldedOf } from './fold.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './palette.module.css';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly icon: IconName;
  readonly key?: string | undefined;
  readonly run: () => void;
}

const matches = (entry: Entry, asked: string): boolean =>
  asked.split(' ').every((word) => foldedOf(`${entry.label} ${entry.detail ?? ''}`).includes(word));

/** Everything that can be done, and journeys by a name on them. */
const Finder = ({ close }: { readonly close: () => void }) => {
  const words = useWords(shellWords);
  const navigate = useNavigate();
  const layers = useLayers();
  const listId = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useQuery(journeysNamedQuery(text.trim()));
  const commands: readonly Entry[] = layers.flatMap(({ commands: all }, layer) =>
    all
      .filter(({ keyOnly }) => !keyOnly)
      .map(({ label, key, run }) => ({
        id: `${layer} ${label}`,
        label,
        key,
        icon: /^g /.test(key ?? '') ? ('chevron' as const) : ('now' as const),
        run,
      })),
  );
  const journeys: readonly Entry[] = (text.trim().length > 1 ? (found.data?.items ?? []) : []).map(
    ({ id, title, reference, legs, passengers }) => ({
      id,
      label: title ?? passengers.map(({ name }) => name).join(', '),
      detail: [reference, ...legs.map(({ flightNumber }) => flightNumber)]
        .filter(Boolean)
        .join(' · '),
      icon: 'journeys',
      run: () => void navigate({ to: '/journeys/$id', params: { id } }),
    }),
  );
  const asked = foldedOf(text.trim());
  const entries = [...commands.filter((entry) => matches(entry, asked)), ...journeys];
  const index = Math.min(chosen, entries.length - 1);
  const take = (entry: Entry | undefined): void => {
    if (!entry) return;
    close();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((index + step + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(entries[index]);
    }
  };
  return (
    <>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: whoever opens it writes
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries[index] && `${listId}-${index}`}
          aria-label={words.search}
          placeholder={words.palettePlaceholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>esc</kbd>
      </div>
      <div id={listId} role="listbox" aria-label={words.search} className={styles.list}>
        {entries.map((entry, place) => (
          <div
            key={entry.id}
            id={`${listId}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === index}
            className={styles.entry}
            ref={(element) => {
              if (place === index) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setChosen(place)}
            onClick={() => take(entry)}
            onKeyDown={onKeyDown}
          >
            <Icon name={entry.icon} size={16} />
            <span>{entry.label}</span>
            {entry.detail && <small>{entry.detail}</small>}
            {entry.key && <kbd>{entry.key}</kbd>}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className={styles.empty}>{words.paletteEmpty}</p>}
    </>
  );
};

/** ⌘K: everything there is, by its name. */
export const Palette = ({
  isOpen,
  close,
}: {
  readonly isOpen: boolean;
  readonly close: () => void;
}) => {
  const words = useWords(shellWords);
  return (
    <ModalOverlay
      className={styles.veil}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : close())}
      isDismissable
    >
      <Modal className={styles.modal}>
        <AriaDialog aria-label={words.search} className={styles.dialog}>
          <Finder close={close} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

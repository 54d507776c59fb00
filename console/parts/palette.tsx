import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { useFound } from '../api/finding.ts';
import { flightName } from '../api/flights.ts';
import { meQuery } from '../api/queries.ts';
import { type Language, useLanguage, useWords } from '../words/language.ts';
import { settingsWords } from '../words/settings.ts';
import { shellWords } from '../words/shell.ts';
import { dayOf } from '../words/times.ts';
import { useLayers } from './commands.ts';
import { foldedOf } from './fold.ts';
import { Icon, type IconName } from './icon.tsx';
import { searchOfPart, settingsPartsFor } from './page-list.ts';
import styles from './palette.module.css';
import { shownPhone } from './phone-link.tsx';

type Kind = keyof (typeof shellWords)[Language]['kinds'];

interface Entry {
  readonly id: string;
  readonly kind: Kind;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly key?: string | undefined;
  readonly run: () => void;
}

const icons: Readonly<Record<Kind, IconName>> = {
  page: 'chevron',
  action: 'now',
  setting: 'settings',
  journey: 'journeys',
  flight: 'flight',
  person: 'person',
  group: 'groups',
};

const matches = (entry: Entry, asked: string): boolean =>
  asked.split(' ').every((word) => foldedOf(`${entry.label} ${entry.detail ?? ''}`).includes(word));
const joined = (...parts: readonly (string | null)[]): string => parts.filter(Boolean).join(' · ');

const pauseMs = 200;
/** A text once it is written. */
const useWritten = (text: string): string => {
  const [written, setWritten] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setWritten(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return written;
};

/** What can be done here and everywhere, and the parts of the settings. */
const useActions = (): readonly Entry[] => {
  const { parts, about } = useWords(settingsWords);
  const navigate = useNavigate();
  const role = useQuery(meQuery).data?.role;
  const commands = useLayers().flatMap(({ commands: all }, layer) =>
    all
      .filter(({ keyOnly }) => !keyOnly)
      .map(({ label, key, run }) => ({
        id: `${layer} ${label}`,
        kind: /^g /.test(key ?? '') ? ('page' as const) : ('action' as const),
        label,
        key,
        run,
      })),
  );
  if (role === 'limited') return commands;
  return [
    ...commands,
    ...settingsPartsFor(role).map((part) => ({
      id: `setting ${part}`,
      kind: 'setting' as const,
      label: parts[part],
      detail: about[part],
      run: () => void navigate({ to: '/settings', search: searchOfPart(part) }),
    })),
  ];
};

/** Flights, people, journeys and groups that the API finds by a text. */
const useEntriesFound = (
  text: string,
): { readonly found: readonly Entry[]; readonly isLooking: boolean } => {
  const language = useLanguage();
  const navigate = useNavigate();
  const role = useQuery(meQuery).data?.role;
  const { flights, contacts, journeys, groups, isLooking } = useFound(text, role === 'limited');
  const asked = foldedOf(text);
  const found: readonly Entry[] = [
    ...flights.map(({ flightKey, flightNumber, originIata, destinationIata }) => ({
      id: flightKey,
      kind: 'flight' as const,
      label: `${flightNumber}  ${originIata} → ${destinationIata}`,
      detail: dayOf(flightKey.split('/')[2] ?? '', language),
      run: () => void navigate({ to: '/flights/$key', params: { key: flightName(flightKey) } }),
    })),
    ...contacts.map(({ id, name, phone }) => ({
      id,
      kind: 'person' as const,
      label: name,
      detail: phone ? shownPhone(phone) : undefined,
      run: () => void navigate({ to: '/people', search: { contact: id } }),
    })),
    ...journeys.map(({ id, title, reference, legs, passengers }) => ({
      id,
      kind: 'journey' as const,
      label: title ?? passengers.map(({ name }) => name).join(', '),
      detail: joined(reference, ...legs.map(({ flightNumber }) => flightNumber)),
      run: () => void navigate({ to: '/journeys/$id', params: { id } }),
    })),
    ...groups
      .filter(({ name }) => foldedOf(name).includes(asked))
      .map(({ id, name }) => ({
        id,
        kind: 'group' as const,
        label: name,
        run: () => void navigate({ to: '/groups/$id', params: { id } }),
      })),
  ];
  return { found, isLooking };
};

/** Everything that can be done, and what there is by a number, a name or a reference. */
const Finder = ({ close }: { readonly close: () => void }) => {
  const words = useWords(shellWords);
  const listId = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const trimmed = text.trim();
  const written = useWritten(trimmed);
  const { found, isLooking } = useEntriesFound(written);
  const asked = foldedOf(trimmed);
  // What was found by another text than stands there is not offered.
  const isWritten = written === trimmed;
  const entries = [
    ...useActions().filter(
      (entry) => (entry.kind !== 'setting' || asked !== '') && matches(entry, asked),
    ),
    ...(isWritten ? found : []),
  ];
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
            <Icon name={icons[entry.kind]} size={16} />
            <span>{entry.label}</span>
            {entry.detail && <small>{entry.detail}</small>}
            <em>{words.kinds[entry.kind]}</em>
            {entry.key && <kbd>{entry.key}</kbd>}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p className={styles.empty} role="status">
          {isWritten && !isLooking ? words.paletteEmpty : words.loading}
        </p>
      )}
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

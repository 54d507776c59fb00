import { useEffect, useLayoutEffect, useRef } from 'react';
import { createStore, useStore } from '../api/store.ts';

/** Something that can be done now: by key, in the palette, and in the sheet of keys. */
export interface Command {
  readonly label: string;
  /** A letter, `Enter`, `Escape`, `?`, `mod+k`, or two keys in a row: `g n`. */
  readonly key?: string;
  readonly run: () => void;
  /** Also while somebody writes in a field. */
  readonly whileWriting?: boolean;
  /** Not offered in the palette: moving the cursor and the like. */
  readonly keyOnly?: boolean;
}
interface Layer {
  readonly isEverywhere: boolean;
  readonly commands: readonly Command[];
}

const layers = createStore<readonly Layer[]>([]);

/** Offers commands while the component is shown; the last layer wins a key. */
export const useCommands = (
  commands: readonly Command[],
  { isEverywhere = false }: { readonly isEverywhere?: boolean } = {},
): void => {
  // The layer stays; what its commands do is always the latest.
  const latest = useRef(commands);
  latest.current = commands;
  const shape = commands.map(({ key, label }) => `${key} ${label}`).join('\n');
  // Before it is painted: whoever sees it may press its key.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another shape is another layer
  useLayoutEffect(() => {
    const layer: Layer = {
      isEverywhere,
      commands: latest.current.map((command, index) => ({
        ...command,
        run: () => latest.current[index]?.run(),
      })),
    };
    layers.set(isEverywhere ? [layer, ...layers.get()] : [...layers.get(), layer]);
    return () => layers.set(layers.get().filter((one) => one !== layer));
  }, [shape, isEverywhere]);
};

/** The layers of commands, what holds everywhere first. */
export const useLayers = (): readonly Layer[] => useStore(layers);

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox],[type=radio]),textarea,select'));
/** Keys that a control under the cursor answers itself. */
const isForControl = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' &&
  event.target instanceof HTMLElement &&
  event.target.closest('a,button,[role=menuitem],[role=option],[role=tab]') !== null;
const isInDialog = (): boolean =>
  document.querySelector(
    '[role=dialog],[role=alertdialog],[role=menu],[role=listbox][data-floating]',
  ) !== null;

const nameOf = (event: KeyboardEvent): string => {
  const mod = event.metaKey || event.ctrlKey ? 'mod+' : '';
  return `${mod}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
};

const sequenceMs = 900;
let first: { readonly key: string; readonly at: number } | null = null;

/** The command of a key, by the last layer that has it. */
export const commandOf = (
  all: readonly Layer[],
  key: string,
  isTyping: boolean,
): Command | undefined =>
  all
    .flatMap(({ commands }) => commands)
    .findLast((command) => command.key === key && (!isTyping || command.whileWriting === true));

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.altKey || event.isComposing || isInDialog()) return;
  const name = nameOf(event);
  const isTyping = isWriting(event.target);
  if (isForControl(event)) return;
  const pair = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${name}` : null;
  const all = layers.get();
  const command = (pair && commandOf(all, pair, isTyping)) || commandOf(all, name, isTyping);
  first = command || isTyping ? null : { key: name, at: event.timeStamp };
  if (!command) return;
  event.preventDefault();
  command.run();
};

/** Listens for keys while the page lives. */
export const useKeyboard = (): void => {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
};

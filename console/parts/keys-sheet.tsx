import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { type Command, useLayers } from './commands.ts';
import { Dialog } from './dialog.tsx';
import styles from './keys-sheet.module.css';

const shown: Readonly<Record<string, string>> = {
  Enter: '↵',
  Escape: 'esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
};
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** A key as it is printed on the keyboard. */
const keyCap = (key: string): string => shown[key] ?? key.replace('mod+', isMac ? '⌘' : 'ctrl ');

const Keys = ({
  heading,
  commands,
}: {
  readonly heading: string;
  readonly commands: readonly Command[];
}) => (
  <section>
    <h3>{heading}</h3>
    <dl className={styles.keys}>
      {commands.map(({ key = '', label }) => (
        <div key={`${key} ${label}`}>
          <dt>
            {key.split(' ').map((one) => (
              <kbd key={one}>{keyCap(one)}</kbd>
            ))}
          </dt>
          <dd>{label}</dd>
        </div>
      ))}
    </dl>
  </section>
);

/** `?`: which keys do what, here and everywhere. */
export const KeysSheet = ({
  isOpen,
  close,
}: {
  readonly isOpen: boolean;
  readonly close: () => void;
}) => {
  const words = useWords(shellWords);
  const layers = useLayers();
  const withKeys = (everywhere: boolean): readonly Command[] =>
    layers
      .filter(({ isEverywhere }) => isEverywhere === everywhere)
      .flatMap(({ commands }) => commands)
      .filter(({ key }) => key !== undefined);
  const here = withKeys(false);
  return (
    <Dialog title={words.keysSheet} isOpen={isOpen} close={close} isWide>
      <div className={styles.columns}>
        {here.length > 0 && <Keys heading={words.keysHere} commands={here} />}
        <Keys heading={words.keysEverywhere} commands={withKeys(true)} />
      </div>
    </Dialog>
  );
};

import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import styles from './now.module.css';

const choices = [15, 60, 180, 720] as const;

/** For how long: a choice by its number or by hand. */
export const SnoozeDialog = ({
  isOpen,
  close,
  choose,
}: {
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly choose: (minutes: number) => void;
}) => {
  const words = useWords(nowWords);
  const take = (minutes: number): void => {
    close();
    choose(minutes);
  };
  return (
    <Dialog title={words.snoozeTitle} isOpen={isOpen} close={close}>
      <fieldset
        className={styles.snoozes}
        aria-label={words.snoozeTitle}
        onKeyDown={(event) => {
          const minutes = choices[Number(event.key) - 1];
          if (minutes !== undefined) take(minutes);
        }}
      >
        {choices.map((minutes, place) => (
          <Button
            key={minutes}
            icon="snooze"
            keyHint={String(place + 1)}
            autoFocus={place === 0}
            onClick={() => take(minutes)}
          >
            {words.snoozeFor[minutes]}
          </Button>
        ))}
      </fieldset>
    </Dialog>
  );
};

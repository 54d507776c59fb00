import { useState } from 'react';
import { applyImport, type Import } from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { useCommands } from '../../parts/commands.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField } from '../../parts/field.tsx';
import { importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import { termOf } from '../../words/terms.ts';
import styles from './import.module.css';

const welcomes = ['none', 'new', 'all'] as const;
type Welcome = (typeof welcomes)[number];
const spreads = ['0', '1', '2', '3', '5', '7', '14', '30'] as const;

/** The messages of a choice, by language. */
const byLanguage = (
  { welcomeByLanguage, changesByLanguage }: Import['wouldSend'],
  welcome: Welcome,
): Readonly<Record<string, number>> => {
  if (welcome === 'none') return {};
  const counts = { ...welcomeByLanguage };
  if (welcome === 'all')
    for (const [language, count] of Object.entries(changesByLanguage))
      counts[language] = (counts[language] ?? 0) + count;
  return counts;
};

/** Who would be told what, and the way to do it: behind a dialog that says the same in full. */
export const Apply = ({
  one,
  isLocked,
  act,
}: {
  readonly one: Import;
  readonly isLocked: boolean;
  readonly act: (asked: Promise<Import>, text: string) => Promise<boolean>;
}) => {
  const words = useWords(importWords);
  const [welcome, setWelcome] = useState<Welcome>('new');
  const [spread, setSpread] = useState<(typeof spreads)[number]>('0');
  const [isOpen, setOpen] = useState(false);
  const { id, journeys, rows, wouldSend } = one;
  const [fresh, changed] = [journeys['new'] ?? 0, journeys['changed'] ?? 0];
  const isNothing = fresh + changed === 0;
  const isReady = one.state === 'ready' && !isLocked && !isNothing;
  const count = wouldSend[welcome];
  const days = welcome === 'none' ? 0 : Number(spread);
  const languagesOf = (choice: Welcome): string =>
    Object.entries(byLanguage(wouldSend, choice))
      .map(([language, messages]) => words.inLanguage(messages, termOf(words.languages, language)))
      .join(', ');
  useCommands(isReady ? [{ key: 'a', label: words.apply, run: () => setOpen(true) }] : []);
  if (isNothing)
    return one.state === 'ready' ? <p className={styles.panel}>{words.nothing}</p> : null;
  return (
    <section className={styles.panel}>
      <fieldset className={styles.welcome}>
        <legend>{words.whoHears}</legend>
        {welcomes.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="welcome"
              checked={welcome === choice}
              onChange={() => setWelcome(choice)}
            />
            <span>
              {words.welcomes[choice]} <b>{words.messages(wouldSend[choice])}</b>{' '}
              <small>{languagesOf(choice)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {welcome !== 'none' && (
        <SelectField
          label={words.spread}
          value={spread}
          onChange={setSpread}
          options={spreads.map((value) => ({ value, label: words.days(Number(value)) }))}
        />
      )}
      <Button look="strong" keyHint="a" disabled={!isReady} onClick={() => setOpen(true)}>
        {words.apply}
      </Button>
      <Dialog
        title={words.applyTitle}
        isOpen={isOpen}
        close={() => setOpen(false)}
        actions={
          <Button
            look="strong"
            onClick={() => {
              setOpen(false);
              void act(applyImport(id, { welcome, spreadDays: days }), words.applying);
            }}
          >
            {count === 0 ? words.applySilently : words.applyAndSend(count)}
          </Button>
        }
      >
        <ul className={styles.effects}>
          <li>{words.books(fresh, changed)}</li>
          <li>
            {count === 0 ? words.sendsNothing : words.sends(count, languagesOf(welcome))}
            {count > 0 && days > 0 && ` ${words.spreadOver(days)}`}
          </li>
          {wouldSend.toCall > 0 && <li>{words.toCall(wouldSend.toCall)}</li>}
          {(rows['refused'] ?? 0) > 0 && <li>{words.leftOut(rows['refused'] ?? 0)}</li>}
          <li>{words.mayUndo}</li>
        </ul>
      </Dialog>
    </section>
  );
};

import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import {
  type MessageTo,
  type NoticePreview,
  type NoticeTarget,
  type NoticeTexts,
  previewNotice,
  type Stale,
} from '../../api/notices.ts';
import { Button } from '../../parts/button.tsx';
import { useCommands } from '../../parts/commands.ts';
import { useDraft } from '../../parts/draft.ts';
import { TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, Shown, useFailureText } from '../../parts/states.tsx';
import { languages, useWords } from '../../words/language.ts';
import { messageWords } from '../../words/messages.ts';
import { peopleWords } from '../../words/people.ts';
import { shellWords } from '../../words/shell.ts';
import { Confirm } from './confirm.tsx';
import styles from './message.module.css';
import { Difference, Preview } from './preview.tsx';
import { backFrom, mostByHand, namesOf, useWhom, type Whom } from './whom.ts';

const route = getRouteApi('/shell/messages/new');
const longest = 750;

/** The draft of a message to somebody, in each language. */
const useTexts = (about: string) => {
  const any = useDraft(`notice.any.${about}`);
  const es = useDraft(`notice.es.${about}`);
  const en = useDraft(`notice.en.${about}`);
  const pt = useDraft(`notice.pt.${about}`);
  const drafts = { any, es, en, pt };
  const texts: NoticeTexts = { any: any[0], es: es[0], en: en[0], pt: pt[0] };
  return {
    texts,
    set: (language: keyof NoticeTexts, text: string) => drafts[language][1](text),
    clear: () => {
      for (const [, write] of Object.values(drafts)) write('');
    },
  };
};

const Refused = ({ error }: { readonly error: unknown }) => (
  <p role="alert" className={styles.wrong}>
    {useFailureText(error)}
  </p>
);

/** What was seen, of which texts. */
interface Seen {
  readonly texts: NoticeTexts;
  readonly preview: NoticePreview;
}

const Written = ({ to, target }: { readonly to: MessageTo; readonly target: NoticeTarget }) => {
  const words = useWords(messageWords);
  const { languages: names } = useWords(peopleWords);
  const { texts, set, clear } = useTexts(JSON.stringify(to));
  const [opened, setOpened] = useState<readonly string[]>([]);
  const [seen, setSeen] = useState<Seen | null>(null);
  const [stale, setStale] = useState<Stale | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is shown
  useEffect(() => heading.current?.focus(), [seen]);

  const isWritten = Object.values(texts).some((text) => text.trim() !== '');
  const isTooLong = Object.values(texts).some((text) => text.length > longest);
  const isChanged = seen !== null && isAnother(texts, seen.texts);
  const look = async (): Promise<void> => {
    if (!isWritten || isTooLong || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      setSeen({ texts, preview: await previewNotice(target, texts) });
      setStale(null);
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  };
  const field = (language: keyof NoticeTexts, label: string, help?: string) => (
    <TextField
      key={language}
      label={label}
      rows={5}
      value={texts[language]}
      onChange={(text) => set(language, text)}
      help={[help, words.length(texts[language].length)].filter(Boolean).join(' ')}
      wrong={texts[language].length > longest ? words.length(texts[language].length) : undefined}
    />
  );
  const isShown = (language: (typeof languages)[number]): boolean =>
    texts[language] !== '' || opened.includes(language);
  const others = languages.filter((one) => !isShown(one));
  return (
    <div className={styles.both}>
      <form
        ref={form}
        className={styles.texts}
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void look();
        }}
      >
        {field('any', words.any, words.anyHelp)}
        {languages.filter(isShown).map((one) => field(one, words.inLanguage(names[one])))}
        {others.length > 0 && (
          <div className={styles.more}>
            <span className={styles.soft}>{words.other}</span>
            {others.map((one) => (
              <Button key={one} look="bare" icon="plus" onClick={() => setOpened([...opened, one])}>
                {names[one]}
              </Button>
            ))}
          </div>
        )}
        {error !== null && <Refused error={error} />}
        <div>
          <Button
            type="submit"
            look={seen && !isChanged && !stale ? 'plain' : 'strong'}
            disabled={!isWritten || isTooLong || isBusy}
          >
            {seen ? words.lookAgain : words.look}
          </Button>
        </div>
      </form>
      {seen && (
        <section className={styles.seen}>
          <h2 ref={heading} tabIndex={-1}>
            {words.previewTitle}
          </h2>
          {stale && (
            <Difference
              stale={stale}
              names={
                new Map(seen.preview.recipients.map(({ contactId, name }) => [contactId, name]))
              }
            />
          )}
          <Preview preview={seen.preview} />
          {isChanged ? (
            <p role="status" className={styles.stale}>
              {words.textChanged}
            </p>
          ) : (
            !stale && (
              <Confirm
                key={seen.preview.previewId}
                id={seen.preview.previewId}
                count={seen.preview.count}
                needsCount={seen.preview.needsCount}
                sent={clear}
                stale={setStale}
              />
            )
          )}
        </section>
      )}
    </div>
  );
};
const isAnother = (texts: NoticeTexts, before: NoticeTexts): boolean =>
  (['any', ...languages] as const).some((one) => texts[one].trim() !== before[one].trim());

const To = ({ whom, to }: { readonly whom: Whom; readonly to: MessageTo }) => {
  const words = useWords(messageWords);
  const { about, people } = whom;
  const back = backFrom(to);
  const names = [about, people.length > 0 && words.people(people.length)]
    .filter(Boolean)
    .join(' · ');
  return (
    <p>
      {words.to}{' '}
      {back ? (
        <Link {...back}>
          <strong>{names}</strong>
        </Link>
      ) : (
        <strong>{names}</strong>
      )}{' '}
      {namesOf(people, words.andMore)}
    </p>
  );
};

/** A message to many: written, seen as it arrives, and only then sent. */
export const Write = () => {
  const words = useWords(messageWords);
  const shell = useWords(shellWords);
  const router = useRouter();
  const to = route.useSearch();
  const whom = useWhom(to);
  useCommands([
    {
      key: 'Escape',
      label: shell.close,
      run: () => router.history.back(),
      keyOnly: true,
      whileWriting: true,
    },
  ]);
  return (
    <Page title={words.title} about={whom.data && <To whom={whom.data} to={to} />}>
      <Shown query={whom} rows={3}>
        {({ target, people }) =>
          target ? (
            <Written key={JSON.stringify(to)} to={to} target={target} />
          ) : (
            <Note icon="people" title={people.length > mostByHand ? words.tooMany : words.nobody} />
          )
        }
      </Shown>
    </Page>
  );
};

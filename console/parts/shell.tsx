import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useChanges } from '../api/changes.ts';
import { answer, api, type Schemas, Unreached } from '../api/client.ts';
import { setClock, useTicking } from '../api/clock.ts';
import { incidentsQuery, meQuery } from '../api/queries.ts';
import { useSending } from '../api/sending.ts';
import { useWaking } from '../api/waking.ts';
import {
  chooseTheme,
  languages,
  speak,
  type Theme,
  useLanguage,
  useTheme,
  useWords,
} from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { OfflineBand, SendingBand, SignedOutBand } from './bands.tsx';
import { useCommands, useKeyboard } from './commands.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Icon } from './icon.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { Logo } from './logo.tsx';
import { type Choices, Menu } from './menu.tsx';
import { pagesFor } from './page-list.ts';
import { Palette } from './palette.tsx';
import styles from './shell.module.css';
import { Shown } from './states.tsx';
import { failed, Toasts } from './toast.tsx';

type Me = Schemas['Me'];

const languageNames = { es: 'Español', en: 'English', pt: 'Português' } as const;
const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** What the menu of one's own account offers: agencies, language, looks, and the way out. */
const useAccountChoices = (me: Me): readonly Choices[] => {
  const words = useWords(shellWords);
  const language = useLanguage();
  const theme = useTheme();
  const client = useQueryClient();
  const goTo = async (agencyId: string): Promise<void> => {
    await answer(api.POST('/session/agency', { body: { agencyId } }));
    client.clear();
    location.assign('/console');
  };
  const signOut = async (): Promise<void> => {
    await answer(api.DELETE('/session'));
    client.clear();
    location.assign('/console/sign-in');
  };
  return [
    ...(me.memberships.length > 1
      ? [
          {
            heading: words.agency,
            choices: me.memberships.map(({ agencyId, agencyName }) => ({
              id: agencyId,
              label: agencyName,
              isChosen: agencyId === me.agency.id,
              run: () => void goTo(agencyId),
            })),
          },
        ]
      : []),
    {
      heading: words.language,
      choices: languages.map((one) => ({
        id: one,
        label: languageNames[one],
        isChosen: one === language,
        run: () =>
          void speak(one).catch((error) => failed(words.failedTitle, new Unreached(error))),
      })),
    },
    {
      heading: words.theme,
      choices: themes.map((one) => ({
        id: one,
        label: words[one],
        isChosen: one === theme,
        run: () => chooseTheme(one),
      })),
    },
    { choices: [{ id: 'out', label: words.signOut, icon: 'out', run: () => void signOut() }] },
  ];
};

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join('');

const Account = ({ me }: { readonly me: Me }) => {
  const words = useWords(shellWords);
  return (
    <Menu label={words.account(me.name)} sections={useAccountChoices(me)}>
      <button type="button" className={styles.account}>
        <span className={styles.initials} aria-hidden="true">
          {initialsOf(me.name)}
        </span>
        <span className={styles.who}>
          <strong>{me.name}</strong>
          <small>{me.agency.name}</small>
        </span>
      </button>
    </Menu>
  );
};

/** How many urgent incidents nobody has dealt with. */
const useUrgent = (isShown: boolean): number =>
  useQuery({ ...incidentsQuery('open'), enabled: isShown }).data?.items.filter(
    ({ severity }) => severity === 'urgent',
  ).length ?? 0;

const Navigation = ({ me, find }: { readonly me: Me; readonly find: () => void }) => {
  const words = useWords(shellWords);
  const urgent = useUrgent(me.role !== 'limited');
  const path = useRouterState({ select: ({ location: { pathname } }) => pathname });
  // On a phone four pages have a place of their own; the others are behind the last one.
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => setOpen(false), [path]);
  return (
    <nav className={`${styles.rail} ${isOpen ? styles.open : ''}`} aria-label={words.navigation}>
      <Link to="/now" className={styles.brand}>
        <Logo />
        <strong>{me.agency.name}</strong>
      </Link>
      <button type="button" className={styles.find} onClick={find}>
        <Icon name="search" />
        <span>{words.search}</span>
        <kbd>⌘K</kbd>
      </button>
      <ul>
        {pagesFor(me.role).map(({ name, to, icon }) => (
          <li key={name}>
            <Link to={to} className={styles.place} activeProps={{ 'aria-current': 'page' }}>
              <Icon name={icon} />
              <span>{words.pages[name]}</span>
              {name === 'now' && urgent > 0 && (
                <em className={styles.count} title={words.urgentCount(urgent)}>
                  {urgent}
                  <span className="sr-only"> {words.urgentCount(urgent)}</span>
                </em>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={styles.more}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'close' : 'more'} />
        <span>{words.more}</span>
      </button>
      <Account me={me} />
    </nav>
  );
};

const Signed = ({ me }: { readonly me: Me }) => {
  const words = useWords(shellWords);
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location: { pathname } }) => pathname });
  const sending = useSending();
  useWaking(me.role !== 'limited');
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  useCommands(
    [
      {
        key: 'mod+k',
        label: words.search,
        run: () => setOverlay('palette'),
        whileWriting: true,
        keyOnly: true,
      },
      { key: '?', label: words.keysSheet, run: () => setOverlay('keys') },
      ...pagesFor(me.role).map(({ name, to, key }) => ({
        key: `g ${key}`,
        label: words.pages[name],
        run: () => void navigate({ to }),
      })),
    ],
    { isEverywhere: true },
  );
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {words.skip}
      </a>
      <div className={styles.bands}>
        <SendingBand state={sending} />
        <OfflineBand />
      </div>
      <Navigation me={me} find={() => setOverlay('palette')} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <ErrorBoundary about={path}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Palette isOpen={overlay === 'palette'} close={() => setOverlay(null)} />
      <KeysSheet isOpen={overlay === 'keys'} close={() => setOverlay(null)} />
      <Toasts />
    </div>
  );
};

/** What is around every page of somebody who is signed in. */
export const Shell = () => {
  useChanges();
  useTicking();
  useKeyboard();
  const me = useQuery({ ...meQuery, refetchInterval: 30_000 });
  const now = me.data?.now;
  useEffect(() => {
    if (now !== undefined) setClock(now);
  }, [now]);
  return (
    <>
      <Shown query={me}>{(data) => <Signed me={data} />}</Shown>
      <SignedOutBand />
    </>
  );
};

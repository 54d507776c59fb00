import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answer, api, Refusal } from '../../api/client.ts';
import { setClock, useTicking } from '../../api/clock.ts';
import { platformQuery } from '../../api/operator.ts';
import { surroundings } from '../../api/surroundings.ts';
import { OfflineBand } from '../../parts/bands.tsx';
import { Button } from '../../parts/button.tsx';
import { Logo } from '../../parts/logo.tsx';
import { Loading, Shown } from '../../parts/states.tsx';
import { Toasts } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { operatorWords } from '../../words/operator.ts';
import { AskForLink } from '../sign-in.tsx';
import styles from './operator.module.css';
import { Platform } from './platform.tsx';

/** The token of the link that was opened; it stays in no history. */
const takeToken = (): string | null => {
  const said = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  return said.get('access_token') ?? said.get('token');
};

/** Who operates the platform: how it is, and what can be done about it. */
export const Operator = () => {
  const words = useWords(operatorWords);
  const client = useQueryClient();
  const [token] = useState(takeToken);
  const [isAsked, setAsked] = useState(token === null);
  const [isRefused, setRefused] = useState(false);
  const isStarted = useRef(false);
  const query = useQuery({ ...platformQuery, enabled: isAsked });
  const now = query.data?.now;
  useTicking();
  useEffect(() => {
    if (now !== undefined) setClock(now);
  }, [now]);
  useEffect(() => {
    document.title = `${words.title} · Bauhaus Travel`;
    if (token === null || isStarted.current) return;
    isStarted.current = true;
    answer(api.POST('/operator/session', { body: { token } }))
      .catch(() => setRefused(true))
      .finally(() => setAsked(true));
  }, [token, words]);
  const signOut = async (): Promise<void> => {
    await answer(api.DELETE('/operator/session'));
    client.clear();
    location.reload();
  };
  const isOut = query.error instanceof Refusal && [401, 404].includes(query.error.status);
  return (
    <main className={styles.page}>
      <OfflineBand />
      <header>
        <Logo />
        <h1>{words.title}</h1>
        {query.data && !isOut && (
          <Button look="bare" icon="out" onClick={() => void signOut()}>
            {words.signOut}
          </Button>
        )}
      </header>
      {isOut ? (
        <div className={styles.part}>
          <p>{words.signIn}</p>
          {isRefused && <p role="alert">{words.refused}</p>}
          {surroundings.identity ? <AskForLink page="operator" /> : <p>{words.local}</p>}
        </div>
      ) : isAsked ? (
        <Shown query={query}>{(state) => <Platform state={state} />}</Shown>
      ) : (
        <Loading />
      )}
      <Toasts />
    </main>
  );
};

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { forget, remember, remembered } from '../api/browser-memory.ts';
import { answer, api, Refusal, type Schemas } from '../api/client.ts';
import { markSignedIn } from '../api/connection.ts';
import { surroundings } from '../api/surroundings.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { Logo } from '../parts/logo.tsx';
import { useFailureText } from '../parts/states.tsx';
import { useWords } from '../words/language.ts';
import { signInWords } from '../words/sign-in.ts';
import styles from './sign-in.module.css';

/** What a link holds, after its `#`, where no server sees it. */
interface LinkParts {
  /** From the provider of identities. */
  readonly token: string | null;
  readonly invitation: string | null;
  /** The invitation is not in it, but in this browser. */
  readonly isKept: boolean;
  /** It says that it was used or has expired. */
  readonly isOver: boolean;
}

/** An invitation whose link of the provider is on its way, and opens in a tab of its own. */
const keptInvitation = 'bauhaus.invitation';

const readLink = (): LinkParts => {
  const said = new URLSearchParams(location.hash.slice(1));
  const token = said.get('access_token') ?? said.get('token');
  const kept = token === null ? null : remembered(keptInvitation);
  return {
    token,
    invitation: said.get('invitation') ?? kept,
    isKept: !said.has('invitation'),
    isOver: said.has('error_code'),
  };
};

/**
 * Asks Supabase Auth for a magic link that leads back here. Whoever is nobody’s and not invited is
 * refused, which is said to nobody: it would say whose addresses are known.
 */
const askForLink = async (
  email: string,
  invitation: string | null,
  page: string,
): Promise<boolean> => {
  const { identity } = surroundings;
  if (!identity) return false;
  if (invitation !== null) remember(keptInvitation, invitation);
  const back = encodeURIComponent(`${location.origin}/console/${page}`);
  const response = await fetch(`${identity.url}/auth/v1/otp?redirect_to=${back}`, {
    method: 'POST',
    headers: { apikey: identity.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email, create_user: invitation !== null }),
  }).catch(() => null);
  return response?.ok === true || response?.status === 422;
};

const Why = ({ error }: { readonly error: unknown }) => {
  const words = useWords(signInWords);
  const text = useFailureText(error);
  const known: Readonly<Record<string, string>> = {
    'sign-in-refused': words.refused,
    'no-membership': words.noMembership,
    'invitation-over': words.invitationOver,
    'not-found': words.invitationOver,
  };
  return (
    <p className={styles.wrong} role="alert">
      {(error instanceof Refusal ? known[error.kind] : undefined) ?? text}
    </p>
  );
};

/** A form that has a link sent which leads back to a page. */
export const AskForLink = ({
  invitation = null,
  page = 'sign-in',
}: {
  readonly invitation?: string | null;
  readonly page?: string;
}) => {
  const words = useWords(signInWords);
  const [email, setEmail] = useState('');
  const [outcome, setOutcome] = useState<'sent' | 'not-sent' | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setOutcome((await askForLink(email, invitation, page)) ? 'sent' : 'not-sent');
  };
  if (!surroundings.identity) return <p>{words.localHelp}</p>;
  return (
    <form onSubmit={(event) => void submit(event)} className={styles.form}>
      <TextField label={words.email} type="email" value={email} onChange={setEmail} isRequired />
      <Button type="submit" look="strong">
        {words.askLink}
      </Button>
      <p role="status">
        {outcome === 'sent' && words.sent(email)}
        {outcome === 'not-sent' && words.notSent}
      </p>
    </form>
  );
};

const Invited = ({
  invited,
  accept,
}: {
  readonly invited: Schemas['InvitationSeen'];
  readonly accept: (() => void) | null;
}) => {
  const words = useWords(signInWords);
  return (
    <>
      <h2>{words.invited(invited.name, invited.agencyName)}</h2>
      <p>{words.invitedAs(words.roles[invited.role])}</p>
      {accept && (
        <Button look="strong" onClick={accept}>
          {words.accept}
        </Button>
      )}
    </>
  );
};

/** Signing in by the link that was printed, mailed, or is of an invitation. */
export const SignIn = () => {
  const words = useWords(signInWords);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [link] = useState(readLink);
  const [invited, setInvited] = useState<Schemas['InvitationSeen'] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isStarted = useRef(false);
  const { token, invitation } = link;

  const enter = async (): Promise<void> => {
    if (token === null) return;
    await answer(api.POST('/session', { body: { token } }));
    markSignedIn();
    client.clear();
    await navigate({ to: '/now', replace: true });
  };
  const accept = async (): Promise<void> => {
    if (token === null || invitation === null) return;
    await answer(api.POST('/invitations/accept', { body: { token, invitation } }));
    forget(keptInvitation);
    await enter();
  };
  const attempt = (act: () => Promise<unknown>): void => {
    setError(null);
    act().catch(setError);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link signs in once
  useEffect(() => {
    document.title = `${words.title} · Bauhaus Travel`;
    if (isStarted.current) return;
    isStarted.current = true;
    // A link that was used stays in no history.
    if (location.hash !== '') history.replaceState(null, '', location.pathname);
    if (invitation !== null)
      attempt(async () => {
        try {
          setInvited(await answer(api.POST('/invitations/look', { body: { invitation } })));
        } catch (reason) {
          if (!link.isKept) throw reason;
          // Whoever comes back with an invitation that is over is a member by now, or is told.
          forget(keptInvitation);
          await enter();
        }
      });
    else attempt(enter);
  }, []);

  const isEntering = token !== null && error === null && invitation === null;
  return (
    <main className={styles.page}>
      <div className={styles.art} aria-hidden="true">
        <svg aria-hidden="true" viewBox="0 0 400 400" preserveAspectRatio="xMidYMid slice">
          <circle cx="120" cy="130" r="90" />
          <path d="M210 60h170v170z" />
          <rect x="40" y="270" width="320" height="70" />
        </svg>
      </div>
      <div className={styles.card}>
        <Logo size={40} />
        <h1>Bauhaus Travel</h1>
        <p className={styles.lead}>{words.lead}</p>
        {error !== null && <Why error={error} />}
        {link.isOver && (
          <p className={styles.wrong} role="alert">
            {words.refused}
          </p>
        )}
        {isEntering && <p role="status">{words.signingIn}</p>}
        {invited && (
          <Invited invited={invited} accept={token === null ? null : () => attempt(accept)} />
        )}
        {!isEntering && (invited === null || token === null) && (
          <AskForLink invitation={invitation} />
        )}
      </div>
    </main>
  );
};

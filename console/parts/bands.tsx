import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Refusal } from '../api/client.ts';
import { markSignedIn, useConnection } from '../api/connection.ts';
import type { SendingState } from '../api/sending.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import styles from './bands.module.css';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** Over the whole width, while no answers come. */
export const OfflineBand = () => {
  const words = useWords(shellWords);
  const client = useQueryClient();
  const { isReached } = useConnection();
  if (isReached) return null;
  return (
    <div className={`${styles.band} ${styles.offline}`} role="status">
      <Icon name="warning" size={16} />
      <span>{words.offline}</span>
      <Button look="bare" onClick={() => void client.invalidateQueries()}>
        {words.retryNow}
      </Button>
    </div>
  );
};

/** Over the whole width, while messages do not go to travellers as they should. */
export const SendingBand = ({ state }: { readonly state: SendingState }) => {
  const words = useWords(shellWords);
  if (state === 'live') return null;
  const text = {
    paused: words.sendingPaused,
    shadow: words.sendingShadow,
    test: words.sendingTest,
  }[state];
  return (
    <div className={`${styles.band} ${styles.sending}`} role="status">
      <Icon name="warning" size={16} />
      <span>{text}</span>
      <Link to="/settings" search={{ part: 'sending' }}>
        {words.sendingLink}
      </Link>
    </div>
  );
};

/** Over everything, when the session has ended: the page stays under it as it was. */
export const SignedOutBand = () => {
  const words = useWords(shellWords);
  const client = useQueryClient();
  const { isSignedIn } = useConnection();
  const [isStillOut, setStillOut] = useState(false);
  if (isSignedIn) return null;
  const check = async (): Promise<void> => {
    try {
      await answer(api.GET('/me'));
      setStillOut(false);
      markSignedIn();
      await client.invalidateQueries();
    } catch (error) {
      if (error instanceof Refusal) setStillOut(true);
    }
  };
  return (
    <div className={styles.signedOut} role="alertdialog" aria-labelledby="signed-out">
      <div>
        <h2 id="signed-out">{words.signedOutTitle}</h2>
        <p>{words.signedOutText}</p>
        {isStillOut && <p className={styles.still}>{words.stillOut}</p>}
        <div className={styles.actions}>
          <a href="/console/sign-in" target="_blank" rel="noreferrer">
            {words.signedOutLink}
          </a>
          <Button look="strong" onClick={() => void check()}>
            {words.signedOutCheck}
          </Button>
        </div>
      </div>
    </div>
  );
};

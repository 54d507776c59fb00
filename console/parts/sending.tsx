import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNow } from '../api/clock.ts';
import { meQuery } from '../api/queries.ts';
import { type Brake, type SendingOf, type SendingState, sendingOfQuery } from '../api/sending.ts';
import { useWords } from '../words/language.ts';
import { sendingWords } from '../words/sending.ts';
import { Button } from './button.tsx';
import { Chip, type Tone } from './chip.tsx';
import styles from './sending.module.css';
import { SendingDialog } from './sending-dialog.tsx';
import { Shown } from './states.tsx';
import { Away } from './time.tsx';

const tones: Readonly<Record<SendingState, Tone>> = {
  live: 'good',
  paused: 'warn',
  shadow: 'warn',
  test: 'info',
};

/** How messages leave, in a word. */
export const SendingChip = ({ state }: { readonly state: SendingState }) => {
  const words = useWords(sendingWords);
  return <Chip tone={tones[state]}>{words.states[state]}</Chip>;
};

/** Why a brake is set, by whom, since when and until when. */
export const BrakeFacts = ({ brake: { reason, by, since, until } }: { readonly brake: Brake }) => {
  const words = useWords(sendingWords);
  return (
    <small>
      {reason && `«${reason}» · `}
      {by && `${words.by(by)} `}
      <Away at={since} />
      {until && (
        <>
          {' · '}
          {words.ends} <Away at={until} />
        </>
      )}
    </small>
  );
};

/** How the messages of something leave, why, and the way to brake them or let them go. */
export const SendingControl = ({
  of,
  held,
}: {
  readonly of: Exclude<SendingOf, { readonly scope: 'type' }>;
  readonly held?: number | undefined;
}) => {
  const words = useWords(sendingWords);
  const now = useNow();
  const role = useQuery(meQuery).data?.role;
  const mayKnow = role !== undefined && role !== 'limited';
  const query = useQuery({ ...sendingOfQuery(of), enabled: mayKnow });
  const [isOpen, setOpen] = useState(false);
  if (!mayKnow) return null;
  return (
    <section className={styles.control}>
      <h3>{words.of[of.scope]}</h3>
      <Shown query={query} rows={1}>
        {({ state, decidedBy, set }) => {
          const isSet = set && (set.until === null || Date.parse(set.until) > now);
          return (
            <>
              <p>
                <SendingChip state={state} /> {words.means[state]}{' '}
                {state === 'paused' && held !== undefined && held > 0 && words.held(held)}
              </p>
              {state !== 'live' && decidedBy && (
                <p>
                  {decidedBy.scope !== of.scope && `${words.from[decidedBy.scope]} `}
                  <BrakeFacts brake={decidedBy} />
                </p>
              )}
              <Button icon="edit" onClick={() => setOpen(true)}>
                {words.change}
              </Button>
              {isOpen && (
                <SendingDialog
                  of={of}
                  before={isSet ? set.state : 'live'}
                  held={held}
                  close={() => setOpen(false)}
                />
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
};

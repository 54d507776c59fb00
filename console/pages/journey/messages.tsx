import type { Schemas } from '../../api/client.ts';
import { Chip, toneOf } from '../../parts/chip.tsx';
import { Note } from '../../parts/states.tsx';
import { OwnTime } from '../../parts/time.tsx';
import { WhatsAppText } from '../../parts/whatsapp-text.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import { termOf, terms } from '../../words/terms.ts';
import styles from './journey.module.css';

/** All that was said on a journey, the newest first, and how far each came. */
export const Messages = ({
  messages,
}: {
  readonly messages: readonly Schemas['JourneyMessage'][];
}) => {
  const words = useWords(journeyWords);
  const codes = useWords(terms);
  if (messages.length === 0) return <Note icon="send" title={words.noMessages} />;
  return (
    <ul className={styles.messages}>
      {messages.map(
        ({ id, type, contactName, state, text, sentAt, dueAt, errorCode, flightNumber }) => (
          <li key={id}>
            <details>
              <summary>
                <span>
                  <strong>{termOf(codes.messages, type)}</strong> {words.to} {contactName}{' '}
                  <small>{flightNumber}</small>
                </span>
                <span className={styles.how}>
                  {errorCode && <small>{termOf(codes.errors, errorCode)}</small>}
                  <Chip tone={toneOf(state)}>{termOf(codes.states, state)}</Chip>
                  <small>
                    <OwnTime at={sentAt ?? dueAt} />
                  </small>
                </span>
              </summary>
              <blockquote>
                <WhatsAppText text={text} />
              </blockquote>
            </details>
          </li>
        ),
      )}
    </ul>
  );
};

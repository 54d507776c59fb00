import type { Schemas } from '../api/client.ts';
import { useNow } from '../api/clock.ts';
import { useLanguage, useWords } from '../words/language.ts';
import { termOf, terms } from '../words/terms.ts';
import { threadWords } from '../words/thread.ts';
import { ownTime } from '../words/times.ts';
import { Icon } from './icon.tsx';
import styles from './thread.module.css';
import { WhatsAppText } from './whatsapp-text.tsx';

/** A message of a conversation, or a note of the agency. */
export type Message = Schemas['ConversationMessage'];

type Tick = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

const tickOf = ({ status, providerStatus }: NonNullable<Message['delivery']>): Tick => {
  if (status === 'FAILED') return 'failed';
  if (status !== 'SENT') return 'waiting';
  if (providerStatus === 'read') return 'read';
  return providerStatus === 'delivered' ? 'delivered' : 'sent';
};

const Ticks = ({ delivery }: { readonly delivery: NonNullable<Message['delivery']> }) => {
  const { ticks } = useWords(threadWords);
  const { errors } = useWords(terms);
  const tick = tickOf(delivery);
  const isTwice = tick === 'delivered' || tick === 'read';
  return (
    <span className={`${styles.tick} ${styles[tick]}`}>
      {tick === 'failed' || tick === 'waiting' ? (
        <Icon name={tick === 'failed' ? 'warning' : 'clock'} size={13} />
      ) : (
        <svg
          width={isTwice ? 18 : 12}
          height="11"
          viewBox={`0 0 ${isTwice ? 18 : 12} 11`}
          aria-hidden="true"
        >
          <path d="M1 6l3 3.5L10 1.5" />
          {isTwice && <path d="M7 6l3 3.5L16 1.5" />}
        </svg>
      )}
      <span className={tick === 'failed' ? undefined : 'sr-only'}>
        {ticks[tick]}
        {delivery.errorCode && `: ${termOf(errors, delivery.errorCode)}`}
      </span>
    </span>
  );
};

const Media = ({ media }: { readonly media: Message['media'][number] }) => {
  const words = useWords(threadWords);
  const { contentType, url } = media;
  const kind = contentType?.split('/')[0] ?? '';
  const name =
    kind === 'image'
      ? words.picture
      : kind === 'audio'
        ? words.audio
        : kind === 'video'
          ? words.video
          : words.file;
  if (url === null)
    return (
      <span className={styles.file}>
        <Icon name="document" size={15} /> {name} ({words.notKept})
      </span>
    );
  if (kind === 'image')
    return (
      <a href={url} target="_blank" rel="noreferrer noopener">
        <img className={styles.picture} src={url} alt={name} loading="lazy" />
      </a>
    );
  if (kind === 'audio')
    // biome-ignore lint/a11y/useMediaCaption: travellers record no captions
    return <audio className={styles.audio} src={url} controls preload="none" aria-label={name} />;
  return (
    <a className={styles.file} href={url} target="_blank" rel="noreferrer noopener">
      <Icon name="document" size={15} /> {name}
    </a>
  );
};

const Author = ({ message }: { readonly message: Message }) => {
  const words = useWords(threadWords);
  const { messages } = useWords(terms);
  const { author, direction, type, kind } = message;
  if (direction === 'in') return null;
  const name =
    author.kind === 'person'
      ? (author.name ?? words.someone)
      : author.kind === 'assistant'
        ? words.assistant
        : words.system;
  const about = type !== null && author.kind === 'system' ? termOf(messages, type) : null;
  return (
    <span className={styles.author}>
      <Icon
        name={
          author.kind === 'person' ? 'person' : author.kind === 'assistant' ? 'robot' : 'flight'
        }
        size={13}
      />
      {direction === 'note' ? `${words.note} · ${name}` : (about ?? name)}
      {kind === 'template' && author.kind !== 'system' && ` · ${words.template}`}
    </span>
  );
};

const Bubble = ({ message, isShort }: { readonly message: Message; readonly isShort: boolean }) => {
  const words = useWords(threadWords);
  const now = useNow();
  const language = useLanguage();
  const { direction, text, media, at, delivery, author, kind } = message;
  const look =
    direction === 'in'
      ? styles.theirs
      : direction === 'note'
        ? styles.note
        : author.kind === 'person'
          ? styles.person
          : styles.machine;
  return (
    <li className={`${styles.bubble} ${look}`}>
      <Author message={message} />
      {media.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the media of a message do not change
        <Media key={place} media={one} />
      ))}
      {kind === 'location' && (
        <span className={styles.file}>
          <Icon name="place" size={15} /> {words.location}
        </span>
      )}
      {text !== '' && (
        <p className={`${styles.text} ${isShort ? styles.short : ''}`}>
          <WhatsAppText text={text} />
        </p>
      )}
      <span className={styles.foot}>
        <time dateTime={at}>{ownTime(at, language, now)}</time>
        {delivery && <Ticks delivery={delivery} />}
      </span>
    </li>
  );
};

/** What was said, oldest first, by whom and how far it came. */
export const Thread = ({
  messages,
  isShort = false,
}: {
  readonly messages: readonly Message[];
  /** Long messages are cut to a few lines. */
  readonly isShort?: boolean;
}) => {
  const words = useWords(threadWords);
  if (messages.length === 0) return <p className={styles.empty}>{words.empty}</p>;
  return (
    <ol className={styles.thread} aria-label={words.messages}>
      {messages.map((message) => (
        <Bubble key={message.id} message={message} isShort={isShort} />
      ))}
    </ol>
  );
};

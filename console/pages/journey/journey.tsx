import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type Journey as JourneyDocument, journeyMessagesQuery } from '../../api/journeys.ts';
import { journeyQuery } from '../../api/queries.ts';
import { Chip } from '../../parts/chip.tsx';
import { useCommands } from '../../parts/commands.ts';
import { LegStrip } from '../../parts/leg-strip.tsx';
import { MessageButton } from '../../parts/message-button.tsx';
import { Page } from '../../parts/page.tsx';
import { PhoneLink } from '../../parts/phone-link.tsx';
import { Shown } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { journeyWords } from '../../words/journey.ts';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { shellWords } from '../../words/shell.ts';
import { termOf, terms } from '../../words/terms.ts';
import { Documents } from './documents.tsx';
import { JourneyFacts } from './facts.tsx';
import { Itinerary } from './itinerary.tsx';
import styles from './journey.module.css';
import { Messages } from './messages.tsx';
import { Story } from './story.tsx';

const parts = ['story', 'messages', 'documents', 'itinerary', 'people'] as const;

const People = ({ journey }: { readonly journey: JourneyDocument }) => {
  const words = useWords(journeyWords);
  const { callNumber } = useWords(nowWords);
  const { roles } = useWords(terms);
  return (
    <ul className={styles.people}>
      {journey.contacts.map(({ id, name, phone, email, language }) => {
        const trips = journey.trips.filter(({ contactId }) => contactId === id);
        const ofWhom = new Set(
          trips.flatMap(({ passengers }) => passengers.map((one) => one.name)),
        );
        return (
          <li key={id}>
            <span>
              <strong>{name}</strong>{' '}
              <small>
                {trips[0] && termOf(roles, trips[0].role)} · {language}
                {email && ` · ${email}`}
              </small>
              <br />
              <small>{[...ofWhom].join(', ')}</small>
            </span>
            <span className={styles.reach}>
              {phone ? (
                <>
                  <PhoneLink phone={phone} label={callNumber(name)} />
                  <Link to="/inbox" search={{ box: 'all', phone }}>
                    {words.openConversation}
                  </Link>
                </>
              ) : (
                <Chip tone="needs" icon="phone">
                  {words.noPhone}
                </Chip>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const Whole = ({ journey }: { readonly journey: JourneyDocument }) => {
  const words = useWords(journeyWords);
  const { messages: messageWords } = useWords(terms);
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/journeys/$id' });
  const part = parts.find((one) => one === search.part) ?? 'story';
  const messages = useQuery(journeyMessagesQuery(journey.id)).data?.items ?? [];
  const contactId = search.contact ?? journey.trips[0]?.contactId;
  const phone = journey.contacts.find(({ id }) => id === contactId)?.phone;
  const waiting = messages.filter(
    (message) => message.state === 'waiting' && message.contactId === contactId,
  );
  useCommands([
    {
      key: 'w',
      label: words.why,
      run: () =>
        void navigate({
          to: '/journeys/$id',
          params: { id: journey.id },
          search: (before) => ({ ...before, part: undefined }),
        }),
    },
    ...(phone
      ? [
          {
            key: 'r',
            label: words.openConversation,
            run: () => void navigate({ to: '/inbox', search: { box: 'all', phone } }),
          },
        ]
      : []),
  ]);
  return (
    <div className={styles.whole}>
      <LegStrip
        journey={journey}
        contactId={contactId}
        toCome={waiting.map(({ id, dueAt, type }) => ({
          id,
          at: dueAt,
          label: words.willSend(termOf(messageWords, type)),
        }))}
      />
      <div className={styles.columns}>
        <section className={styles.main}>
          <Tabs
            label={words.partNames}
            chosen={part}
            tabs={parts.map((one) => ({
              id: one,
              label: words.parts[one],
              search: { contact: search.contact, part: one === 'story' ? undefined : one },
            }))}
          />
          {part === 'story' && <Story journey={journey} contactId={contactId} waiting={waiting} />}
          {part === 'messages' && <Messages messages={messages} />}
          {part === 'documents' && <Documents journey={journey} contactId={contactId} />}
          {part === 'itinerary' && <Itinerary journey={journey} />}
          {part === 'people' && <People journey={journey} />}
        </section>
        <JourneyFacts journey={journey} />
      </div>
    </div>
  );
};

/** A journey: its legs on one axis, its story, and all that belongs to it. */
export const Journey = () => {
  const words = useWords(journeyWords);
  const shell = useWords(shellWords);
  const { id } = useParams({ from: '/shell/journeys/$id' });
  const query = useQuery(journeyQuery(id));
  const { data } = query;
  const title =
    data?.title ?? (data?.passengers.map(({ name }) => name).join(', ') || shell.pages.journey);
  return (
    <Page
      title={title}
      about={
        data && (
          <>
            <Link to="/journeys">{shell.pages.journeys}</Link>
            {data.reference && ` · ${words.reference} ${data.reference}`}
            {data.group && ` · ${data.group}`} · {words.travellers(data.passengers.length)}{' '}
            {data.state === 'withdrawn' && <Chip>{words.withdrawn}</Chip>}
          </>
        )
      }
      actions={data && <MessageButton to={{ journey: id }} />}
    >
      <Shown query={query} rows={4}>
        {(journey) => <Whole journey={journey} />}
      </Shown>
    </Page>
  );
};

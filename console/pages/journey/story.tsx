import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { type Entry, type Journey, type Trip, timelineQuery } from '../../api/journeys.ts';
import { SelectField } from '../../parts/field.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { WhatsAppText } from '../../parts/whatsapp-text.tsx';
import { journeyWords } from '../../words/journey.ts';
import { type Language, useLanguage, useWords } from '../../words/language.ts';
import { termOf, terms } from '../../words/terms.ts';
import { timeIn } from '../../words/times.ts';
import styles from './story.module.css';

const depths = ['sentences', 'timeline', 'raw'] as const;
type Depth = (typeof depths)[number];

interface Told {
  readonly key: string;
  readonly entry: Entry;
  readonly trip: Trip;
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const icons: Readonly<Record<Entry['kind'], IconName>> = {
  flight: 'flight',
  decision: 'robot',
  message: 'send',
  task: 'hand',
  inbound: 'inbox',
  document: 'document',
  act: 'person',
};

/** Of decisions the ones to say nothing, or not yet: what was sent is told by its message. */
const isForSentences = ({ entry: { kind, detail } }: Told): boolean =>
  kind !== 'decision' || detail['decision'] === 'suppressed' || detail['decision'] === 'held';

/** Decisions that an entry of their own tells: the task that was opened, the message that failed. */
const isToldElsewhere = ({ entry: { kind, detail } }: Told): boolean =>
  kind === 'decision' &&
  (detail['decision'] === 'task' ||
    (detail['decision'] === 'dropped' && detail['rule'] === 'refused'));

type JourneyWords = (typeof journeyWords)[Language];
type TermWords = (typeof terms)[Language];

/** What was decided in the conversation; a rule that also keeps messages back has its words there. */
const ofConversation = (
  { detail }: Entry,
  { conversation }: JourneyWords,
  { rules }: TermWords,
): string => {
  const rule = textOf(detail['rule']) ?? '';
  if (Object.hasOwn(conversation, rule)) return termOf(conversation, rule);
  if (rule === 'passed_on') return conversation.handoff;
  return detail['decision'] === 'sent' ? conversation.answered : termOf(rules, rule);
};

/** An entry as a sentence, from its kind and its facts. */
const sentenceOf = (
  { entry, trip }: Told,
  words: JourneyWords,
  codes: TermWords,
  language: Language,
): string => {
  const { kind, detail, summary } = entry;
  const { sentences, flightFacts } = words;
  switch (kind) {
    case 'flight': {
      const departure = textOf(detail['departure']);
      const gate = textOf(detail['gate']);
      const facts = [
        termOf(codes.trip, textOf(detail['status']) ?? ''),
        departure && flightFacts.departure(timeIn(departure, trip.originZone, language)),
        gate && flightFacts.gate(gate),
      ].filter(Boolean);
      return `${sentences.flight}: ${trip.flightNumber} ${facts.join(', ')}`;
    }
    case 'message': {
      const message = termOf(codes.messages, textOf(detail['type']) ?? '');
      if (detail['status'] === 'DROPPED')
        return sentences.suppressed(message, termOf(codes.rules, textOf(detail['reason']) ?? ''));
      const code = textOf(detail['errorCode']);
      const how = textOf(detail['providerStatus']);
      const end =
        detail['status'] === 'FAILED' || code
          ? sentences.failed(termOf(codes.errors, code ?? ''))
          : how === 'read'
            ? sentences.read
            : how === 'delivered'
              ? sentences.delivered
              : '';
      return `${sentences.sent(message)} ${end}`.trim();
    }
    case 'decision': {
      const subject = textOf(detail['subject']) ?? '';
      const rule = textOf(detail['rule']) ?? '';
      if (subject === 'conversation')
        return words.ofConversation(ofConversation(entry, words, codes));
      const message = Object.hasOwn(codes.messages, subject)
        ? termOf(codes.messages, subject)
        : termOf(codes.documents, subject);
      const why = termOf(codes.rules, rule);
      switch (detail['decision']) {
        case 'sent':
          return sentences.decided(message, why);
        case 'held':
          return sentences.held(message, why);
        case 'suppressed':
          return sentences.suppressed(message, why);
        default:
          return `${message}: ${why}`;
      }
    }
    case 'task': {
      return sentences.task(termOf(codes.tasks, textOf(detail['kind']) ?? summary));
    }
    case 'inbound':
      return sentences.inbound;
    case 'document':
      return sentences.document(
        termOf(codes.documents, textOf(detail['type']) ?? ''),
        textOf(detail['by']) ?? '',
      );
    case 'act': {
      const by = textOf(detail['by']) ?? '';
      const { taken_over_until: taken } = recordOf(detail['changes']);
      if (taken)
        return recordOf(taken)['after'] === null ? words.gaveBack(by) : words.tookConversation(by);
      return sentences.act(termOf(sentences.things, textOf(detail['objectKind']) ?? ''), by);
    }
  }
};

const EntryRow = ({ told, depth }: { readonly told: Told; readonly depth: Depth }) => {
  const words = useWords(journeyWords);
  const codes = useWords(terms);
  const language = useLanguage();
  const { entry, trip } = told;
  const text = textOf(entry.detail['text']);
  const isSilence =
    entry.kind === 'decision' && ['suppressed', 'held'].includes(String(entry.detail['decision']));
  return (
    <li className={`${styles.entry} ${isSilence ? styles.silence : ''}`}>
      <time dateTime={entry.at} title={entry.at}>
        {timeIn(entry.at, trip.originZone, language)}
      </time>
      <span className={styles.sign}>
        <Icon name={icons[entry.kind]} size={14} />
      </span>
      <div>
        {text !== null && depth !== 'raw' ? (
          <details>
            <summary>{sentenceOf(told, words, codes, language)}</summary>
            <blockquote>
              <WhatsAppText text={text} />
            </blockquote>
          </details>
        ) : (
          sentenceOf(told, words, codes, language)
        )}
        {depth === 'raw' && <pre>{JSON.stringify(entry, null, 2)}</pre>}
      </div>
    </li>
  );
};

/** What is still to come for somebody: messages that wait, and when flights are looked at. */
const ToCome = ({
  trips,
  waiting,
}: {
  readonly trips: readonly Trip[];
  readonly waiting: readonly Schemas['JourneyMessage'][];
}) => {
  const words = useWords(journeyWords);
  const { messages } = useWords(terms);
  const looks = trips.filter(
    ({ nextCheckAt, status }) => nextCheckAt !== null && status !== 'landed',
  );
  const rows = [
    ...waiting.map(({ id, dueAt, type }) => ({
      id,
      at: dueAt,
      text: words.willSend(termOf(messages, type)),
    })),
    ...looks.map(({ id, nextCheckAt, flightNumber }) => ({
      id,
      at: nextCheckAt ?? '',
      text: `${words.lookNext}: ${flightNumber}`,
    })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return (
    <section className={styles.toCome}>
      <h3>{words.toCome}</h3>
      {rows.length === 0 ? (
        <p>{words.toComeNone}</p>
      ) : (
        <ul>
          {rows.map(({ id, at, text }) => (
            <li key={id}>
              <Away at={at} /> {text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** What happened to somebody on a journey: in sentences, entry by entry, or as it is stored. */
export const Story = ({
  journey,
  contactId,
  waiting,
}: {
  readonly journey: Journey;
  readonly contactId: string | undefined;
  readonly waiting: readonly Schemas['JourneyMessage'][];
}) => {
  const words = useWords(journeyWords);
  const navigate = useNavigate();
  const [depth, setDepth] = useState<Depth>('sentences');
  const trips = journey.trips.filter((trip) => trip.contactId === contactId);
  const queries = useQueries({ queries: trips.map(({ id }) => timelineQuery(id)) });
  const failed = queries.find(({ error, data }) => error && !data);
  const all: readonly Told[] = trips
    .flatMap((trip, leg) =>
      (queries[leg]?.data?.items ?? []).map((entry, place) => ({
        key: `${trip.id} ${place}`,
        entry,
        trip,
      })),
    )
    .toSorted((a, b) => (a.entry.at < b.entry.at ? 1 : -1));
  const shown = all.filter(
    (told) =>
      depth === 'raw' || (!isToldElsewhere(told) && (depth === 'timeline' || isForSentences(told))),
  );
  const contacts = journey.contacts.filter(({ id }) =>
    journey.trips.some((trip) => trip.contactId === id),
  );
  return (
    <div className={styles.story}>
      <div className={styles.choices}>
        {contacts.length > 1 && (
          <SelectField
            label={words.who}
            value={contactId ?? ''}
            options={contacts.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(contact) =>
              void navigate({
                to: '/journeys/$id',
                params: { id: journey.id },
                search: (before) => ({ ...before, contact }),
              })
            }
          />
        )}
        <SelectField
          label={words.depth}
          value={depth}
          options={depths.map((one) => ({ value: one, label: words.depths[one] }))}
          onChange={setDepth}
        />
      </div>
      <ToCome trips={trips} waiting={waiting} />
      {failed ? (
        <Failed error={failed.error} retry={() => void failed.refetch()} />
      ) : queries.some(({ isPending }) => isPending) ? (
        <Loading rows={6} />
      ) : shown.length === 0 ? (
        <p>{words.storyEmpty}</p>
      ) : (
        <ol>
          {shown.map((told) => (
            <EntryRow key={told.key} told={told} depth={depth} />
          ))}
        </ol>
      )}
    </div>
  );
};

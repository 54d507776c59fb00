import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { type ReadMessage, readMessage } from '../read-message.ts';
import type { Skill } from '../skill.ts';
import type { PendingQuestion } from '../state.ts';
import { isEmergency } from '../understanding/emergency.ts';
import { type Intent, isIntent, subjects } from '../understanding/intents.ts';
import { companionsOf, tripSpokenOf } from '../which-trip.ts';

type Meaning = NonNullable<EventOf<'OpenQuestionSettled'>['data']['meaning']>;

const skillsOf = (intent: Intent, { day, documents }: Meaning): readonly Skill[] => {
  if (isEmergency(intent))
    return [{ kind: 'human', reason: intent === 'missed_flight' ? 'missed' : 'distress' }];
  switch (intent) {
    case 'plan_day':
      return [{ kind: 'itinerary', day: day ?? { kind: 'all' } }];
    case 'itinerary':
      return [{ kind: 'itinerary', day: { kind: 'all' } }];
    case 'document':
      return documents.length === 0
        ? [{ kind: 'document', type: null }]
        : documents.map((type) => ({ kind: 'document', type }));
    case 'hotel':
      return [{ kind: 'document', type: 'hotel_reservation' }];
    case 'help':
    case 'who_are_you':
      return [{ kind: 'help' }];
    case 'greeting':
      return [{ kind: 'greeting' }];
    case 'thanks':
      return [{ kind: 'thanks' }];
    case 'complaint':
      return [{ kind: 'human', reason: 'complaint' }];
    case 'person':
    case 'callback':
      return [{ kind: 'human', reason: 'asked' }];
    case 'gate':
    case 'terminal':
    case 'departure':
    case 'arrival':
    case 'status':
    case 'time_until':
    case 'belt':
      return [{ kind: 'flight_status' }];
    default:
      return subjects[intent] === 'trouble' ? [{ kind: 'human', reason: 'distress' }] : [];
  }
};

/**
 * Whether a question stays one for a person, whatever a model makes of it: it is about somebody
 * else’s documents, gives orders to the software, or names a flight that is none of theirs.
 */
export const isForPerson = (
  { messages }: PendingQuestion,
  conversation: Pick<ConversationContext, 'trips' | 'agency'>,
  now: Instant,
): boolean => {
  const text = messages.map((message) => message.text).join('\n');
  return (
    readMessage(text, conversation, now).understanding.suspicious ||
    messages.some(
      (message) => readMessage(message.text, conversation, now).understanding.suspicious,
    ) ||
    tripSpokenOf(text, conversation.trips, now).isForeign
  );
};

/**
 * A message whose meaning a model has named, as if it had been understood without: null where one
 * of the things it asks has no answer of ours.
 */
export const meantBy = (
  meaning: Meaning,
  trip: Trip,
  trips: readonly Trip[],
): ReadMessage | null => {
  const each = meaning.intents.filter(isIntent).map((intent) => skillsOf(intent, meaning));
  if (each.length === 0 || each.some((skills) => skills.length === 0)) return null;
  const skills = [
    ...new Map(each.flat().map((skill) => [JSON.stringify(skill), skill] as const)).values(),
  ];
  const asksDocuments = skills.some(({ kind }) => kind === 'document');
  return {
    understanding: { skills, hasOpenQuestion: false, suspicious: false },
    trip,
    companions: asksDocuments ? companionsOf(trip, trips) : [],
  };
};

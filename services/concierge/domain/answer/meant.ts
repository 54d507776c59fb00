import type { EventOf } from '#shared/events/catalogue.ts';
import { skills } from '../../skills/index.ts';
import { handingOver } from '../handing-over.ts';
import type { ReadMessage } from '../read-message.ts';
import { type Intent, isIntent } from '../understanding/intents.ts';

type Meaning = NonNullable<EventOf<'OpenQuestionSettled'>['data']['meaning']>;

const isAnswered = (intent: Intent): boolean =>
  skills[intent] !== undefined || handingOver(intent) !== null;

/**
 * Whether a question stays one for a person, whatever a model makes of it: it is about somebody
 * else’s documents, gives orders to the software, or names a flight that is none of theirs.
 */
export const isForPerson = ({ suspicious, foreignFlight }: ReadMessage): boolean =>
  suspicious || foreignFlight !== null;

/**
 * A message whose meaning a model has named, as if it had been understood without: null where one
 * of the things it asks has no answer of ours.
 * @param read what was understood without, for what it names.
 */
export const meantBy = (
  { intents, day, documents }: Meaning,
  read: ReadMessage,
): ReadMessage | null => {
  const meant = intents.filter(isIntent);
  if (meant.length === 0 || !meant.every(isAnswered)) return null;
  return {
    ...read,
    intents: [...new Set(meant)],
    hasOpenQuestion: false,
    suspicious: false,
    foreignFlight: null,
    slots: {
      ...read.slots,
      day: day ?? read.slots.day,
      documents: documents.length > 0 ? documents : read.slots.documents,
    },
  };
};

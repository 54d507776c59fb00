import type { Instant } from '#shared/domain/instant.ts';
import type { TaskFacts } from '#shared/domain/task.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { Gathered } from './gathered.ts';
import { localeIn } from './language.ts';
import type { Message, ReadMessage } from './read-message.ts';
import type { ConciergeState } from './state.ts';
import { subjects } from './understanding/intents.ts';

/** A message with everything that its answer is decided on. */
export interface Asked {
  readonly conversation: ConversationContext;
  readonly message: Message;
  readonly text: string;
  readonly location: string | null;
  readonly read: ReadMessage;
  readonly trip: Trip;
  readonly context: CompleteTripContext;
  readonly gathered: Gathered;
  readonly language: Language;
  readonly now: Instant;
}

/** The facts of the handoff of a trip that is not done; null: there is none. */
export const openHandoff = ({ tasks }: CompleteTripContext): TaskFacts | null =>
  tasks.find(({ kind }) => kind === 'handoff')?.facts ?? null;

/** The state after a message: what was spoken of, in which language. */
export const heard = (state: ConciergeState, { read, trip, language }: Asked): ConciergeState => {
  const topic = read.intents.find((intent) =>
    ['flight', 'stay', 'files', 'booking'].includes(subjects[intent]),
  );
  return {
    ...state,
    language: read.understanding.language === 'unknown' ? state.language : language,
    last:
      topic === undefined
        ? state.last
        : { intent: topic, tripId: trip.id, place: read.slots.places[0] ?? null },
  };
};

/** What skills answer a message from. */
export const situationFor = ({ context, gathered, conversation, language, now }: Asked) => ({
  context,
  contexts: gathered.contexts,
  links: gathered.links,
  stayLink: gathered.stayLink,
  places: gathered.places,
  locale: localeIn(conversation, language),
  now,
});

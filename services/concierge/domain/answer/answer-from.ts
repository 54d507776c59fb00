import type { Known } from '../facts/known.ts';
import { type Intent, subjects } from '../understanding/intents.ts';
import { fillSegments } from './fill-segments.ts';
import type { ModelAnswer } from './model-answer.ts';
import type { Refusal } from './written.ts';

/** What a message means, in names of ours alone: it may stand in an event. */
export interface Meaning {
  readonly intents: readonly Intent[];
  readonly day: ModelAnswer['day'];
  readonly documents: ModelAnswer['documents'];
}

/** What comes of a model's answer. */
export type ModelOutcome =
  /** It asks what the concierge answers itself, without words of the model. */
  | { readonly kind: 'understood'; readonly meaning: Meaning }
  | { readonly kind: 'answer'; readonly text: string }
  /** Must not be sent; may be asked for again. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** `reason`: a stable code, such as `needs_person`. */
  | { readonly kind: 'none'; readonly reason: string };

/** Intents that say nothing: what was asked is not among those that are known. */
const isVague = (intent: Intent): boolean =>
  // Opting out and in is never left to a model.
  ['other', 'knowledge', 'opting'].includes(subjects[intent]);

/** Judges a model's answer by what is known. */
export const answerFrom = (answer: ModelAnswer, known: Known): ModelOutcome => {
  const intents = answer.intents.filter((intent) => !isVague(intent));
  if (intents.length > 0 && answer.segments.length === 0)
    return {
      kind: 'understood',
      meaning: { intents, day: answer.day, documents: answer.documents },
    };
  if (answer.needs_person || answer.segments.length === 0)
    return { kind: 'none', reason: 'needs_person' };
  if (!answer.confident) return { kind: 'none', reason: 'low_confidence' };
  const filled = fillSegments(answer.segments, known);
  return 'text' in filled
    ? { kind: 'answer', text: filled.text }
    : { kind: 'refused', refusal: filled };
};

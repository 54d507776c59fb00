import { type Intent, subjects } from './understanding/intents.ts';

/** What a message asks: the intents in their order, and whether a part of it nothing answers. */
export interface Asks {
  readonly intents: readonly Intent[];
  readonly hasOpenQuestion: boolean;
}

/** Whether an intent is small talk. */
export const isSocial = (intent: Intent): boolean => subjects[intent] === 'social';

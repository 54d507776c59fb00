import { localClock } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { CallAnswer } from '#shared/ports/trip-desk.ts';
import { spokenAnswers } from './words/call.ts';

/** What is said to who has pressed a digit in a call; a null answer: it was another digit. */
export const spokenAnswer = (answer: CallAnswer | null, language: Locale): string => {
  const said = spokenAnswers[languageOf(language)];
  if (answer === null) return said.again;
  const { outcome, owner, since, zone } = answer;
  if (outcome === 'taken' && owner !== null && since !== null)
    return said.taken(owner, localClock(since, zone ?? 'UTC'));
  return outcome === 'claimed' ? said.claimed : said.closed;
};

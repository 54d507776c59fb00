import { cleanValue } from '#shared/templates/phrasing.ts';
import { itineraryAnswer, type RequestedDay } from '../domain/itinerary-answer.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill, SkillAnswer, SkillSituation } from './skill.ts';

const planOf = (
  { context, stayLink, locale, now }: SkillSituation,
  day: RequestedDay,
): SkillAnswer => {
  const words = wordsIn[locale].itinerary;
  const answer = itineraryAnswer(context, day, locale, now);
  if (answer === null)
    return { text: words.none(cleanValue(context.agency.name, 60)), isItineraryMissing: true };
  if (day.kind === 'file' && stayLink)
    return { files: [{ text: words.file, mediaUrl: stayLink.pdf }] };
  return { text: answer, endsWithPage: true };
};

/** What is on the plan on a day: the one that is named, else today. */
export const planDay: Skill = (situation, { day }) => planOf(situation, day ?? { kind: 'today' });

/** The whole plan, or the day of it that is named, or its file. */
export const itinerary: Skill = (situation, { day, asFile }) =>
  planOf(situation, asFile ? { kind: 'file' } : (day ?? { kind: 'all' }));

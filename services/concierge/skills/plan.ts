import { cleanValue } from '#shared/templates/phrasing.ts';
import { itineraryAnswer, type RequestedDay } from '../domain/itinerary-answer.ts';
import { fold } from '../domain/plain-text.ts';
import { stayOf } from '../domain/trip-stay.ts';
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

/** The date on which something that is named is on the plan; null: it is not. */
const dateOf = ({ context }: SkillSituation, places: readonly string[]): string | null => {
  const named = new Set(places.map(fold));
  const days = stayOf(context)?.days ?? [];
  return (
    days.find(({ entries }) =>
      entries.some(
        (entry) =>
          (entry.kind === 'idea' || entry.kind === 'sold') && named.has(fold(entry.item.title)),
      ),
    )?.date ?? null
  );
};

/** What is on the plan on a day: the one that is named, or of what is named, else today. */
export const planDay: Skill = (situation, { day, places }) => {
  const date = day === null ? dateOf(situation, places) : null;
  return planOf(
    situation,
    date === null
      ? (day ?? { kind: 'today' })
      : { kind: 'date', day: Number(date.slice(8)), month: Number(date.slice(5, 7)) },
  );
};

/** The whole plan, or the day of it that is named, or its file. */
export const itinerary: Skill = (situation, { day, asFile }) =>
  planOf(situation, asFile ? { kind: 'file' } : (day ?? { kind: 'all' }));

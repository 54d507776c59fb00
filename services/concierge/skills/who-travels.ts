import { cleanValue } from '#shared/templates/phrasing.ts';
import { passengersOf } from '../domain/document-answer.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** Who is in the booking: the passengers of this number on the flight. */
export const whoTravels: Skill = ({ contexts, locale }) => {
  const names = [...new Set(contexts.flatMap(passengersOf))].map((name) => cleanValue(name, 80));
  return names.length === 0
    ? null
    : {
        text: [wordsIn[locale].facts.travellers, ...names.map((name) => `• ${name}`)].join('\n'),
      };
};

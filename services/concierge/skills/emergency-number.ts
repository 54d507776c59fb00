import { emergencyNumbersOf } from '../domain/emergency-numbers.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** The emergency numbers of the countries of the trip, those of where they are first. */
export const emergencyNumber: Skill = (situation) => {
  const words = wordsIn[situation.locale].facts;
  const found = emergencyNumbersOf(situation.context, situation.locale, situation.now);
  return found.length === 0
    ? null
    : {
        text: found
          .map(({ country, numbers }) => words.emergencyNumbers(country, numbers))
          .join('\n'),
      };
};

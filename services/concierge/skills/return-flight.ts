import { formatDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { flightAnswer } from '../domain/flight-answer.ts';
import { wayHome } from '../domain/way-home.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** The way home: its flight where it is booked here, else its date alone. */
export const returnFlight: Skill = ({ context, locale, now }) => {
  const words = wordsIn[locale].facts;
  const { trip } = context;
  const home = wayHome(context.journey.legs);
  if (home?.tripId === trip.id)
    return { text: `${words.return}\n${flightAnswer(context, locale, now)}` };
  return trip.returnDate === null
    ? null
    : {
        text: words.onlyReturnDate(
          formatDate(trip.returnDate, languageOf(locale)),
          cleanValue(context.agency.name, 60),
        ),
      };
};

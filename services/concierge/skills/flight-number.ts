import { airportName } from '#shared/domain/airport-names.ts';
import { cityName } from '#shared/domain/city-names.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import { toldByAnswer } from '../domain/flight-answer.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** An airport as it is said: "London, Heathrow (LHR)". */
const placeOf = (iata: string, locale: Locale): string => {
  const city = cityName(iata, languageOf(locale)) ?? '';
  const name = airportName(iata);
  const said = [city, name === city ? '' : name].filter((part) => part !== '').join(', ');
  return said === '' ? iata : `${said} (${iata})`;
};

/** Which flight it is, and between which airports. */
export const flightNumber: Skill = ({ context, locale }) => {
  const { trip } = context;
  return {
    text: wordsIn[locale].facts.yourFlight(
      trip.flightNumber,
      placeOf(trip.originIata, locale),
      placeOf(trip.destinationIata, locale),
    ),
    flight: ['departure'],
    told: toldByAnswer(context),
  };
};

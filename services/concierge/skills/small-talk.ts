import { cityName } from '#shared/domain/city-names.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

export const greeting: Skill = ({ context, locale }) => ({
  text: wordsIn[locale].greeting(cleanValue(context.trip.clientName, 60).split(' ')[0] ?? ''),
});

export const thanks: Skill = ({ locale }) => ({ text: wordsIn[locale].thanks });

export const goodbye: Skill = ({ locale }) => ({ text: wordsIn[locale].facts.goodbye });

export const wishes: Skill = ({ locale }) => ({ text: wordsIn[locale].facts.wishes });

export const sorry: Skill = ({ locale }) => ({ text: wordsIn[locale].facts.sorry });

export const mood: Skill = ({ locale }) => ({ text: wordsIn[locale].facts.mood });

/** They have landed, or are there. */
export const arrived: Skill = ({ context, locale }) => {
  const { destinationIata } = context.trip;
  return {
    text: wordsIn[locale].facts.arrived(
      cityName(destinationIata, languageOf(locale)) ?? destinationIata,
    ),
  };
};

/** Laughter, an "ok": nothing is answered. */
export const nothing: Skill = () => ({});

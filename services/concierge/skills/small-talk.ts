import { cityName } from '#shared/domain/city-names.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { helpOffer } from '../domain/offers.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

export const greeting: Skill = ({ context, locale }) => {
  const [name = ''] = cleanValue(context.trip.clientName, 60).split(' ');
  const text = wordsIn[locale].greeting(name);
  return { text, offer: { ...helpOffer(context, locale), body: text } };
};

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

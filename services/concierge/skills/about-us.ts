import { cleanValue } from '#shared/templates/phrasing.ts';
import { helpOffer } from '../domain/offers.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** Who writes. */
export const whoAreYou: Skill = ({ context, locale }) => ({
  text: wordsIn[locale].facts.whoAreYou(cleanValue(context.agency.name, 60)),
});

/** Plainly yes, with people behind. */
export const isBot: Skill = ({ context, locale }) => ({
  text: wordsIn[locale].facts.isBot(cleanValue(context.agency.name, 60)),
});

/** Which languages are spoken here. */
export const language: Skill = ({ locale }) => ({ text: wordsIn[locale].facts.languages });

/** What can be done here. */
export const help: Skill = ({ context, locale }) => ({
  text: wordsIn[locale].help(cleanValue(context.agency.name, 60)),
  offer: helpOffer(context, locale),
});

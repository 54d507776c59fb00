import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** When people of the agency answer. */
export const agencyHours: Skill = () => null;

/** Where the agency is called. */
export const agencyPhone: Skill = (situation, slots) => emergencyPhone(situation, slots);

/** Where the agency is called at any hour. */
export const emergencyPhone: Skill = ({ context, locale }) => {
  const { name, emergencyPhone: phone } = context.agency;
  return phone === null
    ? null
    : { text: wordsIn[locale].facts.emergencyPhone(cleanValue(name, 60), phone) };
};

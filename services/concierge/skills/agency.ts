import { cleanValue } from '#shared/templates/phrasing.ts';
import { hoursText, opening } from '../domain/agency-hours-text.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** When people of the agency answer, and whether they do now. */
export const agencyHours: Skill = ({ context, locale, now }) => {
  const { facts, person } = wordsIn[locale];
  const { agency } = context;
  const hours = agency.hours === null ? '' : hoursText(agency.hours, locale);
  if (hours === '') return null;
  const next = opening(agency, locale, now);
  return {
    text: [
      facts.agencyHours(cleanValue(agency.name, 60), hours),
      ...(next === null
        ? []
        : [next.isOpen ? person.answersUntil(next.when) : person.answersFrom(next.when)]),
    ].join(' '),
  };
};

/** Where the agency is called at any hour. */
export const emergencyPhone: Skill = ({ context, locale }) => {
  const { name, emergencyPhone: phone } = context.agency;
  return phone === null
    ? null
    : { text: wordsIn[locale].facts.emergencyPhone(cleanValue(name, 60), phone) };
};

/** Where the agency is called: within its hours, and at any hour. */
export const agencyPhone: Skill = (situation, slots) => {
  const { context, locale } = situation;
  const { name, phone } = context.agency;
  const atAnyHour = emergencyPhone(situation, slots);
  if (phone === null) return atAnyHour;
  const within = wordsIn[locale].facts.agencyPhone(cleanValue(name, 60), phone);
  return { text: [within, ...(atAnyHour?.text ? [atAnyHour.text] : [])].join('\n') };
};

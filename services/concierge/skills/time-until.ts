import { duration } from '#shared/domain/duration.ts';
import { between, day, minute } from '#shared/domain/instant.ts';
import { knownOf, toldByAnswer } from '../domain/flight-answer.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** Longer than that is said in days and hours. */
const longMinutes = 48 * 60;

const inDays = (minutes: number): string => {
  const days = Math.floor((minutes * minute) / day);
  const hours = Math.floor((minutes - days * 24 * 60) / 60);
  return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
};

/** How long until the flight leaves. */
export const timeUntil: Skill = ({ context, locale, now }) => {
  const words = wordsIn[locale].facts;
  const { phase, departure } = knownOf(context);
  const minutes = Math.floor(between(now, departure) / minute);
  const told = toldByAnswer(context);
  // What is past, cancelled or without news has no time left: the flight says what it is.
  if (phase !== 'scheduled' || minutes < 0) return { flight: ['state'], told };
  const left = minutes > longMinutes ? inDays(minutes) : duration(minutes);
  return { text: words.timeUntil(left), flight: ['departure'], told };
};

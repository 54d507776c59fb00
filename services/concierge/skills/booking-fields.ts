import { fieldOf } from '../domain/metadata.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** What is included of luggage. */
export const baggage: Skill = ({ context, locale }) => {
  const included = fieldOf(context.trip, 'baggage_included');
  return included === null ? null : { text: wordsIn[locale].facts.baggage(included) };
};

/** Where and from when on to check in. */
export const checkIn: Skill = ({ context, locale }) => {
  const words = wordsIn[locale].facts;
  const link = fieldOf(context.trip, 'check_in_url');
  const opens = fieldOf(context.trip, 'check_in_opens');
  const lines = [
    ...(link === null ? [] : [words.checkIn(link)]),
    ...(opens === null ? [] : [words.checkInOpens(opens)]),
  ];
  return lines.length === 0 ? null : { text: lines.join('\n') };
};

/** Which seat is theirs. */
export const seat: Skill = ({ contexts, locale }) => {
  const words = wordsIn[locale].facts;
  const seats = contexts.flatMap(({ trip }) => fieldOf(trip, 'seat') ?? []);
  return seats.length === 0 ? null : { text: words.seat(seats.join(', ')) };
};

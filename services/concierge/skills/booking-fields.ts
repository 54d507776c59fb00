import { zonesOf } from '#shared/domain/flight.ts';
import { formatMoment } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { readTripFields } from '#shared/domain/trip-fields.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

const longest = 300;

/** What is included of luggage. */
export const baggage: Skill = ({ context, locale }) => {
  const { baggage_included: included } = readTripFields(context.trip).values;
  return included === undefined
    ? null
    : { text: wordsIn[locale].facts.baggage(cleanValue(included, longest)) };
};

/** Where and from when on to check in. */
export const checkIn: Skill = ({ context, locale }) => {
  const words = wordsIn[locale].facts;
  const { trip, flight } = context;
  const { check_in_url: link, check_in_opens: opens } = readTripFields(trip).values;
  const { originZone: zone } = zonesOf(trip, flight);
  const lines = [
    ...(link === undefined ? [] : [words.checkIn(link)]),
    ...(opens === undefined
      ? []
      : [
          words.checkInOpens(
            formatMoment(opens, { zone, iata: trip.originIata }, languageOf(locale), {
              weekday: true,
            }),
          ),
        ]),
  ];
  return lines.length === 0 ? null : { text: lines.join('\n') };
};

/** Which seat is theirs. */
export const seat: Skill = ({ contexts, locale }) => {
  const words = wordsIn[locale].facts;
  const seats = contexts.flatMap(({ trip }) => readTripFields(trip).values.seat ?? []);
  return seats.length === 0 ? null : { text: words.seat(cleanValue(seats.join(', '), longest)) };
};

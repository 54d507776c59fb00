import { mapUrl } from '#shared/domain/map-url.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { type KnownPlace, placesOfTrip } from '../domain/places-of-trip.ts';
import { fold } from '../domain/plain-text.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill, SkillSituation } from './skill.ts';

/** The places that a message names, of the plan and of the agency. */
const named = (
  { context, places }: SkillSituation,
  names: readonly string[],
): readonly KnownPlace[] => {
  const known = [
    ...placesOfTrip(context),
    ...places.map(({ name, address, openingHours }) => ({ name, address, openingHours })),
  ];
  return names.flatMap((name) => {
    const same = known.filter((place) => fold(place.name) === fold(name));
    const [first] = same;
    return first
      ? {
          name: first.name,
          address: same.find(({ address }) => address)?.address ?? null,
          openingHours: same.find(({ openingHours }) => openingHours)?.openingHours ?? null,
        }
      : [];
  });
};

/** When a place is open, as the agency wrote it. */
export const openingHours: Skill = (situation, slots) => {
  const words = wordsIn[situation.locale].facts;
  const lines = named(situation, slots.places).flatMap(({ name, openingHours: hours }) =>
    hours ? [words.openingHours(cleanValue(name, 160), cleanValue(hours, 300))] : [],
  );
  return lines.length === 0 ? null : { text: lines.join('\n') };
};

/** Where a place is. */
export const place: Skill = (situation, slots) => {
  const words = wordsIn[situation.locale].facts;
  const lines = named(situation, slots.places).flatMap(({ name, address }) =>
    address
      ? [
          words.placeAt(cleanValue(name, 160), cleanValue(address, 300)),
          `${words.map}: ${mapUrl(`${name}, ${address}`)}`,
        ]
      : [],
  );
  return lines.length === 0 ? null : { text: lines.join('\n') };
};

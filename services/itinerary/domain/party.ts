import { foldedName, type Place } from '#shared/domain/place.ts';
import { withoutPersonalData } from '#shared/domain/prompt-text.ts';
import type { Trip } from '#shared/domain/trip.ts';

/** Who travels, as far as a plan depends on it. */
export interface Party {
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
  /** What the agency wrote of them, without personal data. */
  readonly profile: string;
  readonly diets: readonly Diet[];
}

const maxProfileLength = 1_000;
/** Members of a trip's metadata in which agencies say what their travellers like and need. */
const profileKeys = new RegExp(
  `^(?:${[
    'diet|dietas?|food|comidas?|alerg\\w*|allerg\\w*|profile|perfil',
    'interests?|intereses?|interesses?|mobility|movilidad|mobilidade',
    'preferenc\\w*|children|ninos|criancas',
  ].join('|')})$`,
);

const diets = {
  vegan: /\bvegan[oa]?s?\b/,
  vegetarian: /\bvegetarian[oa]?s?\b/,
  gluten_free:
    /\b(?:celia[ck]\w*|celiac\w*|coeliac\w*|sin gluten|sem gluten|sin tacc|gluten free)\b/,
  halal: /\bhalal\b/,
  kosher: /\bkosher\b/,
} as const;
/** A diet that a plan goes by. */
export type Diet = keyof typeof diets;
const dietNames = Object.keys(diets) as readonly Diet[];

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' || typeof value === 'number'
    ? [String(value)]
    : Array.isArray(value)
      ? value.flatMap(textsIn)
      : [];

const profileTexts = ({ clientDescription, metadata }: Trip): readonly string[] => [
  clientDescription ?? '',
  ...Object.entries(metadata)
    .filter(([key]) => profileKeys.test(foldedName(key)))
    .flatMap(([key, value]) => textsIn(value).map((text) => `${key}: ${text}`)),
];

/** The names of all who travel or are written to on some trips, as the agency wrote them. */
export const namesOf = (trips: readonly Trip[]): readonly string[] => [
  ...new Set(
    trips.flatMap(({ clientName, passengers }) => [
      clientName,
      ...passengers.map(({ name }) => name),
    ]),
  ),
];

/** The party of a stay, by the passengers of its trips and what the agency wrote of them. */
export const partyOf = (trips: readonly Trip[]): Party => {
  const passengers = new Map(trips.flatMap((trip) => trip.passengers).map((one) => [one.id, one]));
  const count = (kind: string) =>
    [...passengers.values()].filter((one) => one.kind === kind).length;
  const text = [...new Set(trips.flatMap(profileTexts))].filter(Boolean).join('\n');
  const profile = withoutPersonalData(text.slice(0, maxProfileLength), namesOf(trips)).trim();
  const words = foldedName(profile);
  return {
    adults: count('adult'),
    children: count('child'),
    infants: count('infant'),
    profile,
    diets: dietNames.filter((name) => diets[name].test(words)),
  };
};

const forAdults = new RegExp(
  `\\b(?:${[
    'adults only|solo adultos|so adultos|night ?club|boliche|balada|casino',
    'pub crawl|cerveceria|bar de vinos',
  ].join('|')})\\b`,
);
const meat = /\b(?:parrilla|steak ?house|asador|churrascaria|carnes)\b/;

/** How well a place suits the party: no, as well as any, or better than others. */
const suits = (place: Place, { children, infants, diets: wanted }: Party): -1 | 0 | 1 => {
  const words = foldedName(
    [place.name, ...place.tags, place.description].join(' ').replaceAll('_', ' '),
  );
  if (children + infants > 0 && forAdults.test(words)) return -1;
  if (place.type !== 'restaurant' || wanted.length === 0) return 0;
  const offers = (name: Diet) =>
    diets[name].test(words) || (name === 'vegetarian' && diets.vegan.test(words));
  if (wanted.every(offers)) return 1;
  const eatsNoMeat = wanted.includes('vegan') || wanted.includes('vegetarian');
  return eatsNoMeat && meat.test(words) ? -1 : 0;
};

/** The places that suit a party, those that suit it best first, else in their order. */
export const suitable = (places: readonly Place[], party: Party): readonly Place[] =>
  places
    .map((place) => ({ place, fit: suits(place, party) }))
    .filter(({ fit }) => fit >= 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ place }) => place);

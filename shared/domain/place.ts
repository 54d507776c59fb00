import { z } from 'zod';
import { PlaceType } from './itinerary.ts';

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** What an agency states about a place that it recommends. */
export const PlaceInput = z
  .strictObject({
    name: line(160).min(1),
    type: PlaceType.default('other'),
    city: line(100).min(1).describe('As the agency calls it.'),
    country: z
      .string()
      .trim()
      .regex(/^[A-Za-z]{2}$/, 'two letters, ISO 3166-1')
      .transform((code) => code.toUpperCase())
      .nullable()
      .default(null),
    address: line(300).default(''),
    lat: z.number().min(-90).max(90).nullable().default(null),
    lng: z.number().min(-180).max(180).nullable().default(null),
    rating: z.number().min(0).max(5).nullable().default(null),
    openingHours: line(300).nullable().default(null),
    tags: z.array(line(40).min(1)).max(20).default([]),
    description: line(2000).default(''),
  })
  .meta({ id: 'PlaceInput', description: 'A place that the agency recommends.' });
export type PlaceInput = z.output<typeof PlaceInput>;

/** A place of an agency's own collection. */
export const Place = PlaceInput.extend({ id: z.uuid() }).meta({
  id: 'Place',
  description: 'A place that the agency recommends.',
});
export type Place = z.output<typeof Place>;

/** A place so near belongs to the city. */
export const nearbyKm = 60;

/** Letters of Cyrillic and Greek that look like a Latin one, and that one. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аα',
    b: 'вβ',
    c: 'сϲ',
    e: 'еε',
    h: 'нη',
    i: 'іιı',
    j: 'ј',
    k: 'кκ',
    m: 'мμ',
    o: 'оο',
    p: 'рρ',
    s: 'ѕ',
    t: 'тτ',
    u: 'υ',
    v: 'ѵν',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/**
 * A name without case, accents, punctuation, spare blanks and what cannot be seen: two spellings of
 * one place or city, one of them perhaps with a letter of another script that looks the same.
 */
export const foldedName = (text: string): string =>
  text
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/[łŁ]/g, 'l')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u0131\u0370-\u03ff\u0400-\u052f]/gu, (letter) => lookAlikes.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What makes two entries one place: the agency has it already where this is the same. */
export const placeIdentity = ({
  name,
  address,
  city,
}: Pick<PlaceInput, 'name' | 'address' | 'city'>): string =>
  [name, address, city].map(foldedName).join('|');

/** What is embedded and searched: everything that says what a place is like. */
export const placeText = ({ name, type, city, tags, description }: PlaceInput): string =>
  [name, type, city, ...tags, description].filter(Boolean).join(' · ');

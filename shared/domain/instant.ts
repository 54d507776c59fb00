import { z } from 'zod';

/**
 * An instant in UTC, always in the one form `2027-03-03T16:20:00.000Z`, so that instants compare as
 * strings. Anything with an offset (Postgres' `+00:00` included) is brought into that form by
 * `Instant.parse`.
 */
export const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => inUtc(text))
  .meta({
    id: 'Instant',
    description: 'An instant, ISO 8601 in UTC.',
    examples: ['2027-03-03T16:20:00.000Z'],
  });
export type Instant = string;

/**
 * Most are in that form already or as Postgres writes them: making a Date of each is what a turn
 * would spend its time on.
 */
const inUtc = (text: string): Instant => {
  if (/\.\d{3}Z$/.test(text)) return text;
  const ofPostgres = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?\+00:00$/.exec(text);
  return ofPostgres
    ? `${ofPostgres[1]}.${(ofPostgres[2] ?? '').padEnd(3, '0').slice(0, 3)}Z`
    : new Date(text).toISOString();
};

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Milliseconds since 1970 of an instant. */
export const epoch = (instant: Instant): number => Date.parse(instant);
/** The instant of so many milliseconds since 1970. */
export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString();
/** `at` moved by `ms` milliseconds, backwards where negative. */
export const plus = (at: Instant, ms: number): Instant => instant(epoch(at) + ms);
/** Milliseconds from `from` to `to`, negative where `to` is earlier. */
export const between = (from: Instant, to: Instant): number => epoch(to) - epoch(from);
/** The earliest of the instants that are there, or null. */
export const earliest = (...all: readonly (Instant | null | undefined)[]): Instant | null =>
  all.reduce<Instant | null>((a, b) => (b == null ? a : a === null || b < a ? b : a), null);
/** The latest of the instants that are there, or null. */
export const latest = (...all: readonly (Instant | null | undefined)[]): Instant | null =>
  all.reduce<Instant | null>((a, b) => (b == null ? a : a === null || b > a ? b : a), null);

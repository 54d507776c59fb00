import { between, day, type Instant, instant, second } from '#shared/domain/instant.ts';

/** A service that asks for a longer wait is tried again after this time. */
const maxWaitMs = day;

/**
 * All three forms of an HTTP date begin with a weekday and are in GMT, which asctime does not say.
 */
const dateOf = (value: string): Instant | null => {
  if (!/^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? /.test(value)) return null;
  const ms = Date.parse(/GMT$/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(ms) ? null : instant(ms);
};

/**
 * The wait in ms that a `Retry-After` header asks for, in seconds or as a date (RFC 9110 §10.2.3),
 * at most a day; null where it holds neither.
 */
export const retryAfterMs = (header: string | null | undefined, now: Instant): number | null => {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(maxWaitMs, Number(value) * second);
  const date = dateOf(value);
  return date === null ? null : Math.min(maxWaitMs, Math.max(0, between(now, date)));
};

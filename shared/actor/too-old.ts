import { between, day, type Instant } from '#shared/domain/instant.ts';
import { type AnyEvent, isTimerEvent } from '#shared/events/catalogue.ts';

/**
 * The inbox forgets what was taken after 35 days (purge_expired): of an older event nobody can say
 * whether it was taken, so it is set aside. A day less, for clocks and work under way.
 */
export const oldestEventMs = 34 * day;

/** Whether an event comes later than the inbox remembers. A timer knows by its generation. */
export const isTooOld = (event: AnyEvent, now: Instant): boolean =>
  !isTimerEvent(event) && between(event.time, now) > oldestEventMs;

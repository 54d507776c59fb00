import {
  between,
  earliest,
  hour,
  type Instant,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { isQuiet, quietEnd } from '#shared/domain/quiet-hours.ts';
import { reminderCutoffMs } from '#shared/domain/reminder-due.ts';
import type { Settings } from '#shared/domain/settings.ts';

type Quiet = Settings['quiet_hours'];

/** When something may be said: now, or not before an instant at which it is decided again. */
export type Permission =
  | { readonly when: 'now' }
  | { readonly when: 'later'; readonly at: Instant };
const now: Permission = { when: 'now' };

/** Lead that the end of quiet hours must leave before the departure for a critical message to wait for it (RULES §4). */
const criticalLeadMs = (type: MessageType): number =>
  type === 'cancelled' || type === 'reinstated' ? 12 * hour : 5 * hour;
const gettingUpMs = 4 * hour;

/**
 * Quiet hours for a change (RULES §4). `zone`: where the traveller is; `told` and `departure`: the departure the traveller holds, and the new one.
 * Boarding and diversions never wait; neither does a confirmation.
 */
export const mayTellChange = (
  type: MessageType,
  at: Instant,
  zone: string,
  quiet: Quiet,
  told: Instant,
  departure: Instant | null,
): Permission => {
  if (type === 'diverted' || type === 'boarding' || !isQuiet(at, zone, quiet)) return now;
  const end = quietEnd(at, zone, quiet);
  if (type === 'delayed' || type === 'gate_change') {
    const up = plus(told, -gettingUpMs);
    const until = end < up ? end : up;
    return at < until ? { when: 'later', at: until } : now;
  }
  const first = earliest(told, departure) ?? told;
  return between(end, first) >= criticalLeadMs(type) ? { when: 'later', at: end } : now;
};

/** When boarding is announced: so many minutes before the current best departure. */
export const boardingDue = (departure: Instant, leadMinutes: number): Instant =>
  plus(departure, -leadMinutes * minute);

/** Later than this before a departure, and still after it, a re-armed boarding message needs a departure that moved by at least half an hour. */
export const boardingRearmMs = 30 * minute;

/** How long a timed message waits for the tracker's own look at its instant before it goes out on the last known facts; long enough for a cancellation that this look suspects to be confirmed. */
export const lookGraceMs = 90_000;

/**
 * Until when a reminder is tried: three hours before departure (RULES §5). One whose first chance comes no earlier, after the minute that
 * follows a booking and the wait for a look, still goes.
 */
export const reminderEnd = (departure: Instant, firstChance: Instant): Instant => {
  const cutoff = plus(departure, -reminderCutoffMs);
  return firstChance < cutoff ? cutoff : plus(cutoff, minute + lookGraceMs + second);
};

/** The end of quiet hours at the destination, for a landing; the instant itself where it is not quiet. */
export const landingDue = (
  at: Instant,
  zone: string,
  quiet: Quiet,
  inQuietHours: boolean,
): Instant => (inQuietHours ? at : quietEnd(at, zone, quiet));

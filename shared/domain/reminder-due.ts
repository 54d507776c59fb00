import { between, hour, type Instant, minute, plus } from './instant.ts';
import { isQuiet, type QuietHours, quietEnd, quietStart } from './quiet-hours.ts';

const reminderLead = 24 * hour;
/** A reminder that would come later than this before departure is not sent any more. */
export const reminderCutoffMs = 3 * hour;
/** Far enough before quiet hours begin that the wait for a look does not reach into them. */
const beforeQuietMs = 2 * minute;

/**
 * When the reminder is due (RULES §3, §4): 24 h before the scheduled departure, or a minute after a
 * later booking; moved to the end of quiet hours, or to just before they begin where their end
 * would leave less than 3 h (or to now where that is past). Null: too late for one.
 */
export const reminderDue = (input: {
  readonly scheduled: Instant;
  readonly departure: Instant;
  /** When this flight was booked: the booking, or the edit that put the trip on it. */
  readonly bookedAt: Instant;
  readonly zone: string;
  readonly quiet: QuietHours;
}): Instant | null => {
  const { scheduled, departure, bookedAt, zone, quiet } = input;
  const regular = plus(scheduled, -reminderLead);
  const late = plus(bookedAt, minute);
  const base = regular >= bookedAt ? regular : late;
  if (base === late && between(late, departure) <= reminderCutoffMs) return null;
  if (!isQuiet(base, zone, quiet)) return base;
  const end = quietEnd(base, zone, quiet);
  if (between(end, departure) >= reminderCutoffMs) return end;
  const before = plus(quietStart(base, zone, quiet), -beforeQuietMs);
  return before >= bookedAt ? before : base;
};

import { freshMs } from '#shared/domain/flight.ts';
import { between, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { reminderDue } from '#shared/domain/reminder-due.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';

/** A trip that follows the flight, as far as its messages want a look of their own. */
export interface Follower {
  readonly tripId: string;
  readonly agencyId: string;
  readonly bookedAt: Instant;
  readonly originZone: string;
}

/**
 * The instants at which a follower's messages want fresh facts: the reminder, unless what is known
 * is fresh enough for it, and boarding (RULES §3, §4). `departure` is the best known one;
 * `observedAt`: when it was read, null where it only is as booked.
 */
export const appointmentsOf = (
  follower: Follower,
  stored: Readonly<Record<string, unknown>>,
  flight: {
    readonly scheduledDeparture: Instant;
    readonly departure: Instant;
    readonly observedAt: Instant | null;
  },
): Instant[] => {
  const { quiet_hours: quiet, notification_preferences: prefs } = effectiveSettings(stored);
  const appointments: Instant[] = [];
  if (prefs.boarding_enabled)
    appointments.push(plus(flight.departure, -prefs.boarding_lead_minutes * minute));
  if (prefs.reminder_enabled) {
    const { observedAt, scheduledDeparture, departure } = flight;
    const at = reminderDue({
      scheduled: scheduledDeparture,
      departure,
      bookedAt: follower.bookedAt,
      zone: follower.originZone,
      quiet,
    });
    const known =
      at !== null && observedAt !== null && observedAt <= at && between(observedAt, at) <= freshMs;
    if (at !== null && !known) appointments.push(at);
  }
  return appointments;
};

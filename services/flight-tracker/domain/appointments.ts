import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { isQuiet, quietEnd } from '#shared/domain/quiet-hours.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';

/** A trip that follows the flight, as far as its messages want a look of their own. */
export interface Follower {
  readonly tripId: string;
  readonly agencyId: string;
  readonly originZone: string;
}

/**
 * The instants at which a follower's messages want fresh facts: the reminder a day before departure, after quiet hours where it
 * falls into them, and boarding (RULES §3, §4). `departure` is the best known one.
 */
export const appointmentsOf = (
  follower: Follower,
  stored: Readonly<Record<string, unknown>>,
  flight: { readonly scheduledDeparture: Instant; readonly departure: Instant },
): Instant[] => {
  const { quiet_hours: quiet, notification_preferences: prefs } = effectiveSettings(stored);
  const appointments: Instant[] = [];
  if (prefs.boarding_enabled) appointments.push(plus(flight.departure, -prefs.boarding_lead_minutes * minute));
  if (prefs.reminder_enabled) {
    const reminder = plus(flight.scheduledDeparture, -24 * hour);
    const at = isQuiet(reminder, follower.originZone, quiet) ? quietEnd(reminder, follower.originZone, quiet) : reminder;
    if (at <= plus(flight.scheduledDeparture, -3 * hour)) appointments.push(at);
  }
  return appointments;
};

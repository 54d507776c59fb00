import { between, hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { isQuiet, quietEnd } from '#shared/domain/quiet-hours.ts';
import { reminderCutoffMs, reminderDue } from '#shared/domain/reminder-due.ts';
import type { FlightAssessment, FlightNews } from '../flight-assessment.ts';
import { isOfLeg } from '../ledger.ts';
import { reminderDraft } from '../messages/reminder.ts';
import { holdOf } from './hold.ts';
import { heldPart, type PlanPart } from './part.ts';
import {
  decidedMessages,
  departureOf,
  isFlightAhead,
  isStaleAt,
  lookGraceMs,
  type View,
} from './view.ts';

const type = '24h_reminder';

/**
 * Until when a reminder is tried: three hours before departure (RULES §5). A first chance that
 * comes no earlier (a minute after the booking, then the wait for a look) is still taken.
 */
const reminderEnd = (departure: Instant, firstChance: Instant): Instant => {
  const cutoff = plus(departure, -reminderCutoffMs);
  return firstChance < cutoff ? cutoff : plus(cutoff, minute + lookGraceMs + second);
};

/** Done with for this leg, or an edit within the last day has told all that it would say. */
const isReminderOver = (view: View): boolean => {
  const { state, scheduled } = view;
  const reminders = decidedMessages(view, type);
  if (reminders.some((entry) => isOfLeg(entry, state.leg))) return true;
  return (
    reminders.length > 0 &&
    state.legSince !== null &&
    between(state.legSince, scheduled) < 24 * hour
  );
};

/**
 * The reminder a day before departure. `news`: what this turn is about to tell of the flight;
 * `change`: what the departure is compared with the one told, also where that is held.
 */
export const reminder = (
  view: View,
  news: FlightNews | null,
  change: FlightAssessment['departure'],
): PlanPart => {
  const { context, state, settings, told, now, scheduled } = view;
  const { trip } = context;
  if (
    !settings.notification_preferences.reminder_enabled ||
    !isFlightAhead(view) ||
    isReminderOver(view) ||
    state.skipped[type] !== undefined
  )
    return {};
  const departure = departureOf(view);
  const bookedAt = state.legSince ?? trip.insertedAt;
  const quiet = settings.quiet_hours;
  const zone = trip.originZone;
  const due = reminderDue({
    scheduled,
    departure,
    bookedAt,
    zone,
    quiet,
  });
  const tooLate: PlanPart = { skip: { type, about: String(state.leg), rule: 'too_late' } };
  if (due === null) {
    // The first look may find that the flight leaves later than booked.
    const firstLookBy = plus(bookedAt, minute + lookGraceMs);
    const hasFirstLook = state.facts !== null && state.facts.observedAt >= bookedAt;
    return hasFirstLook || now >= firstLookBy ? tooLate : { reconsiderAt: firstLookBy };
  }
  const enteredAt = context.ledger.find(
    (entry) => entry.type === type && isOfLeg(entry, state.leg),
  )?.createdAt;
  const lookDeadline = plus(due, lookGraceMs);
  if (now > reminderEnd(departure, enteredAt ?? quietEnd(lookDeadline, zone, quiet)))
    return tooLate;
  if (now < due) return { reconsiderAt: due };
  const replacesNews = news?.type === 'delayed' || news?.type === 'gate_change';
  const isStale = state.facts === null || isStaleAt(state.facts, due);
  if (isStale && now < lookDeadline && !replacesNews && !view.isAwakeAtNight)
    return { reconsiderAt: lookDeadline };
  const quietEndsAt = quietEnd(now, zone, quiet);
  // Due before the quiet hours and late into them: it waits, unless their end is too late for it.
  const isHeldForNight =
    due < now &&
    !isQuiet(due, zone, quiet) &&
    quietEndsAt > now &&
    between(quietEndsAt, departure) >= reminderCutoffMs;
  // The tracker's own look for it is made for those who sleep.
  const wasHeld = view.isAwakeAtNight || state.held.types.includes(type);
  const hold = replacesNews
    ? null
    : holdOf(view, type, isHeldForNight ? quietEndsAt : null, wasHeld);
  if (hold) return heldPart(type, hold.rule, hold.until);
  return {
    draft: reminderDraft({
      trip,
      facts: state.facts,
      told,
      leg: state.leg,
      isChangeNews: change !== null && (change.type === 'delayed' || news === null),
      isDelayNews: change?.type === 'delayed',
      leadHours: settings.notification_preferences.airport_lead_hours,
      now,
      expiresAt: reminderEnd(departure, enteredAt ?? now),
    }),
  };
};

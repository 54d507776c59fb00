import { hour, minute, plus } from '#shared/domain/instant.ts';
import { isQuiet, quietEnd } from '#shared/domain/quiet-hours.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import { awakeUntil } from '../awake.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { isOfLeg } from '../ledger.ts';
import { landingDraft } from '../messages/landing.ts';
import { boardingDue } from './boarding.ts';
import type { ConnectionPart } from './connection.ts';
import { isWayHome } from './journey.ts';
import { heldPart, type PlanPart } from './part.ts';
import { decidedMessages, isDisruptionTold, type View } from './view.ts';

/** The welcome waits so long for the belt, which is known some minutes after the landing. */
const beltMs = 12 * minute;

/**
 * The welcome at the destination, at a connection the next flight instead (PEOPLE §3); not to
 * somebody who boards the next leg already, nor where `news` is that the flight left too early to
 * be sure of.
 */
export const landing = (
  view: View,
  news: FlightNews | null,
  { wayOn, draft }: ConnectionPart,
): PlanPart => {
  const { context, state, settings, now } = view;
  const { facts } = state;
  const preferences = settings.notification_preferences;
  if (facts?.phase !== 'landed' || !preferences.landing_enabled || isDisruptionTold(view))
    return {};
  const isDone = decidedMessages(view, 'landing').some((entry) => isOfLeg(entry, state.leg));
  if (isDone || state.skipped['landing'] !== undefined) return {};
  const landedAt = facts.landedAt ?? facts.observedAt;
  const expiresAt = plus(landedAt, preferences.landing_stale_hours * hour);
  const skip = (rule: SilenceRule): PlanPart => ({
    skip: { type: 'landing', about: String(state.leg), rule },
  });
  if (news?.type === 'departure_moved_earlier') return skip('departed_before_told');
  // Who will not reach the next flight is not sent to it; that it is possible again says it all.
  if (wayOn?.isToldMissed || draft !== undefined) return skip('told_with_connection');
  if (wayOn?.news) return {};
  if (now >= expiresAt) return skip('stale');
  if (
    context.nextLeg &&
    now >= boardingDue(context.nextLeg.departure, preferences.boarding_lead_minutes)
  )
    return skip('next_leg_boarding');
  const next = wayOn?.next ?? null;
  const { zone } = facts.destination;
  // At a connection there is no time to lose.
  const respectsQuietHours = !preferences.landing_in_quiet_hours && next === null;
  const quietEndsAt = quietEnd(now, zone, settings.quiet_hours);
  if (respectsQuietHours && quietEndsAt > now)
    return heldPart('landing', 'quiet_hours', quietEndsAt);
  const seenAt = state.landingSeenAt ?? now;
  const isHeldOverNight = respectsQuietHours && isQuiet(seenAt, zone, settings.quiet_hours);
  const beltBy = plus(seenAt, beltMs);
  const waitsForBelt =
    next === null &&
    facts.belt === null &&
    !isHeldOverNight &&
    now < beltBy &&
    !(respectsQuietHours && isQuiet(beltBy, zone, settings.quiet_hours)) &&
    !(respectsQuietHours && view.isAwakeAtNight && beltBy > (awakeUntil(context) ?? now));
  if (waitsForBelt) return { reconsiderAt: beltBy };
  return {
    draft: landingDraft({
      trip: context.trip,
      facts,
      next,
      isHome: isWayHome(context),
      now,
      isHeldOverNight,
      leg: state.leg,
      expiresAt,
    }),
  };
};

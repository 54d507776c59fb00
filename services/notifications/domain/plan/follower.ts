import { between, earliest, hour, minute, plus } from '#shared/domain/instant.ts';
import { quietEnd } from '#shared/domain/quiet-hours.ts';
import { isForFollower } from '#shared/templates/third-person.ts';
import { isOfLeg } from '../ledger.ts';
import { departedDraft } from '../messages/departed.ts';
import type { Draft } from '../messages/draft.ts';
import { landingDraft } from '../messages/landing.ts';
import { draftNews, planFlightNews } from './flight-news.ts';
import { holdOf } from './hold.ts';
import { heldPart, type PlanPart } from './part.ts';
import { noTimers, type Plan } from './plan-of.ts';
import { decidedMessages, type View } from './view.ts';

/** A flight that came back to its gate has left anew when it leaves at least so much later. */
const leftAgainMs = 60 * minute;

const isLeaveTold = (view: View, departure: string): boolean =>
  decidedMessages(view, 'departed').some(
    ({ told }) =>
      told.leg === view.state.leg &&
      told.departure !== undefined &&
      between(told.departure, departure) < leftAgainMs,
  );

/** That the flight has left, told once, also after a told cancellation: it is what happened. */
const departed = (view: View): PlanPart => {
  const { context, state, told, settings, now } = view;
  const { facts } = state;
  if (
    facts?.phase !== 'departed' ||
    told.phase === 'diverted' ||
    isLeaveTold(view, facts.departure)
  )
    return {};
  const quietEndsAt = quietEnd(now, context.trip.originZone, settings.quiet_hours);
  const hold = holdOf(view, 'departed', quietEndsAt > now ? quietEndsAt : null);
  if (hold) return heldPart('departed', hold.rule, hold.until);
  return { draft: departedDraft(context.trip, facts, state.leg) };
};

/** That it has landed: no welcome, no lodging and no belt. */
const landed = (view: View): PlanPart => {
  const { context, state, told, settings, now } = view;
  const { facts } = state;
  const preferences = settings.notification_preferences;
  if (facts?.phase !== 'landed' || told.phase === 'diverted' || !preferences.landing_enabled)
    return {};
  const isDone = decidedMessages(view, 'landing').some((entry) => isOfLeg(entry, state.leg));
  if (isDone || state.skipped['landing'] !== undefined) return {};
  const expiresAt = plus(
    facts.landedAt ?? facts.observedAt,
    preferences.landing_stale_hours * hour,
  );
  if (now >= expiresAt)
    return { skip: { type: 'landing', about: String(state.leg), rule: 'stale' } };
  const quietEndsAt = quietEnd(now, facts.destination.zone, settings.quiet_hours);
  if (quietEndsAt > now) return heldPart('landing', 'quiet_hours', quietEndsAt);
  return {
    draft: landingDraft({
      trip: { ...context.trip, stay: null },
      facts: { ...facts, belt: null },
      next: null,
      isHome: false,
      now,
      isHeldOverNight: false,
      leg: state.leg,
      expiresAt,
    }),
  };
};

const asFollowed = (draft: Draft): Draft =>
  'about' in draft.words || !isForFollower(draft.words)
    ? draft
    : { ...draft, words: { type: 'follower', about: draft.words } };

/**
 * What a follower hears (PEOPLE §1): that the flight left, landed, is cancelled, diverted or an
 * hour late; nothing else, and no booking or edit is confirmed to them.
 */
export const planFollower = (view: View): Plan => {
  const { assessment, news, suppressions, reconsiderAt } = planFlightNews(view);
  const parts = [departed(view), landed(view)];
  const drafts = [
    news ? draftNews(view, news) : undefined,
    ...parts.map(({ draft }) => draft),
  ].flatMap((draft) =>
    draft && (draft.expiresAt === null || draft.expiresAt > view.now) ? [asFollowed(draft)] : [],
  );
  return {
    drafts,
    suppressions: [...suppressions, ...parts.flatMap(({ suppression }) => suppression ?? [])],
    skipped: parts.flatMap(({ skip }) => skip ?? []),
    timers: {
      ...noTimers,
      QuietHoursEnded: earliest(reconsiderAt, ...parts.map((part) => part.reconsiderAt)),
      HoldEnded: assessment.holdUntil,
    },
    assessment,
    isConfirmationWaiting: false,
  };
};

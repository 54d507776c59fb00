import { earliest, minute, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import { type FlightNews, nothingNew } from '../flight-assessment.ts';
import type { Draft } from '../messages/draft.ts';
import { isElsewhereUnderWay } from '../phone.ts';
import type { Suppression } from '../suppression.ts';
import { hasAgreed, isOwnTrip } from './audience.ts';
import { boarding } from './boarding.ts';
import { type ConfirmationPart, confirmation } from './confirmation.ts';
import { type ConnectionPart, connection } from './connection.ts';
import {
  departureAfter,
  draftNews,
  isDisruption,
  isNewTime,
  planFlightNews,
} from './flight-news.ts';
import { planFollower } from './follower.ts';
import { planGuide } from './guide.ts';
import { itineraryReady } from './itinerary-ready.ts';
import { landing } from './landing.ts';
import type { PlanPart } from './part.ts';
import { noTimers, type Plan } from './plan-of.ts';
import { reminder } from './reminder.ts';
import { isAnotherFlight, tripChange } from './trip-change.ts';
import { isWithdrawn, type View } from './view.ts';
import { type WayHere, wayHere } from './way-here.ts';
import { withdrawal } from './withdrawal.ts';

/** How often it is asked whether a message to an earlier number is settled. */
const settlingMs = minute;
/** Long enough for a confirmation to reach the provider before anything else is said. */
const afterConfirmationMs = 5_000;

const planWithdrawn = (view: View): Plan => {
  const { draft, suppression, reconsiderAt } = withdrawal(view);
  return {
    drafts: draft ? [draft] : [],
    suppressions: suppression ? [suppression] : [],
    skipped: [],
    timers: { ...noTimers, QuietHoursEnded: reconsiderAt ?? null },
    assessment: nothingNew,
    isConfirmationWaiting: false,
  };
};

/** Whether another message of the turn already says the news, so that it needs none of its own. */
const isSaidElsewhere = (
  view: View,
  news: FlightNews,
  parts: Readonly<Record<'change' | 'reminder' | 'boarding', PlanPart>>,
): boolean =>
  // Who is put on another flight hears of that flight what the edit says.
  (parts.change.draft !== undefined && isAnotherFlight(view) && !isDisruption(news)) ||
  // The call names the departure and the gate; the reminder says what the departure was.
  ((parts.boarding.draft !== undefined || parts.boarding.isDue === true) &&
    (news.type === 'gate_change' || news.type === 'delayed')) ||
  (parts.reminder.draft !== undefined && (news.type === 'gate_change' || news.type === 'delayed'));

/** What is not said of a flight that the traveller was told not to reach (PEOPLE §3). */
const silencedByMissed: ReadonlySet<MessageType> = new Set([
  '24h_reminder',
  'boarding',
  'gate_change',
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'diverted',
  'landing',
  'connection_at_risk',
  'connection_missed',
  'connection_restored',
]);

/** News of a time that the word of a connection tells, or has told, in its place. */
const toldWithConnection = (
  { news, wayOn }: { readonly news: FlightNews | null; readonly wayOn: ConnectionPart['wayOn'] },
  here: WayHere | null,
): Suppression | null => {
  if (news === null || !isNewTime(news)) return null;
  const rule = 'told_with_connection';
  if (wayOn?.news && !wayOn.isBlocked) return { subject: news.type, rule, until: null };
  const until = here?.toldWithConnectionUntil ?? null;
  return until === null ? null : { subject: news.type, rule, until };
};

const planFlight = (view: View): Plan => {
  const { context, state, told, now } = view;
  const { assessment, news, suppressions, reconsiderAt } = planFlightNews(view);
  const onward = connection(view);
  const here = wayHere(view);
  const joined = toldWithConnection({ news, wayOn: onward.wayOn }, here);
  const change = tripChange(view, news !== null);
  const viewAfterNews: View =
    news?.type === 'reinstated' ? { ...view, told: { ...told, phase: 'scheduled' } } : view;
  const call: PlanPart = isDisruption(news)
    ? {}
    : boarding(
        viewAfterNews,
        departureAfter(viewAfterNews, news),
        assessment.departure?.type === 'delayed',
      );
  const reminding = reminder(viewAfterNews, news, assessment.departure);
  const newsDraft =
    news &&
    joined === null &&
    !isSaidElsewhere(view, news, { change, reminder: reminding, boarding: call })
      ? draftNews(view, news)
      : undefined;
  const welcome = landing(view, assessment.news, onward);
  const ready = itineraryReady(view);
  const parts: readonly PlanPart[] = [change, reminding, call, welcome, ready];
  const stillUseful = (...drafts: readonly (Draft | undefined)[]): readonly Draft[] =>
    drafts.flatMap((draft) =>
      draft && (draft.expiresAt === null || draft.expiresAt > now) ? [draft] : [],
    );
  const useful = stillUseful(
    change.draft,
    newsDraft,
    onward.draft,
    reminding.draft,
    call.draft,
    welcome.draft,
    ready.draft,
  );
  const isSilenced = ({ type }: Draft): boolean =>
    here?.isMissed === true && silencedByMissed.has(type);
  const others = useful.filter((draft) => !isSilenced(draft));
  // A corrected number hears at once what cannot wait; all else is in its confirmation.
  const isToldAtOnce = state.isNewNumber && (isDisruption(news) || call.draft !== undefined);
  // A new booking is confirmed first; anything else follows when that has gone out.
  const goesFirst =
    !state.confirmationDecided && !context.optedOut && others.length > 0 && !isToldAtOnce;
  // After an opt-out nothing else is told either, so the confirmation names what is booked.
  const toldInThisTurn = goesFirst || context.optedOut ? [] : others.map((draft) => draft.told);
  const confirming: ConfirmationPart = isToldAtOnce
    ? {}
    : confirmation(view, toldInThisTurn, others.length > 0);
  const isConfirmationOnly =
    goesFirst && (confirming.draft !== undefined || confirming.isUnseen === true);
  return {
    drafts: [...stillUseful(confirming.draft), ...(isConfirmationOnly ? [] : others)],
    suppressions: [
      ...suppressions,
      ...(joined ? [joined] : []),
      ...(onward.suppression ? [onward.suppression] : []),
      ...parts.flatMap(({ suppression }) => suppression ?? []),
      ...useful.filter(isSilenced).map(
        ({ type }): Suppression => ({
          subject: type,
          rule: 'connection_missed',
          until: null,
        }),
      ),
    ],
    skipped: parts.flatMap(({ skip }) => skip ?? []),
    timers: {
      ReminderDue: reminding.suppression ? null : (reminding.reconsiderAt ?? null),
      BoardingDue: call.reconsiderAt ?? null,
      QuietHoursEnded: earliest(
        reconsiderAt,
        joined?.until,
        onward.reconsiderAt,
        change.reconsiderAt,
        reminding.suppression && reminding.reconsiderAt,
        welcome.reconsiderAt,
        ready.reconsiderAt,
      ),
      HoldEnded: isConfirmationOnly
        ? plus(now, afterConfirmationMs)
        : earliest(assessment.holdUntil, confirming.reconsiderAt),
    },
    assessment,
    ...(onward.suppression && onward.wayOn && { nextFlightKey: onward.wayOn.next.flightKey }),
    isConfirmationWaiting: confirming.isWaiting ?? false,
  };
};

/** Nothing is said; `why`: the rule that is logged for it. */
const planSilence = (why: SilenceRule | null): Plan => ({
  drafts: [],
  suppressions: why === null ? [] : [{ subject: 'departed', rule: why, until: null }],
  skipped: [],
  timers: noTimers,
  assessment: nothingNew,
  isConfirmationWaiting: false,
});

const planForRole = (view: View): Plan => {
  const { trip } = view.context;
  if (isWithdrawn(view) && !isOwnTrip(trip)) return planSilence(null);
  if (!hasAgreed(view.context, view.settings))
    // What a new number is to be told waits for its consent.
    return {
      ...planSilence('no_consent'),
      isConfirmationWaiting: !view.state.confirmationDecided,
    };
  if (isWithdrawn(view)) return planWithdrawn(view);
  switch (trip.role) {
    case 'traveller':
    case 'guardian':
      return planFlight(view);
    case 'follower':
      return planFollower(view);
    case 'guide':
      return planGuide(view);
  }
};

/**
 * Plans all messages of a trip for this moment, changes before timers, whatever woke the agent
 * (RULES §3, §4), as far as they are for its contact's role. A withdrawn trip hears one thing at
 * most: that it was cancelled.
 */
export const plan = (view: View): Plan => {
  const planned = planForRole(view);
  if (isWithdrawn(view) || !isElsewhereUnderWay(view.context)) return planned;
  // What may have reached an earlier number is settled first (PEOPLE §1).
  return {
    ...planned,
    drafts: [],
    isConfirmationWaiting: !view.state.confirmationDecided,
    timers: { ...planned.timers, HoldEnded: plus(view.now, settlingMs) },
  };
};

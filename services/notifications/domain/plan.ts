import { freshMs } from '#shared/domain/flight.ts';
import {
  between,
  day,
  earliest,
  epoch,
  type Instant,
  instant,
  latest,
  minute,
  plus,
} from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { MessageType, Told } from '#shared/domain/message.ts';
import { isQuiet, quietEnd } from '#shared/domain/quiet-hours.ts';
import { reminderCutoffMs, reminderDue } from '#shared/domain/reminder-due.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { TripContext } from '#shared/ports/actor-store.ts';
import {
  boardingDraft,
  confirmationDraft,
  type Draft,
  itineraryDraft,
  landingDraft,
  newsDraft,
  reminderDraft,
  tripCancelledDraft,
  tripChangedDraft,
} from './messages.ts';
import { type Judgement, judge, type NewsItem, type Suppression } from './news.ts';
import type { NotificationsState } from './state.ts';
import {
  boardingDue,
  boardingRearmMs,
  landingDue,
  lookGraceMs,
  mayTellChange,
  reminderEnd,
} from './timing.ts';
import { type Baseline, countsAsTold, isDecided, matchesBooking, ofLeg } from './told.ts';

/** Everything that planning looks at; `told` is the baseline of this leg, and the trip's zones are those of the matched record. */
export interface View {
  readonly context: TripContext;
  readonly settings: Settings;
  readonly state: NotificationsState;
  readonly told: Baseline;
  readonly now: Instant;
  /** The schedule that delays are counted from: the first one that was matched. */
  readonly scheduled: Instant;
}

export interface Timers {
  readonly ReminderDue: Instant | null;
  readonly BoardingDue: Instant | null;
  readonly QuietHoursEnded: Instant | null;
  readonly HoldEnded: Instant | null;
}

/** What should be said in this moment, what is not said and why, and when to look at it again. */
export interface Plan {
  readonly drafts: readonly Draft[];
  readonly suppressions: readonly Suppression[];
  /** One-off messages that are given up: not caught up later. */
  readonly skipped: readonly {
    readonly type: MessageType;
    readonly about: string;
    readonly rule: string;
  }[];
  readonly timers: Timers;
  readonly judgement: Judgement;
}

/** Long enough for a confirmation to reach the provider before what else there is to say. */
const afterConfirmationMs = 5_000;

const nothing: Timers = {
  ReminderDue: null,
  BoardingDue: null,
  QuietHoursEnded: null,
  HoldEnded: null,
};
const silent: Judgement = { news: null, suppressions: [], holdUntil: null };

interface Part {
  readonly draft?: Draft;
  readonly suppression?: Suppression;
  readonly skip?: Plan['skipped'][number];
  /** When to think of it again. */
  readonly at?: Instant;
}

/** The agency has taken the trip back, whether or not its event has come yet. */
export const isWithdrawn = ({ state, context }: View): boolean =>
  state.withdrawn !== null || context.trip.status === 'withdrawn';
const flies = ({ told, state }: View): boolean =>
  told.phase !== 'cancelled' &&
  told.phase !== 'diverted' &&
  (state.facts?.phase ?? 'scheduled') === 'scheduled';
const attemptsOf = (view: View): number => view.settings.retry_limits.attempts;
const departureOf = ({ state, told }: View): Instant => state.facts?.departure ?? told.departure;

/**
 * The confirmation, exactly once. One that had to wait names the departure that the traveller has been told meanwhile, or is told now;
 * of a flight they know not to fly there is nothing to confirm.
 */
const confirmation = (view: View, toldMeanwhile: readonly Told[]): Part => {
  const { context, state, told } = view;
  const entries = context.ledger.filter((e) => e.type === 'reservation_confirmation');
  if (
    state.confirmationDecided &&
    (entries.length === 0 || entries.some((e) => isDecided(e, attemptsOf(view))))
  )
    return {};
  const phase = toldMeanwhile.find((t) => t.phase)?.phase ?? told.phase;
  if (phase === 'cancelled' || phase === 'diverted') return {};
  return {
    draft: confirmationDraft(
      context,
      toldMeanwhile.find((t) => t.departure)?.departure ?? told.departure,
      state.leg,
    ),
  };
};

/** The edit put the traveller on another flight or day, of which they know nothing yet; else it only contradicts or repeats what the record says. */
const isAnotherFlight = ({ context: { trip }, told: { booking } }: View): boolean =>
  booking.flightNumber !== trip.flightNumber ||
  booking.originIata !== trip.originIata ||
  booking.destinationIata !== trip.destinationIata ||
  localDate(booking.departure, trip.originZone) !== localDate(trip.departure, trip.originZone);

const edit = (view: View, urgent: boolean): Part => {
  const { context, state, told, now, settings } = view;
  const { trip } = context;
  if (!state.editPending || matchesBooking(told.booking, trip) || !state.confirmationDecided)
    return {};
  const departure =
    isAnotherFlight(view) && state.facts?.phase === 'scheduled'
      ? state.facts.departure
      : trip.departure;
  const may = mayTellChange(
    'trip_changed',
    now,
    trip.originZone,
    settings.quiet_hours,
    told.bookingDeparture,
    departure,
  );
  return may.when === 'now' || urgent
    ? { draft: tripChangedDraft(context, departure, told, state.leg) }
    : { suppression: { subject: 'trip_changed', rule: 'quiet_hours', until: may.at }, at: may.at };
};

/** The reminder is over for this leg: it had its chance, or an edit within its last day has told everything it would say. */
const reminderIsOver = ({ context, state, settings, scheduled }: View): boolean => {
  const reminders = context.ledger.filter(
    (e) => e.type === '24h_reminder' && isDecided(e, settings.retry_limits.attempts),
  );
  if (reminders.some((e) => ofLeg(e, state.leg))) return true;
  return (
    reminders.length > 0 &&
    state.legSince !== null &&
    between(state.legSince, scheduled) < 24 * 60 * minute
  );
};

const reminder = (view: View, news: NewsItem | null): Part => {
  const { context, state, settings, told, now, scheduled } = view;
  if (
    !settings.notification_preferences.reminder_enabled ||
    !flies(view) ||
    reminderIsOver(view) ||
    state.skipped['24h_reminder'] !== undefined
  )
    return {};
  const departure = departureOf(view);
  const quiet = settings.quiet_hours;
  const zone = context.trip.originZone;
  const due = reminderDue({
    scheduled,
    departure,
    bookedAt: state.legSince ?? context.trip.insertedAt,
    zone,
    quiet,
  });
  const tooLate: Part = {
    skip: { type: '24h_reminder', about: String(state.leg), rule: 'too_late' },
  };
  if (due === null) return tooLate;
  const entered = context.ledger.find(
    (e) => e.type === '24h_reminder' && ofLeg(e, state.leg),
  )?.createdAt;
  const grace = plus(due, lookGraceMs);
  if (now > reminderEnd(departure, entered ?? quietEnd(grace, zone, quiet))) return tooLate;
  if (now < due) return { at: due };
  const replaces = news?.type === 'delayed' || news?.type === 'gate_change' ? news : null;
  const stale = state.facts === null || between(state.facts.observedAt, due) > freshMs;
  if (stale && now < grace && replaces === null) return { at: grace };
  const release = quietEnd(now, zone, quiet);
  // A reminder that fell due before the quiet hours and finds itself in them waits, unless their end would be too late for it.
  if (
    due < now &&
    !isQuiet(due, zone, quiet) &&
    release > now &&
    between(release, departure) >= reminderCutoffMs
  )
    return {
      suppression: { subject: '24h_reminder', rule: 'quiet_hours', until: release },
      at: release,
    };
  return {
    draft: reminderDraft(
      context,
      state.facts,
      told,
      state.leg,
      replaces,
      reminderEnd(departure, entered ?? now),
    ),
  };
};

const boarding = (view: View, toldDeparture: Instant): Part => {
  const { context, state, settings, now } = view;
  const departure = departureOf(view);
  if (!settings.notification_preferences.boarding_enabled || !flies(view) || departure <= now)
    return {};
  const calledFor = context.ledger
    .filter((e) => e.type === 'boarding' && ofLeg(e, state.leg) && isDecided(e, attemptsOf(view)))
    .flatMap((e) => e.told.boardingFor ?? [])
    .concat(state.skipped['boarding'] ?? []);
  const last = calledFor.sort().at(-1);
  if (last !== undefined && between(last, toldDeparture) < boardingRearmMs) return {};
  const due = boardingDue(departure, settings.notification_preferences.boarding_lead_minutes);
  const looked = state.facts !== null && state.facts.observedAt >= due;
  // Who books within the lead is not called before the look at the flight that follows from it, either.
  const fallback = plus(latest(due, state.legSince) ?? due, lookGraceMs);
  if (now < due || (!looked && now < fallback)) return { at: fallback };
  const unchecked = state.facts !== null && between(state.facts.observedAt, now) > freshMs;
  return { draft: boardingDraft(context, departure, state.facts, unchecked, state.leg) };
};

const landing = (view: View): Part => {
  const { context, state, settings, told, now } = view;
  const { facts } = state;
  const preferences = settings.notification_preferences;
  if (
    facts?.phase !== 'landed' ||
    !preferences.landing_enabled ||
    told.phase === 'cancelled' ||
    told.phase === 'diverted'
  )
    return {};
  if (
    context.ledger.some(
      (e) => e.type === 'landing' && ofLeg(e, state.leg) && isDecided(e, attemptsOf(view)),
    ) ||
    state.skipped['landing'] !== undefined
  )
    return {};
  const landedAt = facts.landedAt ?? facts.observedAt;
  const expiresAt = plus(landedAt, preferences.landing_stale_hours * 60 * minute);
  const skip = (rule: string): Part => ({
    skip: { type: 'landing', about: String(state.leg), rule },
  });
  if (now >= expiresAt) return skip('stale');
  if (
    context.nextLeg &&
    now >= boardingDue(context.nextLeg.departure, preferences.boarding_lead_minutes)
  )
    return skip('next_leg_boarding');
  const { zone } = facts.destination;
  const due = landingDue(now, zone, settings.quiet_hours, preferences.landing_in_quiet_hours);
  if (due > now)
    return { suppression: { subject: 'landing', rule: 'quiet_hours', until: due }, at: due };
  const held = !preferences.landing_in_quiet_hours && isQuiet(landedAt, zone, settings.quiet_hours);
  return { draft: landingDraft(context, facts, held, state.leg, expiresAt) };
};

const itineraryUsefulDays = 3;

/** An itinerary is ready: it can wait, where the traveller is; not for somebody in the air, or whose flight does not bring them there. */
const itinerary = (view: View): Part => {
  const { context, state, settings, told, now } = view;
  const version = state.itinerary;
  const phase = state.facts?.phase ?? 'scheduled';
  if (
    version === null ||
    told.phase === 'cancelled' ||
    told.phase === 'diverted' ||
    (phase !== 'scheduled' && phase !== 'landed')
  )
    return {};
  const isTold = context.ledger.some(
    (e) =>
      e.type === 'itinerary_ready' &&
      (e.told.itinerary ?? 0) >= version &&
      isDecided(e, attemptsOf(view)),
  );
  if (isTold) return {};
  const zone = phase === 'landed' ? context.trip.destinationZone : context.trip.originZone;
  const release = quietEnd(now, zone, settings.quiet_hours);
  if (release > now)
    return {
      suppression: { subject: 'itinerary_ready', rule: 'quiet_hours', until: release },
      at: release,
    };
  return {
    draft: itineraryDraft(
      context,
      version,
      state.leg,
      plus(departureOf(view), itineraryUsefulDays * day),
    ),
  };
};

/** A withdrawn trip hears one thing at most: that it was cancelled, where the agency leaves that to us. */
const planWithdrawn = (view: View): Plan => {
  const { context, state, told, now, settings } = view;
  const phase = state.facts?.phase ?? 'scheduled';
  const ahead = (phase === 'scheduled' || phase === 'cancelled') && told.booking.departure > now;
  const empty: Plan = {
    drafts: [],
    suppressions: [],
    skipped: [],
    timers: nothing,
    judgement: silent,
  };
  if (
    !state.withdrawn?.notify ||
    !ahead ||
    context.ledger.some((e) => e.type === 'trip_cancelled' && countsAsTold(e, attemptsOf(view)))
  )
    return empty;
  const may = mayTellChange(
    'trip_cancelled',
    now,
    context.trip.originZone,
    settings.quiet_hours,
    told.booking.departure,
    null,
  );
  if (may.when === 'now')
    return { ...empty, drafts: [tripCancelledDraft(context, told, state.leg)] };
  return {
    ...empty,
    suppressions: [{ subject: 'trip_cancelled', rule: 'quiet_hours', until: may.at }],
    timers: { ...nothing, QuietHoursEnded: may.at },
  };
};

const first = (instants: readonly (Instant | null | undefined)[]): Instant | null => {
  const there = instants.flatMap((i) => (i ? [epoch(i)] : []));
  return there.length === 0 ? null : instant(Math.min(...there));
};

/** Plans all messages of a trip for this moment: changes before timers, whatever it was that woke us (RULES §3, §4). */
export const plan = (view: View): Plan => {
  const { context, state, settings, told, now, scheduled } = view;
  if (isWithdrawn(view)) return planWithdrawn(view);
  const { facts } = state;
  const judgement = facts
    ? judge({
        facts,
        told,
        scheduled,
        booked: context.trip.departure,
        earlierSince: state.earlierSince,
        now,
        preferences: settings.notification_preferences,
      })
    : silent;
  const suppressions: Suppression[] = [...judgement.suppressions];

  let news = judgement.news;
  let newsHeld: Instant | null = null;
  if (news) {
    const may = mayTellChange(
      news.type,
      now,
      context.trip.originZone,
      settings.quiet_hours,
      told.departure,
      facts?.departure ?? null,
    );
    if (may.when === 'later') {
      suppressions.push({ subject: news.type, rule: 'quiet_hours', until: may.at });
      newsHeld = may.at;
      news = null;
    }
  }
  // News of a flight the traveller does not know of yet goes with the edit that put them on it.
  const editing = edit(view, news !== null);
  const parts: Part[] = [editing];
  const tellsDeparture =
    news !== null &&
    news.type !== 'gate_change' &&
    news.type !== 'cancelled' &&
    news.type !== 'diverted';
  const withNews = {
    ...view,
    told: news?.type === 'reinstated' ? { ...told, phase: 'scheduled' as const } : told,
  };
  const call =
    news?.type === 'cancelled' || news?.type === 'diverted'
      ? {}
      : boarding(withNews, tellsDeparture && facts ? facts.departure : told.departure);
  const reminding = reminder(withNews, news);
  // The boarding call carries the gate, the reminder the delay and the gate: no extra message for what they say.
  const carried =
    (editing.draft &&
      isAnotherFlight(view) &&
      news !== null &&
      news.type !== 'cancelled' &&
      news.type !== 'diverted') ||
    (news?.type === 'gate_change' && call.draft) ||
    ((news?.type === 'gate_change' || news?.type === 'delayed') && reminding.draft);
  if (news && facts && !carried) {
    const longDelay =
      between(earliest(scheduled, context.trip.departure) ?? scheduled, facts.departure) >=
      settings.notification_preferences.task_delay_minutes * minute;
    parts.push({ draft: newsDraft(news, context, facts, told, state.leg, longDelay) });
  }
  const welcome = landing(view);
  const ready = itinerary(view);
  parts.push(reminding, call, welcome, ready);
  const useful = (drafts: readonly Draft[]) =>
    drafts.filter((d) => d.expiresAt === null || d.expiresAt > now);
  const others = useful(parts.flatMap((p) => p.draft ?? []));
  // Who was just booked hears of that first, and of anything else when that has gone out.
  const onlyConfirms = !state.confirmationDecided && !context.optedOut && others.length > 0;
  // Nothing is told at the same time to who has opted out: that the confirmation is not sent either is for its own reason.
  const confirming = confirmation(
    view,
    onlyConfirms || context.optedOut ? [] : others.map((d) => d.told),
  );
  return {
    drafts: [
      ...useful(confirming.draft ? [confirming.draft] : []),
      ...(onlyConfirms ? [] : others),
    ],
    suppressions: [...suppressions, ...parts.flatMap((p) => p.suppression ?? [])],
    skipped: parts.flatMap((p) => p.skip ?? []),
    timers: {
      ReminderDue: reminding.suppression ? null : (reminding.at ?? null),
      BoardingDue: call.at ?? null,
      QuietHoursEnded: first([
        newsHeld,
        editing.at,
        reminding.suppression && reminding.at,
        welcome.at,
        ready.at,
      ]),
      HoldEnded: onlyConfirms ? plus(now, afterConfirmationMs) : judgement.holdUntil,
    },
    judgement,
  };
};

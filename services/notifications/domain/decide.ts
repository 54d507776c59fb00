import { zonesOf } from '#shared/domain/flight.ts';
import { epoch, type Instant, plus, second } from '#shared/domain/instant.ts';
import {
  conversational,
  type LedgerEntry,
  MessageType,
  templateUnusableCode,
} from '#shared/domain/message.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { AnyEvent, TimerOf } from '#shared/events/catalogue.ts';
import type {
  EffectCommand,
  Reason,
  TimerCommand,
  TripContext,
  VoidCommand,
} from '#shared/ports/actor-store.ts';
import type { Usable } from '#shared/templates/compose.ts';
import { absorb } from './absorb.ts';
import { isSendable } from './content.ts';
import { type Draft, enter } from './messages.ts';
import { comparisonBaseline, departureNews, type Suppression, toRemember } from './news.ts';
import { isWithdrawn, type Plan, plan, type View } from './plan.ts';
import type { NotificationsState } from './state.ts';
import { judgeTasks } from './tasks.ts';
import {
  baseline,
  countsAsTold,
  isUnderWay,
  isUpForRedecision,
  matchesBooking,
  type VoidReason,
  withoutAbandoned,
} from './told.ts';
import type { NotificationsDecision, NotificationsTurn } from './turn.ts';

const hourMs = 3_600_000;

/** Takes note of gates and terminals that are no news, and of since when an earlier departure has been read. */
const takeNote = (view: View): View => {
  const { state, told, now, settings, scheduled } = view;
  const { facts } = state;
  if (facts?.phase !== 'scheduled') return { ...view, state: { ...state, earlierSince: null } };
  const left = epoch(facts.departure) - epoch(now);
  const preferences = settings.notification_preferences;
  const gate = toRemember(
    told.gate,
    facts.gate,
    left <= preferences.gate_alert_hours * hourMs && facts.gate !== told.said.gate,
  );
  const terminal = toRemember(
    told.terminal,
    facts.terminal,
    left <= preferences.terminal_alert_hours * hourMs && facts.terminal !== told.said.terminal,
  );
  const news = departureNews({
    told,
    departure: facts.departure,
    scheduled,
    booked: view.context.trip.departure,
    preferences,
  });
  const earlier = news === 'departure_moved_earlier' || news === 'back_on_time';
  return {
    ...view,
    state: {
      ...state,
      rememberedGate: gate === null ? state.rememberedGate : { value: gate, at: now },
      rememberedTerminal:
        terminal === null ? state.rememberedTerminal : { value: terminal, at: now },
      earlierSince: earlier ? (state.earlierSince ?? facts.observedAt) : null,
    },
    told: { ...told, gate: gate ?? told.gate, terminal: terminal ?? told.terminal },
  };
};

const toldOf = ({
  context,
  settings,
  state,
  scheduled,
}: Pick<View, 'context' | 'settings' | 'state' | 'scheduled'>): View['told'] => {
  const { ledger, trip } = context;
  const { attempts } = settings.retry_limits;
  const told = baseline(ledger, state, trip, attempts);
  const gotOut = withoutAbandoned(ledger, attempts);
  if (state.facts === null || gotOut.length === ledger.length) return told;
  const preferences = settings.notification_preferences;
  return comparisonBaseline(state.facts, baseline(gotOut, state, trip, attempts), {
    told,
    scheduled,
    booked: trip.departure,
    preferences,
  });
};

const viewOf = (turn: NotificationsTurn, known: TripContext): View => {
  const state = absorb(turn, known);
  const context = { ...known, trip: { ...known.trip, ...zonesOf(known.trip, state.facts) } };
  const settings = effectiveSettings(context.settings);
  const scheduled =
    context.trip.scheduledDeparture ?? state.facts?.scheduledDeparture ?? context.trip.departure;
  return takeNote({
    context,
    settings,
    state,
    told: toldOf({ context, settings, state, scheduled }),
    now: turn.now,
    scheduled,
  });
};

/** The types this agent decides; replies and acknowledgements in the ledger are the concierge's. */
const ours: ReadonlySet<MessageType> = new Set(MessageType.exclude(conversational).options);

const voidReason = (view: View, entry: LedgerEntry, drafts: readonly Draft[]): VoidReason => {
  const { state } = view;
  if (isWithdrawn(view)) return 'trip_withdrawn';
  if (entry.told.leg !== state.leg) return 'trip_edited';
  if (state.facts?.phase === 'cancelled') return 'flight_cancelled';
  if (state.facts && state.facts.phase !== 'scheduled') return 'flight_departed';
  return drafts.some(
    (d) =>
      d.type === entry.type ||
      (d.told.departure !== undefined && entry.told.departure !== undefined),
  )
    ? 'overtaken'
    : 'no_longer_true';
};

/** What is read from outside for a turn: the templates that cannot be sent now. */
export interface Gathered {
  readonly unusable: readonly string[];
}

/** A suppression with what it withholds: of another content it is another one. */
interface AboutContent extends Suppression {
  readonly content: string;
}

interface Entered {
  readonly state: NotificationsState;
  readonly effects: readonly EffectCommand[];
  readonly voids: readonly VoidCommand[];
  readonly suppressed: readonly AboutContent[];
  readonly reasons: readonly Reason[];
}

/** After a failure that was reported late, or that a turn had not reckoned with, the same message is tried again, a little later each time. */
const notBefore = (now: Instant, known: LedgerEntry | undefined, { settings }: View): Instant => {
  if (!known || !(known.status === 'FAILED' || isUpForRedecision(known))) return now;
  const { base_seconds, factor, cap_seconds } = settings.retry_limits;
  return plus(now, Math.min(base_seconds * factor ** known.attempts, cap_seconds) * second);
};

/** Makes the ledger's waiting messages equal to what should be said: new ones entered, overtaken ones taken back. */
const reconcile = (
  view: View,
  { drafts }: Plan,
  { unusable }: Gathered,
  event: AnyEvent,
): Entered => {
  const { context, now } = view;
  const { id: tripId } = context.trip;
  let { state } = view;
  const effects: EffectCommand[] = [];
  const again: VoidCommand[] = [];
  const suppressed: AboutContent[] = [];
  const reasons: Reason[] = [];
  const usable: Usable = (template) => !unusable.includes(template);
  const wanted = new Set<string>();
  const known = new Map(context.ledger.map((e) => [e.key, e]));
  for (const draft of drafts) {
    if (context.optedOut) {
      suppressed.push({
        subject: draft.type,
        rule: 'opted_out',
        until: null,
        content: draft.content,
      });
      if (draft.stream === 'once' || draft.stream === 'boarding')
        state = {
          ...state,
          skipped: { ...state.skipped, [draft.type]: draft.told.boardingFor ?? String(state.leg) },
        };
      continue;
    }
    const entered = enter(draft, context, state, view.state.news, now, usable);
    const entry = known.get(entered.effect.key);
    state = entered.state;
    wanted.add(entered.effect.key);
    const unblocked =
      entry?.status === 'PENDING' &&
      entry.errorCode === templateUnusableCode &&
      isSendable(entered.effect.content, usable);
    if (unblocked) again.push({ key: entry.key, reason: 'overtaken' });
    else if (
      entry &&
      (entry.status === 'PENDING' || countsAsTold(entry, view.settings.retry_limits.attempts))
    )
      continue;
    const dueAt = notBefore(now, entry, view);
    // What failed stays so, and its task open, where the next try would come too late.
    if (entry?.status === 'FAILED' && draft.expiresAt !== null && dueAt >= draft.expiresAt)
      continue;
    effects.push({ ...entered.effect, dueAt });
    reasons.push({
      tripId,
      decision: 'sent',
      subject: draft.type,
      rule: 'due',
      detail: { episode: entered.effect.episode, content: draft.content },
    });
  }
  const unsent = context.ledger.find(
    (e) => event.type === 'MessageFailed' && e.id === event.data.messageId && isUpForRedecision(e),
  );
  if (unsent && !wanted.has(unsent.key))
    reasons.push({
      tripId,
      decision: 'dropped',
      subject: unsent.type,
      rule: voidReason(view, unsent, drafts),
      detail: { episode: unsent.episode },
    });
  const voids = context.ledger
    .filter(
      (e) => e.status === 'PENDING' && ours.has(e.type) && !wanted.has(e.key) && !context.optedOut,
    )
    .map((e) => ({ entry: e, reason: voidReason(view, e, drafts) }));
  for (const { entry, reason } of voids)
    reasons.push({
      tripId,
      decision: 'dropped',
      subject: entry.type,
      rule: reason,
      detail: { episode: entry.episode },
    });
  return {
    state,
    effects,
    voids: [...again, ...voids.map(({ entry, reason }) => ({ key: entry.key, reason }))],
    suppressed,
    reasons,
  };
};

/**
 * The reasons for what is suppressed now; one that still holds was logged before and is left out.
 * What is no longer suppressed is forgotten, so that it is logged anew should it be so again.
 */
const logSuppressions = (
  tripId: string,
  last: NotificationsState['lastLoggedReason'],
  suppressions: readonly AboutContent[],
): Pick<NotificationsState, 'lastLoggedReason'> & { readonly reasons: readonly Reason[] } => {
  const reasonOf = ({ rule, until, content }: AboutContent) => `${rule}:${until ?? ''}:${content}`;
  return {
    lastLoggedReason: Object.fromEntries(suppressions.map((one) => [one.subject, reasonOf(one)])),
    reasons: suppressions
      .filter((one) => last[one.subject] !== reasonOf(one))
      .map(({ subject, rule, until }) => ({
        tripId,
        decision: until ? 'held' : 'suppressed',
        subject,
        rule,
        detail: { until },
      })),
  };
};

/** Why nothing is decided in this turn, logged once for as long as that is so. */
const onlyNoted = (
  state: NotificationsState,
  tripId: string | null,
  rule: string,
  about = '',
): NotificationsDecision => {
  const reason = `${rule}:${about}`;
  return state.lastLoggedReason['trip'] === reason
    ? { state }
    : {
        state: { ...state, lastLoggedReason: { ...state.lastLoggedReason, trip: reason } },
        reasons: [{ tripId, decision: 'noted', subject: 'trip', rule, detail: {} }],
      };
};

/** The timers that differ from those that are set. */
const timerCommands = (
  state: NotificationsState,
  wanted: Plan['timers'],
  now: Instant,
): { state: NotificationsState; timers: readonly TimerCommand<TimerOf<'notifications'>>[] } => {
  const kinds = ['ReminderDue', 'BoardingDue', 'QuietHoursEnded', 'HoldEnded'] as const;
  const soonest = plus(now, second);
  const due = (kind: (typeof kinds)[number]): Instant | null => {
    const at = wanted[kind];
    return at !== null && at < soonest ? soonest : at;
  };
  const timers = kinds
    .map((kind) => ({ kind, due: due(kind) }))
    .filter(({ kind, due }) => due !== (state.timers[kind] ?? null));
  const set = Object.fromEntries(
    kinds.flatMap((kind) => {
      const at = due(kind);
      return at ? [[kind, at]] : [];
    }),
  );
  return { state: { ...state, timers: set }, timers };
};

/**
 * An edit of which only the row is known yet: its event says whether the traveller is to hear of it, so nothing is said before. Of one
 * that leaves the booking as the traveller holds it, such as that of the stay, nothing is to be heard, and the flight goes on.
 */
const editOnItsWay = ({ context, state, told }: View): boolean =>
  context.trip.revision > state.revisionSeen &&
  context.trip.status !== 'withdrawn' &&
  !(told.bookingIsHeld && matchesBooking(told.booking, context.trip));

/**
 * What to say to one traveller, and when (RULES §3–5, §8). Whatever event woke us, the whole is decided again: what is known against what was told,
 * changes before timers; so the order and the repetition of events change nothing.
 */
export const decide = (turn: NotificationsTurn, gathered: Gathered): NotificationsDecision => {
  const context = turn.trip;
  if (!context) return onlyNoted(turn.state, null, 'trip_gone');
  const view = viewOf(turn, context);
  if (editOnItsWay(view))
    return onlyNoted(view.state, context.trip.id, 'edit_on_its_way', String(context.trip.revision));
  const planned = plan(view);
  const tasks = judgeTasks(
    turn.event,
    view,
    planned,
    turn.state.legOf !== null && turn.state.leg !== view.state.leg,
  );
  const entered = reconcile(view, planned, gathered, turn.event);
  const content = view.state.facts?.departure ?? '';
  const suppressed = logSuppressions(context.trip.id, entered.state.lastLoggedReason, [
    ...entered.suppressed,
    ...planned.suppressions.map((one) => ({ ...one, content })),
  ]);
  const { state, timers } = timerCommands(entered.state, planned.timers, turn.now);
  return {
    state: {
      ...state,
      skipped: {
        ...state.skipped,
        ...Object.fromEntries(planned.skipped.map(({ type, about }) => [type, about])),
      },
      lastLoggedReason: suppressed.lastLoggedReason,
      taskOpenedFor: tasks.openedFor,
      confirmationDecided: true,
      editPending: state.editPending && !matchesBooking(view.told.booking, context.trip),
    },
    timers,
    effects: entered.effects,
    voids: entered.voids,
    assumedDelivered: context.ledger
      .filter((e) => isUnderWay(e) && ours.has(e.type))
      .map((e) => e.key),
    tasks: tasks.commands,
    reasons: [
      ...entered.reasons,
      ...suppressed.reasons,
      ...planned.skipped.map(
        ({ type, rule }): Reason => ({
          tripId: context.trip.id,
          decision: 'suppressed',
          subject: type,
          rule,
          detail: {},
        }),
      ),
      ...tasks.commands.map(
        (t): Reason => ({
          tripId: t.tripId,
          decision: 'task',
          subject: t.kind,
          rule: t.reason,
          detail: { op: t.op },
        }),
      ),
    ],
  };
};

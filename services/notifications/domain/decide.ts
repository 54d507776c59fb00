import type { Reason } from '#shared/ports/turn-commands.ts';
import { friendlyName } from '#shared/templates/catalogue.ts';
import { matchesBooking } from './booking.ts';
import { brakedDrafts, pausedCalls } from './braked.ts';
import { planCalls } from './calls.ts';
import { heldAfter } from './held.ts';
import { isUnderWay, ownTypes } from './ledger.ts';
import { changeLedger } from './ledger-changes.ts';
import { isOwnTrip } from './plan/audience.ts';
import { buildView } from './plan/build-view.ts';
import { plan } from './plan/plan.ts';
import type { View } from './plan/view.ts';
import type { NotificationsState } from './state.ts';
import { logSuppressions } from './suppression.ts';
import { decideTasks } from './tasks/tasks.ts';
import { changeTimers } from './timer-changes.ts';
import type { NotificationsDecision, NotificationsTurn } from './turn.ts';

/** What is read from outside for a turn: the names of the templates that cannot be sent now. */
export interface Gathered {
  readonly unusable: readonly string[];
}

/** Decides nothing in this turn, and logs why, once for as long as that holds. */
const decideNothing = (
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

/**
 * The record shows an edit whose event has not come yet: only the event says whether the traveller
 * is to hear of it. An edit of something else than the flight holds nothing back.
 */
const isEditOnItsWay = ({ context, state, told }: View): boolean =>
  context.trip.revision > state.revisionSeen &&
  context.trip.status !== 'withdrawn' &&
  !(told.isBookingHeld && matchesBooking(told.booking, context.trip));

/**
 * What to say to one traveller, and when (RULES §3–5, §8). Whatever event woke the agent, the whole
 * is decided again: what is known against what was told. So the order and the repetition of events
 * change nothing.
 */
export const decide = (turn: NotificationsTurn, gathered: Gathered): NotificationsDecision => {
  const context = turn.trip;
  if (!context) return decideNothing(turn.state, null, 'trip_gone');
  const { id: tripId, revision } = context.trip;
  const view = buildView(turn, context);
  if (isEditOnItsWay(view))
    return decideNothing(view.state, tripId, 'edit_on_its_way', String(revision));
  const planned = plan(view);
  const isNewLeg = turn.state.legFlight !== null && turn.state.leg !== view.state.leg;
  const tasks = decideTasks(turn.event, view, planned, isNewLeg);
  const calls =
    context.trip.whatsapp === null && !context.optedOut && isOwnTrip(context.trip)
      ? planCalls(view, planned.drafts, turn.now)
      : null;
  const sendable = context.trip.whatsapp !== null && !context.optedOut;
  const braked = sendable ? brakedDrafts(view, planned.drafts) : [];
  const paused = sendable ? pausedCalls(view, planned.drafts) : null;
  const ledger = changeLedger(
    view,
    calls?.untold ?? planned.drafts,
    (template, locale) => !gathered.unusable.includes(friendlyName(template, locale)),
    turn.event,
  );
  const taskCommands = [...tasks.commands, ...(calls?.tasks ?? paused?.tasks ?? [])];
  const { state } = ledger;
  const content = state.facts?.departure ?? '';
  const suppressions = logSuppressions(tripId, state.lastLoggedReason, [
    ...ledger.suppressed,
    ...braked,
    ...planned.suppressions.map((suppression) => ({ ...suppression, content })),
  ]);
  const held = heldAfter(view, planned);
  const timers = changeTimers(state.timers, planned.timers, turn.now);
  return {
    state: {
      ...state,
      timers: timers.timers,
      held: held.state,
      settling: planned.settling ?? null,
      skipped: {
        ...state.skipped,
        ...Object.fromEntries(planned.skipped.map(({ type, about }) => [type, about])),
      },
      lastLoggedReason: suppressions.lastLoggedReason,
      taskOpenedFor: tasks.openedFor,
      calls: [...(calls?.calls ?? paused?.calls ?? state.calls)],
      confirmationDecided: state.confirmationDecided || !planned.isConfirmationWaiting,
      isNewNumber: state.isNewNumber && planned.isConfirmationWaiting,
      editPending: state.editPending && !matchesBooking(view.told.booking, context.trip),
    },
    events: held.events,
    timers: timers.commands,
    effects: ledger.effects,
    voids: ledger.voids,
    assumedDelivered: context.ledger
      .filter((entry) => isUnderWay(entry) && ownTypes.has(entry.type))
      .map(({ key }) => key),
    tasks: taskCommands,
    reasons: [
      ...ledger.reasons.filter(
        ({ decision, subject }) =>
          decision !== 'sent' || !braked.some((brake) => brake.subject === subject),
      ),
      ...suppressions.reasons,
      ...held.reasons,
      ...planned.skipped.map(
        ({ type, rule }): Reason => ({
          tripId,
          decision: 'suppressed',
          subject: type,
          rule,
          detail: {},
        }),
      ),
      ...taskCommands.map(
        (task): Reason => ({
          tripId: task.tripId,
          decision: 'task',
          subject: task.kind,
          rule: task.reason,
          detail: { op: task.op },
        }),
      ),
    ],
  };
};

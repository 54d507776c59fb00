import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import { isOwnTrip } from '../plan/audience.ts';
import type { Plan } from '../plan/plan-of.ts';
import { isWithdrawn, type View } from '../plan/view.ts';
import { closeDeliveryTasks, openFailureTasks } from './delivery.ts';
import { flightTaskKinds, openNotFoundTasks, updateFlightTasks } from './flight.ts';
import { TaskChanges } from './task-changes.ts';

/** What the agency hears in this turn, and for which trouble each kind was last opened. */
export interface TaskDecision {
  readonly commands: readonly TaskCommand[];
  readonly openedFor: Readonly<Record<string, string>>;
}

/**
 * An opt-out with another agency that writes from the same number: this agency hears of it once
 * there is something that it can no longer tell.
 */
const updateOptOutTasks = (tasks: TaskChanges, { context }: View, { drafts }: Plan): void => {
  if (!context.optedOut) tasks.close('opted_out', 'no_longer_opted_out');
  else if (context.optedOutElsewhere && drafts.length > 0)
    tasks.open('opted_out', 'elsewhere', 'phone_only', {});
};

/** Of a withdrawn trip an agency hears one thing: that word of it does not get through. */
const updateWithdrawalTasks = (
  tasks: TaskChanges,
  view: View,
  event: AnyEvent,
  { drafts }: Plan,
): void => {
  const ledger = view.context.ledger.filter(({ type }) => type === 'trip_cancelled');
  const ofWithdrawal: View = { ...view, context: { ...view.context, ledger } };
  if (event.type === 'MessageFailed') openFailureTasks(tasks, ofWithdrawal, event);
  closeDeliveryTasks(tasks, ofWithdrawal, drafts);
};

/** What the agency is to hear (RULES §8), in the same commit as the decision. */
export const decideTasks = (
  event: AnyEvent,
  view: View,
  plan: Plan,
  isNewLeg: boolean,
): TaskDecision => {
  const tasks = new TaskChanges(view);
  if (isWithdrawn(view)) {
    updateWithdrawalTasks(tasks, view, event, plan);
    return tasks;
  }
  if (!isOwnTrip(view.context.trip)) {
    // Of the flight the agency hears by the trips of those who fly.
    if (event.type === 'MessageFailed') openFailureTasks(tasks, view, event);
    closeDeliveryTasks(tasks, view, plan.drafts);
    return tasks;
  }
  if (isNewLeg) for (const kind of flightTaskKinds) tasks.close(kind, 'trip_edited');
  updateFlightTasks(tasks, view, plan);
  updateOptOutTasks(tasks, view, plan);
  if (event.type === 'FlightNotFound') openNotFoundTasks(tasks, view, event);
  if (event.type === 'ItineraryFailed')
    tasks.open('itinerary_failed', event.id, 'itinerary_failed', { reason: event.data.reason });
  if (event.type === 'ItineraryReady') tasks.close('itinerary_failed', 'itinerary_ready');
  if (event.type === 'MessageFailed') openFailureTasks(tasks, view, event);
  closeDeliveryTasks(tasks, view, plan.drafts);
  return tasks;
};

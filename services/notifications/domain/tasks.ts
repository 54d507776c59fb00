import { between, earliest, minute } from '#shared/domain/instant.ts';
import {
  alertsAgencyOnFailure,
  type LedgerEntry,
  needsRedecision,
  providerDownCode,
  templateUnusableCode,
} from '#shared/domain/message.ts';
import type { FoundElsewhere, TaskFacts, TaskKind } from '#shared/domain/task.ts';
import type { AnyEvent, EventOf } from '#shared/events/catalogue.ts';
import type { TaskCommand } from '#shared/ports/actor-store.ts';
import { momentKey } from './moment.ts';
import { isWithdrawn, type Plan, type View } from './plan.ts';
import { arrivedSince, isSuperseded, isUpForRedecision, ofLeg } from './told.ts';

/** What the agency hears in this turn, and for which trouble each kind of task was last opened. */
export interface TaskDecision {
  readonly commands: readonly TaskCommand[];
  readonly openedFor: Readonly<Record<string, string>>;
}

/** Opens, updates and closes one trip's tasks; a task is told anew only when its trouble is. */
class Tasks {
  readonly commands: TaskCommand[] = [];
  readonly openedFor: Record<string, string>;
  readonly #view: View;

  constructor(view: View) {
    this.#view = view;
    this.openedFor = { ...view.state.taskOpenedFor };
  }

  open(kind: TaskKind, about: string, reason: string, facts: TaskFacts): void {
    if (this.openedFor[kind] === about) return;
    this.openedFor[kind] = about;
    this.commands.push({ op: 'open', kind, tripId: this.#view.context.trip.id, reason, facts });
  }

  close(kind: TaskKind, reason: string): void {
    delete this.openedFor[kind];
    if ([...this.#view.context.tasks, ...this.commands].some((t) => t.kind === kind))
      this.commands.push({ op: 'close', kind, tripId: this.#view.context.trip.id, reason });
  }
}

const flightTasks = (tasks: Tasks, view: View, { judgement }: Plan): void => {
  const { state, told, scheduled, settings } = view;
  const { facts } = state;
  if (!facts) return;
  const lastSeenAt = view.context.tasks.find((t) => t.kind === 'not_found')?.facts['lastSeenAt'];
  if (typeof lastSeenAt !== 'string' || facts.observedAt > lastSeenAt)
    tasks.close('not_found', 'flight_matched');
  tasks.close('found_elsewhere', 'flight_matched');
  switch (facts.phase) {
    case 'cancelled':
      tasks.open('cancelled', 'cancelled', 'flight_cancelled', { departure: facts.departure });
      break;
    case 'diverted':
      tasks.open('diverted', 'diverted', 'flight_diverted', { to: facts.divertedTo?.iata ?? null });
      break;
    case 'departed':
    case 'landed':
      // Without a word of ours it flew after all: nobody tells the traveller, who may be anywhere; a person must look.
      if (told.phase === 'cancelled')
        tasks.open('cancelled', 'departed', 'departed_after_cancellation', {
          departure: facts.departure,
        });
      else tasks.close('cancelled', 'flight_departed');
      break;
    case 'scheduled':
      tasks.close('cancelled', 'flight_reinstated');
  }
  if (facts.phase !== 'scheduled') return;
  if (judgement.news?.type === 'departure_moved_earlier')
    tasks.open(
      'moved_earlier',
      `${told.departure}>${momentKey(facts.departure)}`,
      'departure_moved_earlier',
      {
        from: told.departure,
        to: facts.departure,
      },
    );
  const moved = view.context.tasks.find((t) => t.kind === 'moved_earlier')?.facts['from'];
  if (typeof moved === 'string' && facts.departure >= moved)
    tasks.close('moved_earlier', 'departure_moved_back');
  // A record that replaces an earlier one is scheduled late itself: the delay counts from the time on the ticket too.
  const late = Math.round(
    between(earliest(scheduled, view.context.trip.departure) ?? scheduled, facts.departure) /
      minute,
  );
  if (late >= settings.notification_preferences.task_delay_minutes)
    tasks.open('long_delay', momentKey(facts.departure), 'long_delay', {
      delayMinutes: late,
      departure: facts.departure,
    });
  else tasks.close('long_delay', 'delay_shrank');
};

/** Three looks did not find the flight, be it one that was matched before; word of it that comes after it was seen again is over, like a flight that has left. */
const notFoundTasks = (
  tasks: Tasks,
  { context: { trip }, state: { facts } }: View,
  { time, data }: EventOf<'FlightNotFound'>,
): void => {
  if (
    data.flightKey !== trip.flightKey ||
    (facts !== null && (facts.phase !== 'scheduled' || facts.observedAt >= time))
  )
    return;
  const { found } = data;
  if (found === null)
    tasks.open('not_found', 'not_found', 'flight_not_found', {
      flight: trip.flightNumber,
      lastSeenAt: facts?.observedAt ?? null,
    });
  else if (facts === null)
    tasks.open('found_elsewhere', JSON.stringify(found), 'flight_found_elsewhere', {
      booked: { originIata: trip.originIata, departure: trip.departure },
      found,
    } satisfies FoundElsewhere);
};

const numberCodes: ReadonlySet<string> = new Set([
  '63003',
  '63024',
  '63014',
  '21211',
  '21610',
  '21614',
  '21408',
]);

const isOfTheNumber = (permanent: boolean, code: string | null): boolean =>
  permanent && code !== null && numberCodes.has(code);

const failureTasks = (tasks: Tasks, view: View, { data }: EventOf<'MessageFailed'>): void => {
  const entry = view.context.ledger.find((e) => e.id === data.messageId);
  if (
    !entry ||
    data.state === needsRedecision ||
    entry.status === 'SENT' ||
    (entry.status === 'DROPPED' && !isUpForRedecision(entry))
  )
    return;
  const facts = { message: data.type, code: data.code, attempts: data.attempts };
  if (isOfTheNumber(data.permanent, data.code))
    tasks.open('unreachable', data.messageId, 'number_unreachable', facts);
  else if (!isWithdrawn(view) && (data.permanent || data.code === templateUnusableCode))
    tasks.open(
      'template_unusable',
      data.messageId,
      data.permanent ? 'message_refused' : 'no_template_approved',
      facts,
    );
  if (entry.critical || alertsAgencyOnFailure(data.type))
    tasks.open('critical_unsent', data.messageId, data.state, facts);
};

const waitsUntried = ({ errorCode }: LedgerEntry): boolean =>
  errorCode === providerDownCode || errorCode === templateUnusableCode;

/** It waits for a template, was given up for want of one, or was refused for what it says. */
const isHeldByItsTemplate = ({ status, permanent, errorCode }: LedgerEntry): boolean =>
  (errorCode === templateUnusableCode && status !== 'DROPPED') ||
  (status === 'FAILED' && permanent && !isOfTheNumber(permanent, errorCode));

/**
 * What a message said that never got through is over, and nothing of its kind is still on its way; one that was accepted counts as told, and
 * should it fail after all, the task is opened again. A number can be reached that was reached since: word of the failure may be the later one.
 */
const closeOvertaken = (tasks: Tasks, { context: { ledger }, settings, state }: View): void => {
  const stuck = ledger.some(
    (e) =>
      (e.critical || alertsAgencyOnFailure(e.type)) &&
      (e.status === 'UNKNOWN' ||
        (e.status === 'FAILED' && ofLeg(e, state.leg) && !isSuperseded(ledger, e)) ||
        ((e.status === 'PENDING' || e.status === 'SENDING') &&
          (e.attempts >= settings.retry_limits.attempts || waitsUntried(e)))),
  );
  if (!stuck) tasks.close('critical_unsent', 'message_overtaken');
  if (ledger.every((e) => !isOfTheNumber(e.permanent, e.errorCode) || arrivedSince(ledger, e)))
    tasks.close('unreachable', 'message_got_through');
  if (!ledger.some(isHeldByItsTemplate)) tasks.close('template_unusable', 'message_overtaken');
};

/** What a traveller said to another agency that writes from the same number: this one hears of it when there is something it can no longer tell. */
const optOutTasks = (tasks: Tasks, { context }: View, { drafts }: Plan): void => {
  if (!context.optedOut) tasks.close('opted_out', 'no_longer_opted_out');
  else if (context.optedOutElsewhere && drafts.length > 0)
    tasks.open('opted_out', 'elsewhere', 'phone_only', {});
};

/** Of a withdrawn trip an agency hears one thing: that word of the withdrawal does not get through. */
const withdrawalTasks = (tasks: Tasks, view: View, event: AnyEvent): void => {
  const ledger = view.context.ledger.filter(({ type }) => type === 'trip_cancelled');
  const ofWithdrawal: View = { ...view, context: { ...view.context, ledger } };
  if (event.type === 'MessageFailed') failureTasks(tasks, ofWithdrawal, event);
  closeOvertaken(tasks, ofWithdrawal);
};

/** Kinds that an edit to another flight overtakes. */
const flightKinds: readonly TaskKind[] = [
  'cancelled',
  'diverted',
  'moved_earlier',
  'long_delay',
  'not_found',
  'found_elsewhere',
];

/** What the agency is to hear (RULES §8), in the same commit as the decision. */
export const judgeTasks = (
  event: AnyEvent,
  view: View,
  planned: Plan,
  newLeg: boolean,
): TaskDecision => {
  const tasks = new Tasks(view);
  if (isWithdrawn(view)) {
    withdrawalTasks(tasks, view, event);
    return tasks;
  }
  if (newLeg) for (const kind of flightKinds) tasks.close(kind, 'trip_edited');
  flightTasks(tasks, view, planned);
  optOutTasks(tasks, view, planned);
  if (event.type === 'FlightNotFound') notFoundTasks(tasks, view, event);
  if (event.type === 'ItineraryFailed')
    tasks.open('itinerary_failed', event.id, 'itinerary_failed', { reason: event.data.reason });
  if (event.type === 'ItineraryReady') tasks.close('itinerary_failed', 'itinerary_ready');
  if (event.type === 'MessageFailed') failureTasks(tasks, view, event);
  closeOvertaken(tasks, view);
  return tasks;
};

import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, earliest, minute } from '#shared/domain/instant.ts';
import type { FoundElsewhere, TaskKind } from '#shared/domain/task.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Baseline } from '../baseline.ts';
import type { FlightNews } from '../flight-assessment.ts';
import { momentKey } from '../moment.ts';
import type { Plan } from '../plan/plan-of.ts';
import type { View } from '../plan/view.ts';
import type { TaskChanges } from './task-changes.ts';

/** Kinds of task about a flight: an edit to another flight closes them. */
export const flightTaskKinds: readonly TaskKind[] = [
  'cancelled',
  'diverted',
  'moved_earlier',
  'long_delay',
  'not_found',
  'found_elsewhere',
];

/** Earlier than the ticket, or gone before the told time; a delay that shrank is no trouble. */
const openMovedEarlier = (
  tasks: TaskChanges,
  { state: { facts }, told }: View,
  news: FlightNews | null,
): void => {
  if (facts === null || news?.type !== 'departure_moved_earlier' || news.kind === 'shrank') return;
  tasks.open(
    'moved_earlier',
    `${told.departure}>${momentKey(facts.departure)}`,
    news.kind === 'gone' ? 'departed_before_told' : 'departure_moved_earlier',
    { from: told.departure, to: facts.departure },
  );
};

const updateDepartureTasks = (tasks: TaskChanges, view: View, { assessment }: Plan): void => {
  const { context, state, scheduled, settings } = view;
  const { facts } = state;
  if (!facts) return;
  openMovedEarlier(tasks, view, assessment.news);
  const movedFrom = context.tasks.find(({ kind }) => kind === 'moved_earlier')?.facts['from'];
  const isBackAgain =
    typeof movedFrom === 'string' &&
    (facts.departure >= movedFrom || facts.departure >= context.trip.departure);
  if (isBackAgain) tasks.close('moved_earlier', 'departure_moved_back');
  // A record that replaces an earlier one is scheduled late itself: the ticket's time counts too.
  const scheduledOrBooked = earliest(scheduled, context.trip.departure) ?? scheduled;
  const delayMinutes = Math.round(between(scheduledOrBooked, facts.departure) / minute);
  if (delayMinutes >= settings.notification_preferences.task_delay_minutes)
    tasks.open('long_delay', momentKey(facts.departure), 'long_delay', {
      delayMinutes,
      departure: facts.departure,
    });
  else tasks.close('long_delay', 'delay_shrank');
};

/** It flew although we told a cancellation: a person must look where the traveller is. */
const updateAfterDeparture = (tasks: TaskChanges, told: Baseline, facts: FlightFacts): void => {
  if (told.phase === 'cancelled')
    tasks.open('cancelled', 'departed', 'departed_after_cancellation', {
      departure: facts.departure,
    });
  else tasks.close('cancelled', 'flight_departed');
};

/** Tasks that follow from what is known of the flight (RULES §8). */
export const updateFlightTasks = (tasks: TaskChanges, view: View, plan: Plan): void => {
  const { context, state, told, now } = view;
  const { facts } = state;
  if (!facts) return;
  const lastSeenAt = context.tasks.find(({ kind }) => kind === 'not_found')?.facts['lastSeenAt'];
  if (typeof lastSeenAt !== 'string' || facts.observedAt > lastSeenAt)
    tasks.close('not_found', 'flight_matched');
  tasks.close('found_elsewhere', 'flight_matched');
  switch (facts.phase) {
    case 'cancelled':
      tasks.open('cancelled', 'cancelled', 'flight_cancelled', { departure: facts.departure });
      break;
    case 'diverted':
      tasks.open('diverted', 'diverted', 'flight_diverted', { to: facts.divertedTo?.iata ?? null });
      updateAfterDeparture(tasks, told, facts);
      break;
    case 'departed':
    case 'landed':
      updateAfterDeparture(tasks, told, facts);
      openMovedEarlier(tasks, view, plan.assessment.news);
      break;
    case 'scheduled':
      // On again at a time that is past: nobody could be told, so the agency keeps it.
      if (told.phase !== 'cancelled' || facts.departure > now)
        tasks.close('cancelled', 'flight_reinstated');
      updateDepartureTasks(tasks, view, plan);
  }
};

/**
 * Three looks did not find the flight, even one that was matched before. An event that comes after
 * the flight was seen again, or has left, is out of date and ignored.
 */
export const openNotFoundTasks = (
  tasks: TaskChanges,
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

import type { TaskKind } from '#shared/domain/task.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { type Api, bookTrip } from './harness.ts';

/** A trip with an open task and a message, as the notifications agent commits them. */
export const tripWithTask = async (
  api: Api,
  overrides: Parameters<typeof bookTrip>[1] = {},
  kind: TaskKind = 'cancelled',
) => {
  const tripId = await bookTrip(api.south, overrides);
  const trip = await api.store.trip(api.south.id, tripId);
  if (!trip) throw new Error('the trip is not there');
  await api.store.commit(
    aTurn(aTripBooked(trip), {
      effects: [anEffect(trip, api.south)],
      tasks: [
        {
          op: 'open',
          kind,
          tripId,
          reason: 'the flight is cancelled',
          facts: { flight: 'BA820' },
        },
      ],
    }),
  );
  const [task] = await api.store.tasks(api.south.id, { tripId, limit: 1 });
  return { tripId, taskId: task?.id ?? '' };
};

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';
import { incidentQuery } from './queries.ts';

/** A line of the queue. */
export type Incident = Schemas['Incident'];
/** A line with its tasks and notes. */
export type WholeIncident = Schemas['WholeIncident'];
/** What is done with an incident. */
export type IncidentMove = Schemas['IncidentMove'];
/** A task of an incident. */
export type IncidentTask = WholeIncident['tasks'][number];

/** The parts of a flight’s key: `AR1690/AEP-BRC/2026-11-29/18`. */
export const partsOfFlight = (
  key: string,
): { readonly flight: string; readonly from: string; readonly to: string } => {
  const [flight = key, route = ''] = key.split('/');
  const [from = '', to = ''] = route.split('-');
  return { flight, from, to };
};

/** Moves one and shows at once what became of it, to whoever shows it. */
export const moveIncident = async (
  client: QueryClient,
  id: string,
  move: IncidentMove,
): Promise<Incident> => {
  try {
    const moved = await answer(
      api.POST('/incidents/{id}/moves', { params: { path: { id } }, body: move }),
    );
    client.setQueryData<WholeIncident>(incidentQuery(id).queryKey, (before) =>
      before ? { ...before, ...moved } : undefined,
    );
    return moved;
  } finally {
    void client.invalidateQueries({ queryKey: ['incident'] });
    if (move.act === 'claim' || move.act === 'resolve')
      void client.invalidateQueries({ queryKey: ['conversation'] });
  }
};

/**
 * Says that a task is done: somebody was called, something was seen to; or that a call was not
 * answered, which leaves it open. Neither can be taken back.
 */
export const useFinishTask = () => {
  const client = useQueryClient();
  return async (id: string, outcome: 'reached' | 'no_answer' = 'reached'): Promise<void> => {
    const body = { state: 'done', ...(outcome === 'no_answer' && { outcome }) } as const;
    await answer(api.PATCH('/tasks/{id}', { params: { path: { id } }, body }));
    for (const queryKey of [['incident'], ['flight'], ['conversation'], ['task']])
      void client.invalidateQueries({ queryKey });
  };
};

import { z } from 'zod';
import { Incident, WholeIncident } from '#shared/domain/incident.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Rpc } from './rpc.ts';

const Moved = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['moved', 'taken', 'closed']), incident: Incident }),
  z.object({ kind: z.literal('not-found') }),
]);

/** `Incidents` by functions of the data API. */
export const createIncidents = (rpc: Rpc): Incidents => ({
  list: (agencyId, filter) => rpc('list_incidents', { filter }, agencyId, z.array(Incident)),
  get: (agencyId, id) =>
    rpc('get_incident', { incident_id: id }, agencyId, WholeIncident.nullable()),
  move: (agencyId, id, move) =>
    rpc(
      'move_incident',
      {
        incident_id: id,
        move: {
          ...move,
          ...(move.act === 'claim' && { to: move.by }),
        },
      },
      agencyId,
      Moved,
    ),
});

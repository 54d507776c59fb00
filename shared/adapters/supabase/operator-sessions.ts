import { z } from 'zod';
import type { OperatorSessions } from '#shared/ports/operator-sessions.ts';
import type { Rpc } from './rpc.ts';
import { operator } from './token.ts';

/** `OperatorSessions` by functions of the data API. */
export const createOperatorSessions = (rpc: Rpc): OperatorSessions => ({
  start: (session) => rpc('start_operator_session', { session }, operator, z.boolean()),
  authenticate: (hash, at, idleSince) =>
    rpc(
      'authenticate_operator_session',
      { hash, at, idle_since: idleSince },
      operator,
      z.uuid().nullable(),
    ),
  end: async (hash, at) => {
    await rpc('end_operator_session', { hash, at }, operator, z.null());
  },
});

import { type Changes, ChangesSince } from '#shared/ports/changes.ts';
import type { Rpc } from './rpc.ts';

/** More than that, and reading everything anew is less work. */
const mostChanges = 2_000;

/** `Changes` by a function of the data API. */
export const createChanges = (rpc: Rpc): Changes => ({
  after: (agencyId, cursor, groups) =>
    rpc('list_changes', { after: cursor, groups, at_most: mostChanges }, agencyId, ChangesSince),
});

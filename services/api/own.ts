import { z } from 'zod';
import type { Members, OwnTopic } from '#shared/ports/members.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';

/** The member as whom a caller sees, who sees what they keep; null: the caller sees everything. */
export const ownOf = ({ id, member }: Caller): string | null =>
  member?.role === 'agent' && member.sees === 'own' ? id : null;

/** What the first id of a path names, of paths whose things may be somebody's own. */
const topics: Readonly<Record<string, OwnTopic>> = {
  journeys: 'journey',
  trips: 'trip',
  contacts: 'contact',
  conversations: 'conversation',
  incidents: 'incident',
  tasks: 'task',
  documents: 'document',
  imports: 'import',
  messages: 'notice',
};

/**
 * Refuses what a caller does not see, as what there is not: whatever a route does with the thing
 * that its path names. Lists and what else is read are confined by the database.
 * @throws Problem `not-found`
 */
export const assertOwn = async (
  members: Pick<Members, 'isOwn'>,
  caller: Caller,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<void> => {
  const own = ownOf(caller);
  const [, topic] = /^\/(\w+)\/\{id\}/.exec(path) ?? [];
  const about = topic === undefined ? undefined : topics[topic];
  if (own === null || about === undefined) return;
  const id = z.uuid().safeParse(params['id']);
  if (!id.success || !(await members.isOwn(caller.agencyId, own, about, id.data)))
    throw new Problem('not-found', `There is no such ${about}.`);
};

import { z } from 'zod';
import { ChangesSince } from '#shared/ports/changes.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { groupsOf } from '../limited.ts';
import { agencyRoute, json, type Route } from '../route.ts';

/** A cursor names the transactions under way: at most as many as the database has connections. */
const longestCursor = 8_000;
/** The `cursor` of an answer before; what is none is one that is not known. */
export const changesCursor = z.string().max(longestCursor).optional();

/** What has changed, for whoever shows it: short polling, which works everywhere. */
export const changeRoutes = ({ changes }: Pick<ApiDependencies, 'changes'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/changes',
      tag: 'Service',
      summary: 'What has changed?',
      description:
        'Topics and ids: what to read anew. Ask without a cursor first, then read what you show, ' +
        'then ask with the cursor of each answer before. A `limited` member is told of their ' +
        'groups only.',
      isForLimited: true,
      query: z.strictObject({
        after: changesCursor.describe('The `cursor` of the answer before.'),
      }),
      responses: { 200: { description: 'What has changed since.', schema: ChangesSince } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { after = null } }) =>
      json(await changes.after(caller.agencyId, after, groupsOf(caller))),
  ),
];

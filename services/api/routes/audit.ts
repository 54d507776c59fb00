import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { AuditEntry } from '#shared/ports/audit-trail.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isPlausible } from '../domain/storable.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { singleLine } from './filters.ts';

const instant = Instant.refine(isPlausible).optional();
const text = singleLine(200).optional();

/** Who did what. */
export const auditRoutes = ({ audit }: Pick<ApiDependencies, 'audit'>): readonly Route[] => [
  agencyRoute(
    'admin',
    {
      method: 'GET',
      path: '/audit',
      tag: 'Settings',
      summary: 'Read who did what',
      description: 'Newest first. Nothing changes or removes an entry.',
      query: z.strictObject({
        objectKind: text,
        objectId: text,
        actor: text.describe('The id of a key, a member or a trip whose link was opened.'),
        action: text,
        from: instant,
        to: instant,
        cursor: cursorSchema(z.int()).optional().describe('`next` of the previous page.'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      responses: { 200: { description: 'A page of acts.', schema: pageOf(AuditEntry) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { cursor, limit, ...filter } }) => {
      const entries = await audit.list(caller.agencyId, {
        ...filter,
        before: cursor,
        limit: limit + 1,
      });
      return json(pageOfRows(entries, limit, ({ id }) => id));
    },
  ),
];

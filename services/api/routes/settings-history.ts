import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { type SettingKey, settingKeys, settingSchemas } from '#shared/domain/settings.ts';
import type { AuditEntry } from '#shared/ports/audit-trail.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isJsonObject } from '../domain/json-object.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';

const Values = z.record(z.string(), z.unknown());
const SettingChange = z
  .object({
    id: z.int(),
    at: Instant,
    by: z.string().nullable(),
    byKind: z.enum(['key', 'member', 'operator', 'link', 'bus']),
    key: z.string(),
    before: Values.describe('What the agency had set; fields that are absent had their default.'),
    after: Values,
    fields: z.array(z.string()).describe('Which fields are others now.'),
  })
  .meta({
    id: 'SettingChange',
    description: 'Who changed a setting, when, and from what to what.',
  });
type SettingChange = z.output<typeof SettingChange>;

const objectKind = 'agencies_settings';

/** The change that an entry of the audit is; null: it is of something else. */
const changeOf = ({ changes, ...entry }: AuditEntry): SettingChange | null => {
  const change = changes['setting_value'];
  if (typeof change !== 'object') return null;
  const before = isJsonObject(change.before) ? change.before : {};
  const after = isJsonObject(change.after) ? change.after : {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    id: entry.id,
    at: entry.at,
    by: entry.actorName,
    byKind: entry.actorKind,
    key: entry.objectId,
    before,
    after,
    fields: names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])),
  };
};

/** Who changed which setting, and taking the last change back. */
export const settingsHistoryRoutes = ({
  audit,
  desk,
  clock,
}: Pick<ApiDependencies, 'audit' | 'desk' | 'clock'>): readonly Route[] => {
  const changes = async (
    agencyId: string,
    filter: {
      readonly key?: SettingKey | undefined;
      readonly before?: number;
      readonly limit: number;
    },
  ): Promise<readonly SettingChange[]> => {
    const { key, ...page } = filter;
    const entries = await audit.list(agencyId, { objectKind, objectId: key, ...page });
    return entries.flatMap((entry) => changeOf(entry) ?? []);
  };
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/settings/history',
        tag: 'Settings',
        summary: 'Who changed which setting',
        description: 'The newest first, for as long as the audit is kept (three years).',
        query: z.strictObject({
          key: z.enum(settingKeys).optional(),
          cursor: cursorSchema(z.tuple([z.int()])).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        responses: { 200: { description: 'A page of changes.', schema: pageOf(SettingChange) } },
        problems: ['invalid-request'],
      },
      async ({ caller: { agencyId }, query: { key, cursor, limit } }) =>
        json(
          pageOfRows(
            await changes(agencyId, {
              key,
              limit: limit + 1,
              ...(cursor && { before: cursor[0] }),
            }),
            limit,
            ({ id }) => [id],
          ),
        ),
    ),
    agencyRoute(
      'admin',
      {
        method: 'POST',
        path: '/settings/{key}/undo',
        tag: 'Settings',
        summary: 'Take the last change of a setting back',
        description:
          'Sets what was set before the change, which is a change of its own. `change`: its id ' +
          'in ' +
          'the history; where it is not the last one any more nothing is changed (409).',
        params: z.strictObject({ key: z.enum(settingKeys) }),
        body: z.strictObject({ change: z.int().positive() }),
        example: { change: 17 },
        responses: {
          200: {
            description: 'The setting as it is now.',
            schema: z.object({ key: z.string(), stored: Values, change: SettingChange }),
          },
        },
        problems: [
          'malformed-body',
          'not-found',
          'setting-changed',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller: { agencyId }, params: { key }, body: { change } }) => {
        const [last] = await changes(agencyId, { key, limit: 1 });
        if (!last) throw new Problem('not-found', 'This setting was never changed.');
        if (last.id !== change)
          throw new Problem('setting-changed', 'Another change came after it.', {
            extra: { last },
          });
        // What a later version does not take any more is left to its default.
        const parsed = settingSchemas[key].safeParse(last.before);
        const stored = parsed.success ? last.before : {};
        await desk.putSetting(agencyId, key, stored, clock.now());
        const [undone = last] = await changes(agencyId, { key, limit: 1 });
        return json({ key, stored, change: undone });
      },
    ),
  ];
};

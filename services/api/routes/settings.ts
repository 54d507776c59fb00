import { z } from 'zod';
import {
  effectiveSettings,
  type SettingKey,
  settingKeys,
  settingSchemas,
} from '#shared/domain/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { fieldErrors, Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';

const Values = z.record(z.string(), z.unknown());
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings as they are documented: by key, with every default. */
const AllSettings = z
  .object(settingSchemas)
  .meta({ id: 'Settings', description: 'Every setting of an agency, with its defaults.' });
const OneSetting = z.object({
  key: z.string(),
  effective: Values.describe('What holds: the stored values over the defaults.'),
  stored: Values.describe('What the agency has set.'),
});

/**
 * Reading and changing an agency's settings; only what the agency sets is stored, so that defaults
 * can get better.
 */
export const settingsRoutes = ({
  desk,
  clock,
}: Pick<ApiDependencies, 'desk' | 'clock'>): readonly Route[] => {
  const params = z.strictObject({ key: z.enum(settingKeys) });
  const storedOf = async (agencyId: string, key: SettingKey) => {
    const stored = (await desk.settings(agencyId))[key];
    return isRecord(stored) ? stored : {};
  };
  const answer = (key: SettingKey, stored: unknown) =>
    json({ key, effective: effectiveSettings({ [key]: stored })[key], stored });
  const save = async (
    agencyId: string,
    key: SettingKey,
    values: Readonly<Record<string, unknown>>,
  ) => {
    const parsed = settingSchemas[key].safeParse(values);
    if (!parsed.success)
      throw new Problem('invalid-fields', 'Some values cannot be accepted.', {
        errors: fieldErrors(parsed.error),
      });
    await desk.putSetting(agencyId, key, values, clock.now());
    return answer(key, values);
  };
  const body = Values.meta({
    id: 'SettingValues',
    description: 'Fields of one setting; see `Settings` for those of each key.',
  });
  const problems = [
    'malformed-body',
    'not-found',
    'body-too-large',
    'unsupported-media-type',
    'invalid-fields',
  ] as const;

  return [
    agencyRoute(
      {
        method: 'GET',
        path: '/settings',
        tag: 'Settings',
        summary: 'Read all settings',
        answers: {
          200: {
            description: 'What holds, and what was set.',
            schema: z.object({ effective: AllSettings, stored: Values }),
          },
        },
        problems: [],
      },
      async ({ caller }) => {
        const all = await desk.settings(caller.agencyId);
        const stored = Object.fromEntries(
          settingKeys.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]),
        );
        return json({ effective: effectiveSettings(stored), stored });
      },
    ),
    agencyRoute(
      {
        method: 'GET',
        path: '/settings/{key}',
        tag: 'Settings',
        summary: 'Read a setting',
        params,
        answers: { 200: { description: 'What holds, and what was set.', schema: OneSetting } },
        problems: ['not-found'],
      },
      async ({ caller, params: { key } }) => answer(key, await storedOf(caller.agencyId, key)),
    ),
    agencyRoute(
      {
        method: 'PUT',
        path: '/settings/{key}',
        tag: 'Settings',
        summary: 'Replace a setting',
        description: 'Fields that are absent go back to their defaults.',
        params,
        body,
        example: { start: '21:00', end: '08:30' },
        answers: { 200: { description: 'What holds now.', schema: OneSetting } },
        problems,
      },
      ({ caller, params: { key }, body: values }) => save(caller.agencyId, key, values),
    ),
    agencyRoute(
      {
        method: 'PATCH',
        path: '/settings/{key}',
        tag: 'Settings',
        summary: 'Change some fields of a setting',
        description: 'Fields that are absent stay; `null` brings back the default.',
        params,
        body,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { boarding_lead_minutes: 45 },
        answers: { 200: { description: 'What holds now.', schema: OneSetting } },
        problems,
      },
      async ({ caller, params: { key }, body: changes }) => {
        const merged = { ...(await storedOf(caller.agencyId, key)), ...changes };
        return save(
          caller.agencyId,
          key,
          Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
        );
      },
    ),
  ];
};

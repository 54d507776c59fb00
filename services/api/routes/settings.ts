import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import {
  effectiveSettings,
  type SettingKey,
  settingKeys,
  settingSchemas,
} from '#shared/domain/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isJsonObject } from '../domain/json-object.ts';
import { fieldErrors, Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';

const Values = z.record(z.string(), z.unknown());

/** The documentation of all settings, with their defaults. */
const AllSettings = z
  .object(settingSchemas)
  .meta({ id: 'Settings', description: 'Every setting of an agency, with its defaults.' });
const SettingView = z.object({
  key: z.string(),
  effective: Values.describe('The stored values over the defaults.'),
  stored: Values.describe('The values that the agency has set.'),
});

/**
 * The settings of an agency. Only the values that it sets are stored, so that a new default reaches
 * every agency that has not set its own.
 */
export const settingsRoutes = ({
  desk,
  clock,
  itineraries,
}: Pick<ApiDependencies, 'desk' | 'clock' | 'itineraries'>): readonly Route[] => {
  const params = z.strictObject({ key: z.enum(settingKeys) });
  const storedValues = async (agencyId: string, key: SettingKey) => {
    const stored = (await desk.settings(agencyId))[key];
    return isJsonObject(stored) ? stored : {};
  };
  const settingResponse = (key: SettingKey, stored: unknown) =>
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
    return settingResponse(key, values);
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
        responses: {
          200: {
            description: 'The effective values, and those that the agency has set.',
            schema: z.object({
              effective: AllSettings,
              stored: Values,
              placesMissing: z
                .array(
                  z.object({ city: z.string(), country: z.string().nullable(), since: Instant }),
                )
                .describe(
                  'Cities where travellers stay and the agency recommends nothing: there we plan ' +
                    'without its places, or not at all. One leaves the list when a place is added.',
                ),
            }),
          },
        },
        problems: [],
      },
      async ({ caller }) => {
        const storedByKey = await desk.settings(caller.agencyId);
        const stored = Object.fromEntries(
          settingKeys.flatMap((key) =>
            storedByKey[key] === undefined ? [] : [[key, storedByKey[key]]],
          ),
        );
        return json({
          effective: effectiveSettings(stored),
          stored,
          placesMissing: await itineraries.placeGaps(caller.agencyId),
        });
      },
    ),
    agencyRoute(
      {
        method: 'GET',
        path: '/settings/{key}',
        tag: 'Settings',
        summary: 'Read a setting',
        params,
        responses: {
          200: {
            description: 'The effective values, and those that the agency has set.',
            schema: SettingView,
          },
        },
        problems: ['not-found'],
      },
      async ({ caller, params: { key } }) =>
        settingResponse(key, await storedValues(caller.agencyId, key)),
    ),
    agencyRoute(
      {
        method: 'PUT',
        path: '/settings/{key}',
        tag: 'Settings',
        summary: 'Replace a setting',
        description: 'Absent fields get their defaults.',
        params,
        body,
        example: { start: '21:00', end: '08:30' },
        responses: { 200: { description: 'The setting as it is now.', schema: SettingView } },
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
        description: 'Absent fields stay; `null` restores the default.',
        params,
        body,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { boarding_lead_minutes: 45 },
        responses: { 200: { description: 'The setting as it is now.', schema: SettingView } },
        problems,
      },
      async ({ caller, params: { key }, body: changes }) => {
        const merged = { ...(await storedValues(caller.agencyId, key)), ...changes };
        return save(
          caller.agencyId,
          key,
          Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
        );
      },
    ),
  ];
};

import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import {
  effectiveSettings,
  type PlatformCeilings,
  type SettingKey,
  settingKeys,
  settingSchemas,
  withinCeilings,
} from '#shared/domain/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isJsonObject } from '../domain/json-object.ts';
import { type FieldError, fieldErrors, Problem, pointer } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { FieldOfSettings, fieldsOfSettings } from '../setting-fields.ts';
import { listOf } from '../views.ts';

const Values = z.record(z.string(), z.unknown());

/** The documentation of all settings, with their defaults. */
const AllSettings = z
  .object(settingSchemas)
  .meta({ id: 'Settings', description: 'Every setting of an agency, with its defaults.' });
const SettingView = z.object({
  key: z.string(),
  effective: Values.describe(
    'The stored values over the defaults, up to what the platform allows.',
  ),
  stored: Values.describe('The values that the agency has set.'),
});

/** The values above the platform's ceilings, with those. */
const aboveCeilings = (
  values: Readonly<Record<string, unknown>>,
  ceilings: PlatformCeilings | null,
): FieldError[] =>
  (
    [
      ['messages_per_minute', ceilings?.messagesPerMinute],
      ['model_usd_per_month', ceilings?.modelUsdPerMonth],
    ] as const
  ).flatMap(([name, ceiling]) =>
    ceiling !== undefined && Number(values[name] ?? 0) > ceiling
      ? [
          {
            pointer: pointer([name]),
            code: 'above_ceiling',
            message: `the platform allows at most ${ceiling}`,
          },
        ]
      : [],
  );

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
  const settingResponse = (key: SettingKey, stored: unknown, ceilings: PlatformCeilings | null) =>
    json({
      key,
      effective: withinCeilings(effectiveSettings({ [key]: stored }), ceilings)[key],
      stored,
    });
  /** Only what is asked for now is held against the ceilings, which may have come down since. */
  const save = async (
    agencyId: string,
    key: SettingKey,
    values: Readonly<Record<string, unknown>>,
    asked = values,
  ) => {
    const parsed = settingSchemas[key].safeParse(values);
    if (!parsed.success)
      throw new Problem('invalid-fields', 'Some values cannot be accepted.', {
        errors: fieldErrors(parsed.error),
      });
    const ceilings = await desk.ceilings(agencyId);
    const excesses = key === 'rate_limiting' ? aboveCeilings(asked, ceilings) : [];
    if (excesses.length > 0)
      throw new Problem('invalid-fields', 'Some values are above what the platform allows.', {
        errors: excesses,
      });
    await desk.putSetting(agencyId, key, values, clock.now());
    return settingResponse(key, values, ceilings);
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
      'read',
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
          effective: withinCeilings(
            effectiveSettings(stored),
            await desk.ceilings(caller.agencyId),
          ),
          stored,
          placesMissing: await itineraries.placeGaps(caller.agencyId),
        });
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/settings/fields',
        tag: 'Settings',
        summary: 'What each field of the settings says',
        description:
          'As sentences in Spanish, English and Portuguese, in the order in which people read ' +
          'them.',
        responses: { 200: { description: 'All fields.', schema: listOf(FieldOfSettings) } },
        problems: [],
      },
      async () => json({ items: fieldsOfSettings() }),
    ),
    agencyRoute(
      'read',
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
        settingResponse(
          key,
          await storedValues(caller.agencyId, key),
          await desk.ceilings(caller.agencyId),
        ),
    ),
    agencyRoute(
      'admin',
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
      'admin',
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
          changes,
        );
      },
    ),
  ];
};

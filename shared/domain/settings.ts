import { z } from 'zod';
import { Limits } from './ceiling.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM');

/** What agencies may set their rate to, and what it is until they do. */
export const messagesPerMinute = { least: 1, usual: 60, most: 100_000 };

/**
 * One schema per setting key; every field has its default here and nowhere else (RULES, values in
 * the text).
 */
export const settingSchemas = {
  quiet_hours: z.strictObject({
    start: clockTime.default('20:00').describe('Quiet from this local time on, inclusive.'),
    end: clockTime
      .default('09:00')
      .describe('Quiet until this local time, exclusive. The same as start: never quiet.'),
  }),
  retry_limits: z.strictObject({
    attempts: z
      .int()
      .min(1)
      .max(20)
      .default(3)
      .describe('Failures after which replies stop and a task opens for what matters.'),
    base_seconds: z.number().min(1).max(300).default(5),
    factor: z.number().min(1).max(10).default(2),
    jitter: z.number().min(0).max(0.9).default(0.2),
    cap_seconds: z.number().min(1).max(3600).default(300),
  }),
  rate_limiting: z.strictObject({
    messages_per_minute: z
      .int()
      .min(messagesPerMinute.least)
      .max(messagesPerMinute.most)
      .default(messagesPerMinute.usual),
    model_usd_per_month: z
      .number()
      .min(0)
      .max(100_000)
      .default(25)
      .describe('What the language model may cost in a calendar month (UTC); 0: it is not asked.'),
    notices_per_day: z
      .int()
      .min(0)
      .max(100_000)
      .default(1000)
      .describe('To how many people notices may be written within 24 hours.'),
  }),
  retention: z.strictObject({
    months: z
      .int()
      .min(1)
      .max(120)
      .default(12)
      .describe(
        'How long after a journey names, words and files are kept; the operator may set less.',
      ),
  }),
  feature_flags: z.strictObject({
    itinerary_approval: z
      .boolean()
      .default(false)
      .describe('Itineraries are drafts until a person of the agency has approved them.'),
    flight_alerts: z
      .boolean()
      .default(true)
      .describe('Use AeroAPI push alerts where the deployment has them enabled.'),
  }),
  notification_preferences: z.strictObject({
    reminder_enabled: z.boolean().default(true),
    landing_enabled: z.boolean().default(true),
    landing_in_quiet_hours: z.boolean().default(false),
    boarding_enabled: z.boolean().default(true),
    boarding_lead_minutes: z.int().min(10).max(180).default(35),
    delay_threshold_minutes: z.int().min(5).max(240).default(15),
    delay_threshold_later_minutes: z
      .int()
      .min(5)
      .max(240)
      .default(30)
      .describe('From the third delay message on.'),
    delay_cooldown_minutes: z.int().min(0).max(240).default(15),
    earlier_threshold_minutes: z.int().min(5).max(240).default(10),
    gate_alert_hours: z.number().min(0).max(24).default(3),
    terminal_alert_hours: z.number().min(0).max(72).default(24),
    getting_up_hours: z
      .strictObject({
        domestic: z.number().min(0).max(12).default(2.5),
        international: z.number().min(0).max(12).default(4),
      })
      .prefault({})
      .describe('How long before departure a traveller gets up, and may hear of a delay.'),
    landing_stale_hours: z.number().min(1).max(48).default(14),
    task_delay_minutes: z.int().min(15).max(1440).default(120),
    require_explicit_consent: z.boolean().default(false),
    airport_lead_hours: z
      .strictObject({
        domestic: z.number().min(0.5).max(12).default(2),
        international: z.number().min(0.5).max(12).default(3),
      })
      .prefault({})
      .describe('How long before departure the reminder tells travellers to be at the airport.'),
    minimum_connection_minutes: z
      .strictObject({
        domestic: z.int().min(10).max(600).default(45).describe('All airports in one country.'),
        international: z.int().min(10).max(600).default(75),
        other_airport: z.int().min(30).max(1440).default(180).describe('Of the same city.'),
      })
      .prefault({})
      .describe('Below it a connection is at risk.'),
    voseo: z
      .enum(['by_number', 'always', 'never'])
      .default('by_number')
      .describe('Whether Spanish messages say vos: for numbers of Argentina and Uruguay, or all.'),
  }),
} as const;

export type SettingKey = keyof typeof settingSchemas;
export const settingKeys = Object.keys(settingSchemas) as SettingKey[];
export type Settings = { readonly [K in SettingKey]: z.infer<(typeof settingSchemas)[K]> };

/**
 * The settings an agency really has: its own values over the defaults, key by key. A stored value
 * that no longer fits its schema counts as not set (it was checked when it was written), so a bad
 * row silences nobody.
 */
export const effectiveSettings = (stored: Readonly<Record<string, unknown>>): Settings => {
  const known = parsed.get(stored);
  if (known) return known;
  const settings = parsedSettings(stored);
  parsed.set(stored, settings);
  return settings;
};

/** A turn asks for its settings many times, and a preview for the same ones in every turn. */
const parsed = new WeakMap<Readonly<Record<string, unknown>>, Settings>();

const parsedSettings = (stored: Readonly<Record<string, unknown>>): Settings => {
  const read = <K extends SettingKey>(key: K) => {
    const value = settingSchemas[key].safeParse(stored[key] ?? {});
    return value.success ? value.data : settingSchemas[key].parse({});
  };
  return {
    quiet_hours: read('quiet_hours'),
    retry_limits: read('retry_limits'),
    rate_limiting: read('rate_limiting'),
    retention: read('retention'),
    feature_flags: read('feature_flags'),
    notification_preferences: read('notification_preferences'),
  } as Settings;
};

/** What no agency gets more of, whatever its settings say. */
export const PlatformCeilings = z
  .object({ messagesPerMinute: z.int(), modelUsdPerMonth: z.int(), ...Limits.shape })
  .readonly();
export type PlatformCeilings = z.infer<typeof PlatformCeilings>;

/** The values in force: what the agency has set, up to what the platform allows. */
export const withinCeilings = (settings: Settings, ceilings: PlatformCeilings | null): Settings =>
  ceilings === null
    ? settings
    : {
        ...settings,
        rate_limiting: {
          ...settings.rate_limiting,
          messages_per_minute: Math.min(
            settings.rate_limiting.messages_per_minute,
            ceilings.messagesPerMinute,
          ),
          model_usd_per_month: Math.min(
            settings.rate_limiting.model_usd_per_month,
            ceilings.modelUsdPerMonth,
          ),
        },
      };

/** The month's budget for the language model, in millionths of a US dollar. */
export const modelBudgetMicros = (
  stored: Readonly<Record<string, unknown>>,
  ceilings: PlatformCeilings | null,
): number =>
  Math.round(
    withinCeilings(effectiveSettings(stored), ceilings).rate_limiting.model_usd_per_month *
      1_000_000,
  );

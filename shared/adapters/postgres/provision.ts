import pg from 'pg';
import type { AgencySeed } from '#shared/domain/agency.ts';
import type { PlatformCeilings } from '#shared/domain/settings.ts';

/** Creates an agency or updates it, as the administrator of the database. */
export const provisionAgency = async (
  url: string,
  agency: AgencySeed,
  keyName?: string,
): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await writeAgency(client, agency, keyName);
  } finally {
    await client.end();
  }
};

/** Sets what no agency gets more of, as the administrator of the database; null: no limits. */
export const writeCeilings = async (
  client: Pick<pg.Client, 'query'>,
  ceilings: PlatformCeilings | null,
): Promise<void> => {
  if (ceilings === null) await client.query('delete from bauhaus.platform_ceilings');
  else
    await client.query(
      `insert into bauhaus.platform_ceilings (messages_per_minute, model_usd_per_month)
       values ($1, $2)
       on conflict (one) do update set messages_per_minute = excluded.messages_per_minute,
         model_usd_per_month = excluded.model_usd_per_month`,
      [ceilings.messagesPerMinute, ceilings.modelUsdPerMonth],
    );
};

/** `writeCeilings` on a connection of its own. */
export const provideCeilings = async (url: string, ceilings: PlatformCeilings): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await writeCeilings(client, ceilings);
  } finally {
    await client.end();
  }
};

/**
 * `provisionAgency` on an open connection. The API key is stored as a hash. What the agency itself
 * has edited since (`AgencyDesk.editAgency`) stays.
 */
export const writeAgency = async (
  client: Pick<pg.Client, 'query'>,
  agency: AgencySeed,
  keyName = 'main key',
): Promise<void> => {
  // One statement, so that an agency is written whole or not at all.
  await client.query(
    `with agency as (
       insert into bauhaus.agencies (id, name, sender, emergency_phone, suspended_at,
           suspended_because, phone, zone, hours, languages)
       values ($1, $2, $3, $4, case when $8::text is not null then now() end, $8, $9, $10, $11,
           $12)
       on conflict (id) do update
          set sender = excluded.sender, suspended_at = excluded.suspended_at,
              suspended_because = excluded.suspended_because,
              (name, emergency_phone, phone, zone, hours, languages) = (
                select excluded.name, excluded.emergency_phone, excluded.phone, excluded.zone,
                    excluded.hours, excluded.languages where agencies.revision = 1
                union all
                select agencies.name, agencies.emergency_phone, agencies.phone, agencies.zone,
                    agencies.hours, agencies.languages where agencies.revision > 1)
       returning id),
     api_key as (
       insert into bauhaus.agency_api_keys (agency_id, name, key_hash)
       select agency.id, $5, $6::text from agency where $6::text is not null
       on conflict (key_hash) do nothing)
     insert into bauhaus.agencies_settings (agency_id, setting_key, setting_value)
     select agency.id, s.key, s.value from agency, jsonb_each($7::jsonb) s
     on conflict (agency_id, setting_key) do update
        set setting_value = excluded.setting_value, updated_at = now()`,
    [
      agency.id,
      agency.name,
      agency.sender,
      agency.emergencyPhone,
      keyName,
      agency.keyHash ?? null,
      JSON.stringify(agency.settings),
      agency.suspendedBecause ?? null,
      agency.phone ?? null,
      agency.zone ?? null,
      agency.hours ? JSON.stringify(agency.hours) : null,
      agency.languages ?? [],
    ],
  );
};

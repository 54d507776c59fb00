import pg from 'pg';
import type { AgencySeed } from '#shared/domain/agency.ts';

/** Sets an agency up, or brings it up to date, as the administrator of the database; its API key is kept as a hash. */
export const provisionAgency = async (
  url: string,
  agency: AgencySeed,
  keyName = 'main key',
): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into bauhaus.agencies (id, name, sender, emergency_phone) values ($1, $2, $3, $4)
       on conflict (id) do update set name = excluded.name, sender = excluded.sender, emergency_phone = excluded.emergency_phone`,
      [agency.id, agency.name, agency.sender, agency.emergencyPhone],
    );
    if (agency.keyHash !== undefined) {
      await client.query(
        'insert into bauhaus.agency_api_keys (agency_id, name, key_hash) values ($1, $2, $3) on conflict (key_hash) do nothing',
        [agency.id, keyName, agency.keyHash],
      );
    }
    for (const [key, value] of Object.entries(agency.settings)) {
      await client.query(
        `insert into bauhaus.agencies_settings (agency_id, setting_key, setting_value) values ($1, $2, $3::jsonb)
         on conflict (agency_id, setting_key) do update set setting_value = excluded.setting_value, updated_at = now()`,
        [agency.id, key, JSON.stringify(value)],
      );
    }
    await client.query('commit');
  } finally {
    // Ending an unfinished transaction's session undoes it.
    await client.end();
  }
};

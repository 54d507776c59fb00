import { join } from 'node:path';
import pg from 'pg';
import { hashApiKey, newApiKey } from '#services/api/api-key.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { AgencyHours } from '#shared/domain/agency-hours.ts';
import { persistedSecret } from './persisted-secret.ts';

/** The agency that exists from the first start while phones are simulated, and its API key. */
export interface DemoAgency {
  readonly id: string;
  readonly name: string;
  readonly sender: string;
  readonly apiKey: string;
  /** Where the key is kept. */
  readonly keyFile: string;
}

const id = '0f6a3c52-7c1e-4d0b-9a3e-5d1b8a4f2c01';
const simulatedSender = '+5491155550000';
const name = 'Bauhaus Travel Demo';
const workday = [{ from: '09:00', to: '18:00' }];
const demoHours = AgencyHours.parse({
  monday: workday,
  tuesday: workday,
  wednesday: workday,
  thursday: workday,
  friday: workday,
  saturday: [{ from: '10:00', to: '13:00' }],
});

/** Sets up the demo agency; its API key is generated once and kept in the data directory. */
export const provideDemoAgency = async (options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly sender: string | null;
}): Promise<DemoAgency> => {
  const keyFile = join(options.dataDir, 'demo-api-key');
  const apiKey = await persistedSecret(keyFile, newApiKey);
  const agency = { id, apiKey, keyFile, name, sender: options.sender ?? simulatedSender };
  await provisionAgency(
    options.databaseUrl,
    {
      id,
      name,
      sender: agency.sender,
      emergencyPhone: null,
      zone: 'America/Argentina/Buenos_Aires',
      hours: demoHours,
      languages: ['es', 'en', 'pt'],
      keyHash: hashApiKey(apiKey),
      settings: {},
    },
    'demo key',
  );
  return agency;
};

/**
 * Shuts the demo agency out where phones are real: its key has been printed and lies in a file.
 * With simulators it works again.
 */
export const suspendDemoAgency = async (databaseUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `update bauhaus.agencies set suspended_at = now(), suspended_because = $2
        where id = $1 and suspended_at is null`,
      [id, 'the demo exists with simulators only'],
    );
  } finally {
    await client.end();
  }
};

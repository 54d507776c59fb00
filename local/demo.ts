import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hashApiKey } from '#services/api/authenticate.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { persistedSecret } from './persisted-secret.ts';

/** The agency that exists from the first start, and its API key. */
export interface DemoAgency {
  readonly id: string;
  readonly name: string;
  readonly sender: string;
  readonly apiKey: string;
}

const id = '0f6a3c52-7c1e-4d0b-9a3e-5d1b8a4f2c01';
const simulatedSender = '+5491155550000';
const name = 'Bauhaus Travel Demo';

/** Sets up the demo agency; its API key is generated once and kept in the data directory. */
export const provideDemoAgency = async (options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly sender: string | null;
}): Promise<DemoAgency> => {
  const apiKey = await persistedSecret(
    join(options.dataDir, 'demo-api-key'),
    () => `bt_${randomBytes(24).toString('base64url')}`,
  );
  const agency = { id, apiKey, name, sender: options.sender ?? simulatedSender };
  await provisionAgency(
    options.databaseUrl,
    {
      id,
      name,
      sender: agency.sender,
      emergencyPhone: null,
      keyHash: hashApiKey(apiKey),
      settings: {},
    },
    'demo key',
  );
  return agency;
};

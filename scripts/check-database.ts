import { checkDatabase } from '#shared/adapters/supabase/check-database.ts';
import { createSupabaseDocumentStore } from '#shared/adapters/supabase/document-store.ts';
import { requireConfig } from '#shared/composition/access.ts';
import { systemClock } from '#shared/composition/system.ts';
import { readConfiguration } from '#shared/config.ts';

/**
 * `SUPABASE_URL=… SUPABASE_KEY=… SUPABASE_JWT_SECRET=… npm run check:database`: whether the
 * deployed system can work with its database. To be run after migrating, and before the code is
 * deployed.
 */
const { url, key, jwtSecret } = requireConfig(
  readConfiguration(process.env).supabase,
  'SUPABASE_URL, SUPABASE_KEY and SUPABASE_JWT_SECRET',
);
const options = { url, apiKey: key, jwtSecret };
const checks = await checkDatabase({
  ...options,
  documents: createSupabaseDocumentStore({ ...options, clock: systemClock }),
});
for (const { sentence, problem } of checks)
  process.stdout.write(
    problem === null ? `ok      ${sentence}\n` : `FAILED  ${sentence}\n        ${problem}\n`,
  );
process.exitCode = checks.every(({ problem }) => problem === null) ? 0 : 1;

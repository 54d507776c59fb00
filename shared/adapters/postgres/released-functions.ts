import { join } from 'node:path';
import { applyMigrations, type Migration, readMigrations } from './migrate.ts';
import { planRepeatables, readRepeatables, type Session } from './repeatables.ts';

const header = [
  '-- Written by `npm run db:migration` from supabase/schemas: what changed there since the',
  '-- migrations before it. Deployments with the Supabase CLI get functions, policies and grants',
  '-- from here.',
  '',
  "set lock_timeout = '10s';",
  "set statement_timeout = '60s';",
  '',
  '',
].join('\n');

/**
 * The migration that brings functions, policies and grants to the text of `schemas`, for
 * deployments by migrations only; null where nothing changed. Changes the database: use an empty
 * one, in a transaction that is rolled back.
 */
export const migrationOfChanges = async (
  session: Session,
  directory: string,
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<Migration | null> => {
  const migrations = await readMigrations(directory);
  await applyMigrations(session, migrations);
  const { steps } = await planRepeatables(
    session,
    await readRepeatables(join(directory, 'schemas')),
  );
  if (steps.length === 0) return null;
  return {
    version: versionAt(now, migrations.at(-1)?.version ?? '0'),
    name,
    sql: `${header}${steps.map(({ sql }) => sql).join('\n')}`,
  };
};

/** A version in the form of the Supabase CLI, always after `newest`. */
const versionAt = (now: Date, newest: string): string => {
  const version = now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(/\D/g, '');
  return version > newest ? version : String(BigInt(newest) + 1n);
};

import { describePlans } from '#shared/testing/plans-contract.ts';
import { postgresStore } from '#shared/testing/postgres-store.ts';

describePlans('Postgres through supabase-js', postgresStore);

import { describeActorStore } from '#shared/testing/actor-store-contract.ts';
import { describeConversationDesk } from '#shared/testing/conversation-desk-contract.ts';
import { postgresStore } from '#shared/testing/postgres-store.ts';
import { describeTripDesk } from '#shared/testing/trip-desk-contract.ts';

// Of two processes: calls at the same time share a transaction, and meet others in Postgres.
describeActorStore('Postgres through supabase-js', () => postgresStore({ processes: 2 }));
describeTripDesk('Postgres through supabase-js', postgresStore);
describeConversationDesk('Postgres through supabase-js', postgresStore);

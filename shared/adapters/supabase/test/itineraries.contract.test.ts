import { describeItinerariesAndPlaces } from '#shared/testing/itineraries-contract.ts';
import { postgresStore } from '#shared/testing/postgres-store.ts';

describeItinerariesAndPlaces('Postgres through supabase-js', postgresStore);

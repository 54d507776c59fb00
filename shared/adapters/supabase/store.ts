import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { FarTimers } from '#shared/ports/far-timers.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Operations } from '#shared/ports/operations.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { Places } from '#shared/ports/places.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import { createActorStore } from './actor-store.ts';
import { createCircuitBreakers } from './circuit-breakers.ts';
import { createContactDesk } from './contact-desk.ts';
import { createConversationDesk } from './conversation-desk.ts';
import { createFlightSnapshots } from './flight-snapshots.ts';
import { createItineraries } from './itineraries.ts';
import { createJourneyDesk } from './journey-desk.ts';
import { createModelSpend } from './model-spend.ts';
import { createFarTimers, createOperations, createOutbox, createWaitingEffects } from './outbox.ts';
import { createPlaces } from './places.ts';
import { createReadingDesk } from './reading-desk.ts';
import { createRpc, type SupabaseOptions } from './rpc.ts';
import { createTripDesk } from './trip-desk.ts';

/** Removes rows that are older than their retention. Repeated while it returns true. */
export interface RetentionJob {
  /** Returns whether there may be more to remove. */
  purge(now: Instant): Promise<boolean>;
}

/** All ports of the database. */
export type SupabaseStore = ActorStore &
  TripDesk &
  JourneyDesk &
  ContactDesk &
  ReadingDesk &
  ConversationDesk &
  FlightSnapshots &
  RetentionJob &
  Outbox &
  WaitingEffects &
  Operations &
  FarTimers &
  Itineraries & {
    readonly places: Places;
    readonly modelSpend: ModelSpend;
    readonly breakers: CircuitBreakers;
  };

const PurgedRows = z.object({ removed: z.int(), isFull: z.boolean() });
const PurgedTable = PurgedRows.extend({ next: z.string().nullable() });

/** The store over the Supabase data API, or on one machine over the `fetch` of `createRpcFetch`. */
export const createSupabaseStore = (options: SupabaseOptions): SupabaseStore => {
  const rpc = createRpc(options);
  return {
    ...createActorStore(rpc),
    ...createTripDesk(rpc, randomUUID),
    ...createJourneyDesk(rpc, randomUUID),
    ...createContactDesk(rpc, randomUUID),
    ...createReadingDesk(rpc),
    ...createConversationDesk(rpc),
    ...createFlightSnapshots(rpc),
    ...createItineraries(rpc),
    places: createPlaces(rpc, randomUUID),
    modelSpend: createModelSpend(rpc),
    breakers: createCircuitBreakers(rpc),
    ...createOutbox(rpc),
    ...createWaitingEffects(rpc),
    ...createOperations(rpc),
    ...createFarTimers(rpc),
    purge: async (now) => {
      const { isFull } = await rpc('purge_flight_answers', { at: now }, null, PurgedRows);
      let mayBeMore = isFull;
      // A call for each table: each is short, and one that fails undoes no other.
      for (let kind: string | null | undefined = null; kind !== undefined; ) {
        const purged: z.output<typeof PurgedTable> = await rpc(
          'purge_expired',
          { kind, at: now },
          null,
          PurgedTable,
        );
        mayBeMore ||= purged.isFull;
        kind = purged.next ?? undefined;
      }
      return mayBeMore;
    },
  };
};

import { type Breakers, createBreakers } from '#shared/actor/breakers.ts';
import type { SupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DocumentLinks, DocumentStore } from '#shared/ports/document-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Meter } from '#shared/ports/meter.ts';
import type { Access } from './access.ts';

/** What an engine supplies, besides its bus and timers. */
export interface EngineSupplies {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly meter: Meter;
  readonly store: SupabaseStore;
  readonly documents: DocumentStore;
  /** Serves documents at our own URL; null where the store signs URLs of its own. */
  readonly documentLinks: DocumentLinks | null;
  readonly access: Access;
}

/** What agents and the API are composed from, the same on each engine. */
export interface Platform extends EngineSupplies {
  /** Shared by all processes, through the database. */
  readonly breakers: Breakers;
}

/** Completes what an engine supplies. */
export const createPlatform = <S extends EngineSupplies>(supplies: S): S & Platform => {
  const { store, clock, log } = supplies;
  return { ...supplies, breakers: createBreakers({ stored: store.breakers, clock, log }) };
};

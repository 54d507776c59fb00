import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { Accepted } from './provider.ts';
import type { Watch } from './watch.ts';
import type { Ledger } from './watched-store.ts';
import type { World } from './world.ts';

/** What the promises about single messages are held against. */
export interface Sending {
  readonly watch: Watch;
  readonly ledger: Ledger;
  readonly memory: MemoryStore;
  readonly world: World;
  /** What the provider accepted before, oldest first. */
  readonly accepted: Accepted[];
}

/** What the promises about a whole run are held against, once everything is over. */
export interface Ending extends Sending {
  readonly booked: ReadonlyMap<string, string>;
  /** When each flight number was last read as it really was. */
  readonly truthfulAt: ReadonlyMap<string, number>;
}

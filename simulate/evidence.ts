import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { Observations } from './observations.ts';
import type { AcceptedMessage } from './provider.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

/** What an invariant about a single accepted message is checked against. */
export interface SendEvidence {
  readonly watch: Watch;
  readonly observations: Observations;
  readonly memory: MemoryStore;
  readonly world: World;
  /** What the provider accepted before, oldest first. */
  readonly accepted: AcceptedMessage[];
  /** How often each incident was said to need somebody, by its id. */
  readonly cries: ReadonlyMap<string, number>;
}

/** What an invariant about a whole run is checked against, once everything is over. */
export interface RunEvidence extends SendEvidence {
  /** Ids of the booked trips, by their key in the world. */
  readonly bookedTripIds: ReadonlyMap<string, string>;
  /** By flight number: the instant (epoch ms) of its last truthful reading. */
  readonly truthfulAt: ReadonlyMap<string, number>;
  /** Ids of the alerts that AeroAPI still has. */
  readonly alertIds: readonly string[];
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Instant } from './domain/instant.ts';

/** Who does something: a key of an agency, a member, the operator, who has a link, or the bus. */
export interface Actor {
  readonly kind: 'key' | 'member' | 'operator' | 'link' | 'bus';
  readonly id: string | null;
  readonly name: string | null;
}

/** Whose act the present work is, for the audit. */
export interface Act {
  readonly actor: Actor;
  readonly requestId: string;
  readonly at: Instant;
}

const acts = new AsyncLocalStorage<Act>();

/** Runs work as somebody's act: what it writes is in the audit with its author. */
export const actingAs = <T>(act: Act, work: () => T): T => acts.run(act, work);

/** The act that is under way; undefined: nobody's, such as a turn of an agent. */
export const currentAct = (): Act | undefined => acts.getStore();

const keepers = new AsyncLocalStorage<string | null>();

/**
 * Runs what reads, so that of the agency's journeys, of the people on them and of what is said it
 * sees what that member keeps, and nothing else; null: everything.
 */
export const seeingOwnOf = <T>(memberId: string | null, work: () => T): T =>
  keepers.run(memberId, work);

/** The member as whom the present work sees; null: it sees everything of its agency. */
export const currentKeeper = (): string | null => keepers.getStore() ?? null;

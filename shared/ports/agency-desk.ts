import type { z } from 'zod';
import type { AgencyProfile } from '#shared/domain/agency.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** What an agency says of itself, without its revision and its sender. */
export type AgencyWords = Omit<z.infer<typeof AgencyProfile>, 'id' | 'sender' | 'revision'>;

/** The outcome of editing what an agency says of itself; only `edited` wrote anything. */
export type EditAgencyResult =
  | { readonly kind: 'edited' | 'unchanged'; readonly agency: AgencyProfile }
  /** Somebody else edited it since. */
  | { readonly kind: 'stale' };

/**
 * What an agency says of itself to travellers and agents.
 * @example
 * const result = await desk.editAgency({ agencyId, revision: 3, set: { ...words, zone }, now });
 */
export interface AgencyDesk {
  /** @throws InvariantBroken where there is no such agency: its key was accepted before. */
  agencyProfile(agencyId: string): Promise<AgencyProfile>;
  /** Replaces all of it, if it still has that revision. */
  editAgency(request: {
    readonly agencyId: string;
    readonly revision: number;
    readonly set: AgencyWords;
    readonly now: Instant;
  }): Promise<EditAgencyResult>;
}

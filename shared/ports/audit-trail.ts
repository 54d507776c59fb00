import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/** One act. Values of personal fields are never in it: of those it says only `changed`. */
export const AuditEntry = z
  .object({
    id: z.int(),
    at: Instant,
    actorKind: z.enum(['key', 'member', 'operator', 'link', 'bus']),
    actorId: z.string().nullable(),
    actorName: z.string().nullable(),
    action: z.string().describe('What was done to what, such as `trips.update`.'),
    objectKind: z.string(),
    objectId: z.string(),
    changes: z
      .record(
        z.string(),
        z.union([z.literal('changed'), z.object({ before: z.unknown(), after: z.unknown() })]),
      )
      .describe('The fields that changed; of personal ones only that they did.'),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntry>;

/** Which entries are asked for. */
export interface AuditFilter {
  readonly objectKind?: string | undefined;
  readonly objectId?: string | undefined;
  /** The id of the actor. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** The id of the last entry of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * Who did what in an agency. Acts that write are entered by the database in the same transaction,
 * under the act of `actingAs`.
 */
export interface AuditTrail {
  /** Newest first. */
  list(agencyId: string, filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** Enters an act that writes nothing, such as an opened link; once an hour for one object. */
  record(
    agencyId: string,
    act: { readonly action: string; readonly objectKind: string; readonly objectId: string },
  ): Promise<void>;
}

import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/**
 * A message of the ledger that somebody has to look at again, and when: to send it, to try it once
 * more, or to find out what became of it.
 */
export const WaitingEffect = z.object({ id: z.uuid(), agencyId: z.uuid(), at: Instant });
export type WaitingEffect = z.infer<typeof WaitingEffect>;

/**
 * What waits, for an engine whose job queue is not part of the transaction and which has to wake it
 * itself.
 * @example
 * const [next] = await store.waitingEffects({ agencyId, ids: settledIds });
 * if (next) await queue.send(wake(next.id), { delaySeconds: secondsUntil(next.at) });
 */
export interface WaitingEffects {
  /**
   * Of these messages of one agency, by id or by effect key, those that are PENDING or UNKNOWN;
   * soonest first.
   */
  waitingEffects(request: {
    readonly agencyId: string;
    readonly ids?: readonly string[];
    readonly keys?: readonly string[];
  }): Promise<readonly WaitingEffect[]>;
}

import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/**
 * A message that has to be woken at an instant: to be sent, sent again or reconciled.
 */
export const WaitingEffect = z.object({ id: z.uuid(), agencyId: z.uuid(), at: Instant });
export type WaitingEffect = z.infer<typeof WaitingEffect>;

/**
 * Finds the messages that wait, for an engine whose queue is not part of the transaction and which
 * has to wake them itself.
 * @example
 * const [next] = await store.waitingEffects({ agencyId, ids: settledIds });
 * if (next) await queue.send(wake(next.id), { delaySeconds: secondsUntil(next.at) });
 */
export interface WaitingEffects {
  /**
   * Those of an agency's messages, given by id or by effect key, that are PENDING or UNKNOWN,
   * soonest first.
   */
  waitingEffects(request: {
    readonly agencyId: string;
    readonly ids?: readonly string[];
    readonly keys?: readonly string[];
  }): Promise<readonly WaitingEffect[]>;
}

import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';

/** Where a browser takes push messages, and the keys with which they are sealed for it. */
export const PushSubscription = z.object({
  /** A secret of the browser's: whoever knows it reaches the browser. */
  endpoint: z.string(),
  /** Base64url: a public key of P-256. */
  p256dh: z.string(),
  /** Base64url: 16 bytes. */
  auth: z.string(),
});
export type PushSubscription = z.output<typeof PushSubscription>;

/** Which browsers of members take push messages. */
export interface PushSubscriptions {
  /**
   * Enters a browser, or confirms it. It is of one member of an agency at a time, who signed in
   * last; of more than twenty of one member the oldest go. False: no such member (any more).
   */
  add(
    agencyId: string,
    memberId: string,
    subscription: PushSubscription,
    now: Instant,
  ): Promise<boolean>;
  /** None of a member who has left. */
  of(agencyId: string, memberId: string): Promise<readonly PushSubscription[]>;
  /** False: the member has no such browser. */
  remove(agencyId: string, memberId: string, endpoint: string): Promise<boolean>;
}

import type { Instant } from '#shared/domain/instant.ts';

/**
 * Who operates the platform and is signed in, by the SHA-256 in hex of what their cookie shows.
 * They are no members of any agency.
 * @example
 * const operator = await sessions.authenticate(hashApiKey(token), now, plus(now, -hour));
 */
export interface OperatorSessions {
  /** False: the link that signs in was used already. */
  start(session: {
    readonly hash: string;
    readonly userId: string;
    /** Of a link that signs in once. */
    readonly signInId: string | null;
    readonly now: Instant;
    readonly expiresAt: Instant;
  }): Promise<boolean>;
  /** The user; null: there is none, it has ended, or it was not used since `idleSince`. */
  authenticate(hash: string, now: Instant, idleSince: Instant): Promise<string | null>;
  /** Ends it; nothing where there is none. */
  end(hash: string, now: Instant): Promise<void>;
}

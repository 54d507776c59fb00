import type { Instant } from '#shared/domain/instant.ts';
import type { Scope } from '#shared/domain/scope.ts';

/** A key of an agency; the key itself is kept nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  /** To the minute. */
  readonly lastUsedAt: Instant | null;
}

/** An agency as the operator of the platform sees it: nothing of what it does. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** The WhatsApp number it writes from, E.164. */
  readonly sender: string;
  readonly emergencyPhone: string | null;
  readonly createdAt: Instant;
  readonly suspendedAt: Instant | null;
  readonly suspendedBecause: string | null;
  /** Oldest first. */
  readonly keys: readonly ApiKey[];
}

/** A key to be made; `hash` is its SHA-256 in hex. */
export interface NewApiKey {
  readonly hash: string;
  readonly expiresAt: Instant | null;
  readonly now: Instant;
}

/**
 * Agencies and their keys, for the operator of the platform.
 * @example
 * const key = await accounts.addKey(agencyId, { hash: hashApiKey(secret), name, scopes,
 *   expiresAt: null, now });
 */
export interface Accounts {
  /** Every agency, oldest first. */
  list(): Promise<readonly Account[]>;
  /** @throws InvalidRequest where the sender is no number in E.164. */
  create(agency: {
    readonly name: string;
    readonly sender: string;
    readonly emergencyPhone: string | null;
    readonly now: Instant;
  }): Promise<Account>;
  /**
   * Gives an agency another number, or suspends it: its keys are refused and its messages wait
   * until `suspendedBecause` is null again. Null: no such agency.
   */
  change(
    agencyId: string,
    change: {
      readonly sender?: string;
      readonly suspendedBecause?: string | null;
      readonly now: Instant;
    },
  ): Promise<Account | null>;
  /** Null: no such agency. */
  addKey(
    agencyId: string,
    key: NewApiKey & { readonly name: string; readonly scopes: readonly Scope[] },
  ): Promise<ApiKey | null>;
  /**
   * Makes a key with the name and the scopes of another, which expires at `formerUntil` unless
   * earlier. Null: the agency has no such key, or it is expired or revoked.
   */
  rotateKey(
    agencyId: string,
    keyId: string,
    key: NewApiKey & { readonly formerUntil: Instant },
  ): Promise<ApiKey | null>;
  /** Ends a key at once, for good. Null: the agency has no such key. */
  revokeKey(agencyId: string, keyId: string, now: Instant): Promise<ApiKey | null>;
}

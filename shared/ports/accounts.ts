import type { Account, ApiKey } from '#shared/domain/account.ts';
import type { Limits } from '#shared/domain/ceiling.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Scope } from '#shared/domain/scope.ts';
import type { Brake } from '#shared/domain/sending.ts';

/** A key to be made; `hash` is its SHA-256 in hex. */
export interface NewApiKey {
  readonly hash: string;
  readonly expiresAt: Instant | null;
  readonly now: Instant;
}

/** The keys of agencies, for whoever may make them. */
export interface Keys {
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

/**
 * Agencies and their keys, for the operator of the platform.
 * @example
 * const key = await accounts.addKey(agencyId, { hash: hashApiKey(secret), name, scopes,
 *   expiresAt: null, now });
 */
export interface Accounts extends Keys {
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
   * Gives an agency another number or other limits, or suspends it: its keys are refused and its
   * messages wait until `suspendedBecause` is null again. Null: no such agency.
   */
  change(
    agencyId: string,
    change: {
      readonly sender?: string;
      readonly suspendedBecause?: string | null;
      /** Null: what the platform allows; absent fields stay. */
      readonly limits?: { readonly [L in keyof Limits]?: Limits[L] | undefined };
      readonly now: Instant;
    },
  ): Promise<Account | null>;
  /** The operator's brake over all agencies as last set; null: it never was. */
  presentBrake(): Promise<Brake | null>;
  /** Sets or lifts it; from then on nothing is claimed that did not see it. */
  brake(brake: {
    readonly state: 'live' | 'paused';
    readonly reason: string | null;
    readonly until: Instant | null;
    readonly by: string;
    readonly now: Instant;
  }): Promise<Brake>;
}

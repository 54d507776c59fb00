/** A new data key: opened, and wrapped as it is stored. */
export interface NewDataKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly wrapped: string;
}

/**
 * Wraps data keys with a master key that is never in the database. The owner, an agency's id or
 * `platform`, is bound to the wrapped key: it opens for no other.
 * @throws ServiceUnavailable where the service of keys does not answer.
 * @example
 * const { key, wrapped } = await keyring.create(agencyId);
 * const again = await keyring.open(wrapped, agencyId); // equals key
 */
export interface Keyring {
  /** Makes a data key. */
  create(owner: string): Promise<NewDataKey>;
  /**
   * Opens a wrapped data key.
   * @throws WrongKey where it was wrapped by another master key, for another owner, or is damaged.
   */
  open(wrapped: string, owner: string): Promise<Uint8Array>;
  /** Wraps a key that is open: where master keys are exchanged. */
  wrap(key: Uint8Array, owner: string): Promise<string>;
}

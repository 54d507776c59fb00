/** Somebody whom the provider of identities knows. */
export interface Person {
  readonly userId: string;
  /** In lower case. */
  readonly email: string;
  /** Of a token that may sign in once; null: until it expires. */
  readonly signInId: string | null;
}

/** The provider of identities: Supabase Auth, or an issuer of our own on one machine. */
export interface Identity {
  /**
   * Null: the token is not one of the provider's, or has expired.
   * @throws ServiceUnavailable where its keys cannot be fetched.
   */
  verify(token: string): Promise<Person | null>;
  /**
   * A token for the link that signs in whom an agency calls the owner of an address: somebody else
   * than who has it at another agency, since nobody has proved anything. Null where the provider
   * sends such links itself.
   */
  readonly issue: ((agencyId: string, email: string, lifeMs: number) => Promise<string>) | null;
}

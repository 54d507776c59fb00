/** One mail to somebody of an agency. */
export interface StaffMessage {
  /** One address, without a name. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  /** All that it says, for readers without HTML. */
  readonly text: string;
  /** The same as a page; absent: there is the text only. */
  readonly html?: string;
  /** The same key is the same mail: its copies have one Message-ID, where the service leaves it. */
  readonly key: string;
}

/**
 * Mail to the people of agencies.
 * @example
 * await mail.send({ to: 'lucia@agency.example', subject: 'Your invitation', text, key });
 */
export interface StaffMail {
  /**
   * `sent`: a mail server has taken it, which is not yet a mailbox. `refused`: none will take it,
   * so that another try cannot help. Mail has no idempotency: what throws may have been taken all
   * the same, and a second copy is told by its Message-ID alone.
   * @throws ServiceUnavailable where it may be tried again later.
   */
  send(message: StaffMessage): Promise<'sent' | 'refused'>;
}

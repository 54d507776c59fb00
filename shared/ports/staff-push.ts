/** One notice in the browsers of a member of an agency. */
export interface StaffNotice {
  readonly agencyId: string;
  readonly memberId: string;
  /** One line. */
  readonly title: string;
  readonly body: string;
  /** What a click opens. */
  readonly url: string;
  /** The same key is the same notice: a browser shows it once. */
  readonly key: string;
}

/**
 * Notices in the browsers of the people of agencies.
 * @example
 * await push.push({ agencyId, memberId, title: 'IB6845 MAD-EZE', body, url, key });
 */
export interface StaffPush {
  /**
   * `sent`: a push service has taken it for at least one of their browsers. `refused`: they have
   * none that takes notices, so that another try cannot help.
   * @throws ServiceUnavailable where it may be tried again later.
   */
  push(notice: StaffNotice): Promise<'sent' | 'refused'>;
}

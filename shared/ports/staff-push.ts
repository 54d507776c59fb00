/** One push message to the browsers of a member. */
export interface StaffPushMessage {
  readonly agencyId: string;
  readonly memberId: string;
  /** What stands in bold; a few words. */
  readonly title: string;
  /** One or two sentences. */
  readonly body: string;
  /** What a click opens: a path of the console, such as `/console/incidents/…`. */
  readonly url: string;
  /** A message with the same key takes the place of the former one, sent or shown. */
  readonly key: string;
}

/**
 * Push messages to the people of agencies, wherever they let a browser show them.
 * @example
 * await push.push({ agencyId, memberId, title: 'IB3172', body: '38 people', url, key });
 */
export interface StaffPush {
  /**
   * Pushes to every browser of the member; those that are gone are forgotten. `sent`: a service
   * took it for one at least, which is not yet a screen. `nowhere`: no browser of theirs takes it.
   * @throws ServiceUnavailable where none took it and one may later.
   */
  push(message: StaffPushMessage): Promise<'sent' | 'nowhere'>;
}

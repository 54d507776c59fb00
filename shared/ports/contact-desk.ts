import type { Contact, Group, Reachability } from '#shared/domain/contact.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** What an agency says of a contact, and may change later. */
export type ContactWords = Omit<Contact, 'id' | 'revision'>;

/** The outcome of editing a contact; only `edited` wrote anything. */
export type EditContactResult =
  | { readonly kind: 'edited' | 'unchanged'; readonly contact: Contact }
  | { readonly kind: 'not-found' | 'stale' }
  /** The number is another contact's. */
  | { readonly kind: 'phone-taken'; readonly contactId: string };

/** The outcome of asking for a test message; only `requested` wrote anything. */
export type RequestTestResult =
  | { readonly kind: 'requested' }
  | { readonly kind: 'not-found' | 'no-number' | 'opted-out' }
  | { readonly kind: 'too-soon'; readonly testedAt: Instant };

/** The outcome of writing a group; only `written` wrote anything. */
export type WriteGroupResult =
  | { readonly kind: 'written' | 'unchanged'; readonly group: Group }
  | { readonly kind: 'not-found' | 'unknown-leader' }
  | { readonly kind: 'name-taken'; readonly groupId: string };

/**
 * What an agency does with the people who are written to, and with groups; every call is one
 * tenant's.
 * @example
 * const found = await contacts.contacts(agencyId, { phone: '+5491155550100', limit: 50 });
 */
export interface ContactDesk {
  /** One contact, and how we know whether they are reached; null: no such contact. */
  contact(
    agencyId: string,
    contactId: string,
  ): Promise<{ readonly contact: Contact; readonly reachability: Reachability } | null>;
  /**
   * Asks for a test message to a contact and emits `TestMessageRequested`; `too-soon`: less than
   * `testPauseMs` after the last one.
   */
  requestTest(request: {
    readonly agencyId: string;
    readonly contactId: string;
    readonly now: Instant;
  }): Promise<RequestTestResult>;
  /** One page of contacts by name; `after` is the `(name, id)` of the last one before. */
  contacts(
    agencyId: string,
    filter: {
      /** In its canonical form. */
      readonly phone?: string | undefined;
      /** A part of the name, however it is written. */
      readonly name?: string | undefined;
      readonly after?: { readonly name: string; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly Contact[]>;
  /**
   * Replaces what is said of a contact, on all their trips that are not withdrawn. A new number is
   * news to them as it is by `TripDesk.edit`; emits `TripChanged` for each trip and
   * `JourneyChanged` for each journey.
   */
  editContact(request: {
    readonly agencyId: string;
    readonly contactId: string;
    readonly revision: number;
    readonly set: ContactWords;
    readonly notify: boolean;
    readonly now: Instant;
  }): Promise<EditContactResult>;
  /** All groups by name. */
  groups(agencyId: string): Promise<readonly Group[]>;
  /** Makes a group, or replaces what is said of the one with that id. */
  writeGroup(request: {
    readonly agencyId: string;
    readonly groupId: string | null;
    readonly name: string;
    readonly leaderId: string | null;
    readonly now: Instant;
  }): Promise<WriteGroupResult>;
}

import type { Contact, Group, Reachability } from '#shared/domain/contact.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Consent } from '#shared/domain/trip.ts';

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

/** A group to make, or changes to one; absent fields stay, or are nobody's. */
export type WriteGroupRequest = {
  readonly agencyId: string;
  readonly leaderId?: string | null | undefined;
  readonly now: Instant;
} & (
  | { readonly groupId: null; readonly name: string }
  | { readonly groupId: string; readonly name?: string | undefined }
);

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
  /**
   * One contact, how we know whether they are reached, and the consent that holds for their number
   * and name of now; null: no such contact.
   */
  contact(
    agencyId: string,
    contactId: string,
  ): Promise<{
    readonly contact: Contact;
    readonly reachability: Reachability;
    readonly consent: Consent | null;
  } | null>;
  /**
   * Asks for a test message to a contact and emits `TestMessageRequested`; `too-soon`: less than
   * `testPauseMs` after the last one to the same number.
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
   * Replaces what is said of a contact, on all their trips that are not withdrawn, and adds a
   * consent. Another number or name leaves the consents of before behind. A new number is news to
   * them as it is by `TripDesk.edit`; emits `TripChanged` for each trip and
   * `JourneyChanged` for each journey.
   */
  editContact(request: {
    readonly agencyId: string;
    readonly contactId: string;
    readonly revision: number;
    readonly set: ContactWords;
    readonly consent: Consent | null;
    readonly notify: boolean;
    readonly now: Instant;
  }): Promise<EditContactResult>;
  /** All groups by name. */
  groups(agencyId: string): Promise<readonly Group[]>;
  /** One group; null: the agency has no such group. */
  group(agencyId: string, groupId: string): Promise<Group | null>;
  /**
   * Makes a group, or changes what is given of the one with that id. A new name emits
   * `JourneyChanged` for each of its journeys.
   */
  writeGroup(request: WriteGroupRequest): Promise<WriteGroupResult>;
}

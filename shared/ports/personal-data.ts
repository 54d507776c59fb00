import type { Contact } from '#shared/domain/contact.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { MessageRow } from './trip-desk.ts';

/** What to erase. */
export interface EraseRequest {
  readonly agencyId: string;
  readonly contactId: string;
  /** Answers what an erasure would take, and changes nothing. */
  readonly dryRun: boolean;
  /** Their trips that are not over are withdrawn first, without a word to them. */
  readonly withdraw: boolean;
  readonly now: Instant;
}

/** Rows that went, or were emptied of what is personal, by kind. */
export type Counts = Readonly<Record<string, number>>;

/** The outcome of an erasure; only `erased` changed anything. */
export type EraseResult =
  | {
      readonly kind: 'erased' | 'rehearsed';
      readonly counts: Counts;
      /** Journeys whose trips of the contact were withdrawn for it. */
      readonly withdrawn: readonly string[];
      /**
       * Journeys that stay, since others travel on them: the agency's own notes, plans and
       * itineraries there may still name the person.
       */
      readonly shared: readonly string[];
    }
  | { readonly kind: 'not-found' }
  /** The contact has trips that are not over. */
  | {
      readonly kind: 'live';
      readonly journeys: readonly { readonly id: string; readonly reference: string | null }[];
    };

/** Everything that is kept about a contact. */
export interface PersonalExport {
  readonly contact: Contact;
  readonly consents: readonly Consent[];
  readonly trips: readonly Trip[];
  readonly documents: readonly FiledDocument[];
  readonly messages: readonly MessageRow[];
  readonly words: readonly {
    readonly at: Instant;
    readonly direction: 'in' | 'out';
    readonly text: string;
    readonly media: number;
  }[];
  readonly optOuts: readonly {
    readonly sender: string;
    readonly optedOut: boolean;
    readonly at: Instant;
  }[];
  readonly itineraries: readonly {
    readonly journeyId: string;
    readonly stay: string;
    readonly version: number;
    readonly itinerary: unknown;
  }[];
  readonly plans: readonly {
    readonly journeyId: string;
    readonly stay: string;
    readonly plan: unknown;
  }[];
  readonly decisions: readonly {
    readonly tripId: string;
    readonly at: Instant;
    readonly decision: string;
    readonly subject: string;
    readonly rule: string;
  }[];
}

/**
 * The end of a person's data. What ends leaves counts, keys, hashes and the reasons of decisions;
 * the words and names are gone from rows, states and, a moment later, files.
 * @example
 * const result = await store.erase({ agencyId, contactId, dryRun: true, withdraw: false, now });
 */
export interface PersonalData {
  /** Ends everything of a contact at once; their opt-out stays as a digest. */
  erase(request: EraseRequest): Promise<EraseResult>;
  /** Null: the agency has no such contact. */
  exportOf(agencyId: string, contactId: string): Promise<PersonalExport | null>;
  /** Takes a document off file; false: the agency has no such document. */
  removeDocument(agencyId: string, documentId: string, now: Instant): Promise<boolean>;
  /** All agencies, for the retention job. */
  agencies(): Promise<readonly string[]>;
  /**
   * Ends a batch of what is past the agency's retention, which is at most `mostMonths`. Repeated
   * while it counts anything.
   */
  purgeAgency(
    agencyId: string,
    options: { readonly mostMonths: number; readonly now: Instant },
  ): Promise<Counts>;
  /** Files whose row is gone. */
  filesToRemove(agencyId: string): Promise<readonly string[]>;
  /** Those files are gone as well. */
  filesRemoved(agencyId: string, paths: readonly string[]): Promise<void>;
}

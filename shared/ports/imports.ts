import type { Actor } from '#shared/acting.ts';
import type {
  BookingImport,
  ImportedContent,
  ImportedJourney,
  ImportedState,
  ImportFile,
  ImportSends,
  ImportTable,
  ImportVerdict,
  ImportWelcome,
} from '#shared/domain/booking-import.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';

/** A journey of a file as a dry run finds it. */
export interface ReadJourney {
  readonly position: number;
  readonly verdict: ImportVerdict;
  /** The journey that there is, and its revision then: on another one it is not applied. */
  readonly journeyId: string | null;
  readonly basis: number | null;
  /** Rows by verdict. */
  readonly rows: Readonly<Partial<Record<ImportVerdict, number>>>;
  readonly sends: ImportSends;
  /** The first departure, by which welcomes are spread; null: nothing is to be applied. */
  readonly departure: Instant | null;
  readonly content: ImportedContent;
  /** Numbers in it, so that erasing a person finds them. */
  readonly phones: readonly { readonly phone: string }[];
}

/** A journey of an import that is being worked on. */
export interface ImportWork {
  readonly position: number;
  readonly state: ImportedState;
  readonly journeyId: string | null;
  readonly basis: number | null;
  readonly content: ImportedContent;
  /** The revision of the journey after it was applied. */
  readonly revisionAfter: number | null;
  readonly verdict: ImportVerdict;
  /** Its place among those that are to be welcomed, the first departure first, from 0. */
  readonly nth: number;
  readonly of: number;
}

/** An import that somebody works on, until then alone. */
export interface ClaimedImport {
  readonly import: BookingImport;
  /** Who asked for the work: what it writes is theirs in the audit. */
  readonly actor: Actor;
}

/** A trip that a file would book: whether its contact is on that flight already. */
export interface AskedTrip {
  readonly phone: string;
  readonly flightNumber: string;
  /** Local at the origin. */
  readonly date: string;
}

/** What there is of the journeys of a file. */
export interface ImportContext {
  readonly journeys: readonly Journey[];
  /** Which of the journeys whoever asks does not see: they are somebody else's. */
  readonly ofOthers: readonly string[];
  /** Which of the journeys have which of the keys. */
  readonly keyed: readonly { readonly key: string; readonly journeyId: string }[];
  /** Of the asked trips those that another journey has: their place, and its booking code. */
  readonly taken: readonly {
    readonly nth: number;
    readonly journeyId: string;
    readonly reference: string | null;
  }[];
}

/**
 * Imports of bookings from files. Whoever works on one holds a lease; every step is written so that
 * another may go on after it, or do it again.
 */
export interface Imports {
  /** Writes a file down and asks for it to be read (`ImportWorkRequested`). */
  create(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly table: ImportTable;
    readonly file: ImportFile;
    readonly rowCount: number;
    readonly actor: Actor;
    readonly now: Instant;
  }): Promise<BookingImport>;
  /** Null: the agency has no such import, or its rows have ended. */
  get(agencyId: string, id: string): Promise<BookingImport | null>;
  /** The newest first. */
  list(agencyId: string, limit: number): Promise<readonly BookingImport[]>;
  /** The file as it was written down; null as `get`. */
  table(agencyId: string, id: string): Promise<ImportTable | null>;
  /** A page of journeys in the order of the file. */
  journeys(
    agencyId: string,
    id: string,
    filter: {
      readonly verdict?: ImportVerdict | undefined;
      readonly state?: ImportedState | undefined;
      readonly after: number;
      readonly limit: number;
    },
  ): Promise<readonly ImportedJourney[]>;
  /** Reads it again, otherwise; null: it is not in a state in which it can be. */
  readAgain(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly table: ImportTable;
    readonly file: ImportFile;
    readonly now: Instant;
  }): Promise<BookingImport | null>;
  /**
   * Compare and set: from one of the states to another in which there is work; null: it is in none
   * of them. Again in that state it asks for the work anew.
   */
  begin(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly from: readonly BookingImport['state'][];
    readonly to: 'applying' | 'undoing';
    readonly welcome?: ImportWelcome;
    readonly spreadDays?: number;
    readonly actor: Actor;
    readonly now: Instant;
  }): Promise<BookingImport | null>;
  /** Takes the lease; null: nothing is to be done, `busy`: somebody has it. */
  claim(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly worker: string;
    readonly until: Instant;
    readonly now: Instant;
  }): Promise<ClaimedImport | 'busy' | null>;
  /** Gives the lease back, and with `isMore` asks for the rest of the work. */
  release(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly worker: string;
    readonly isMore: boolean;
    readonly now: Instant;
  }): Promise<void>;
  /** What there is of these journeys, by reference or key, and of these trips elsewhere. */
  context(
    agencyId: string,
    asked: {
      readonly references: readonly string[];
      readonly keys: readonly string[];
      readonly trips: readonly AskedTrip[];
    },
  ): Promise<ImportContext>;
  /** Writes down what was read, and how far; `false`: another reading has begun. */
  saveReading(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly worker: string;
    readonly revision: number;
    readonly journeys: readonly ReadJourney[];
    readonly rowsRead: number;
    readonly isDone: boolean;
    readonly until: Instant;
  }): Promise<boolean>;
  /** The next journeys to be applied, or taken back. */
  work(
    agencyId: string,
    id: string,
    what: { readonly states: readonly ImportedState[]; readonly limit: number },
  ): Promise<readonly ImportWork[]>;
  /**
   * Writes down what becomes of one; renews the lease. `undo` and `outcome` absent: as they are.
   */
  settle(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly worker: string;
    readonly position: number;
    readonly state: ImportedState;
    readonly journeyId: string | null;
    readonly revisionAfter: number | null;
    readonly content?: ImportedContent;
    readonly outcome: string | null;
    readonly until: Instant;
  }): Promise<void>;
  /** Ends a state of work in which nothing is left to be done. */
  finish(request: {
    readonly agencyId: string;
    readonly id: string;
    readonly worker: string;
    readonly now: Instant;
  }): Promise<void>;
  /** Whether anything was said, or is being said, to the travellers of a journey since then. */
  wasSaid(agencyId: string, journeyId: string, since: Instant): Promise<boolean>;
}

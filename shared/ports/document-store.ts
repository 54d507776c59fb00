import type { Instant } from '#shared/domain/instant.ts';

/** A file with what it is. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  /** As its bytes say, never as somebody claimed it. */
  readonly contentType: string;
}

/**
 * Keeps the files of trips: boarding passes, vouchers, what travellers send. A path begins with the
 * agency's id and a slash (`<agency>/<trip>/<document>.pdf`), and adapters that know tenants keep
 * them apart by it; it holds letters, digits, `-`, `_`, `.` and `/` only.
 * @throws ServiceUnavailable where the store does not answer. @throws InvariantBroken for a path of
 * another form.
 * @example
 * await documents.put(`${agencyId}/${tripId}/${id}.pdf`, { bytes, contentType });
 * const mediaUrl = await documents.link(path, { fileName: 'voucher.pdf', expiresAt });
 */
export interface DocumentStore {
  /** Writes a file; the same path again is the same file. */
  put(path: string, file: StoredFile): Promise<void>;
  /** Null: there is none. */
  get(path: string): Promise<StoredFile | null>;
  /**
   * An address under which anybody can fetch the file until `expiresAt`, and nobody after; for
   * WhatsApp's `MediaUrl`.
   */
  link(
    path: string,
    options: { readonly fileName: string; readonly expiresAt: Instant },
  ): Promise<string>;
}

/** A file that a link named, as it is to be answered. */
export interface LinkedFile extends StoredFile {
  readonly fileName: string;
}

/**
 * Opens the links of a store that serves its own files.
 * @example
 * const file = await links.open(token, clock.now());
 * return file ? respond(file) : notFound();
 */
export interface DocumentLinks {
  /**
   * Null: the token is not ours, its time is over, or the file is gone; which of them nobody is
   * told.
   */
  open(token: string, now: Instant): Promise<LinkedFile | null>;
}

import type { Instant } from '#shared/domain/instant.ts';

/** A file and its type. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  /** Media type detected from the bytes, never the declared one. */
  readonly contentType: string;
}

/** Where a file can be put without a key, by one PUT with the file as its body. */
export interface UploadLink {
  readonly url: string;
  readonly expiresAt: Instant;
}

/**
 * Stores the files of trips: boarding passes, vouchers, what travellers send. A path begins with
 * the agency's id and a slash (`<agency>/<trip>/<document>.pdf`), by which adapters separate
 * tenants; it holds letters, digits, `-`, `_`, `.` and `/` only.
 * @throws ServiceUnavailable where the store does not answer.
 * @throws InvariantBroken for a path of another form.
 * @example
 * await documents.put(`${agencyId}/${tripId}/${id}.pdf`, { bytes, contentType });
 * const mediaUrl = await documents.link(path, { fileName: 'voucher.pdf', expiresAt });
 */
export interface DocumentStore {
  /** Writes a file; the same path is the same file, so a repetition is harmless. */
  put(path: string, file: StoredFile): Promise<void>;
  /** Reads a file; null: there is none. */
  get(path: string): Promise<StoredFile | null>;
  /** Removes a file; one that is not there is removed. */
  remove(path: string): Promise<void>;
  /**
   * A URL to which anybody can put the file of that path, once, for an hour or two. What is then
   * there can be anything of at most `longestDocumentBytes`: look at it before it is used.
   */
  uploadLink(path: string): Promise<UploadLink>;
  /**
   * A URL from which anybody can fetch the file until `expiresAt`; used as Twilio's `MediaUrl`.
   */
  link(
    path: string,
    options: { readonly fileName: string; readonly expiresAt: Instant },
  ): Promise<string>;
}

/** The file that a link names, as served. */
export interface LinkedFile extends StoredFile {
  readonly path: string;
  readonly fileName: string;
}

/**
 * Serves the links of a store that serves its own files.
 * @example
 * const file = await links.open(token, clock.now());
 * return file === null || file === 'gone' ? noSuchFile(file) : respond(file);
 */
export interface DocumentLinks {
  /**
   * The file of a link's token; `gone`: the link is ours and in its time, and its file was removed.
   * Null: the token is forged or expired; callers must not be told which.
   */
  open(token: string, now: Instant): Promise<LinkedFile | 'gone' | null>;
  /** Whose upload a token lets in: the id of its agency. Null: the token is forged or expired. */
  uploaderOf(token: string, now: Instant): string | null;
  /** Takes the bytes put to an upload link. False: the token is forged, expired or was used. */
  receive(token: string, bytes: Uint8Array, now: Instant): Promise<boolean>;
}

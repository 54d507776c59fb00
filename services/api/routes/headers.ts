import { z } from 'zod';

/** The header by which a repeated booking is known. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
  .optional()
  .describe(
    'Identifies this booking for ever: repeating the request with the same key ' +
      'books nothing twice.',
  );

/** The header that names the revision an edit was made against. */
export const ifMatch = z
  .string()
  .regex(/^"[1-9]\d{0,8}"$/, 'must be an ETag as it was answered, such as "3"')
  .optional()
  .describe('Edit only this revision.');

/** The revision that an `If-Match` header names; null: any. */
export const revisionOf = (header: string | undefined): number | null =>
  header === undefined ? null : Number(header.slice(1, -1));

import { z } from 'zod';

/** Encodes the position where a page ends as an opaque query parameter. */
export const toCursor = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The first `limit` rows as a page. Query one row more: it shows that there is a next page. */
export const pageOfRows = <T>(
  rows: readonly T[],
  limit: number,
  position: (row: T) => unknown,
): { readonly items: readonly T[]; readonly next: string | null } => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rows.length > limit ? toCursor(position(last)) : null };
};

/** The schema of a cursor, which parses to its position; other text is `bad_cursor`. */
export const cursorSchema = <T extends z.ZodType>(position: T) =>
  z
    .string()
    // A name of 100 characters in any script, and an id.
    .max(600)
    .transform((text, context): z.output<T> => {
      const parsed = position.safeParse(decode(text));
      if (parsed.success) return parsed.data;
      context.addIssue({
        code: 'custom',
        message: 'must be the `next` of a page before',
        params: { code: 'bad_cursor' },
      });
      return z.NEVER;
    });

const decode = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
};

import type { Instant } from '#shared/domain/instant.ts';

/** Something in a document that could not be kept, and where it is. */
export interface Unstorable {
  readonly path: readonly (string | number)[];
  readonly code: 'null_character' | 'broken_unicode' | 'not_finite' | 'too_deep' | 'reserved_name';
  readonly message: string;
}

const maxDepth = 16;
const loneSurrogate = /\p{Surrogate}/u;

const textFault = (text: string): Pick<Unstorable, 'code' | 'message'> | null =>
  text.includes('\0')
    ? { code: 'null_character', message: 'must not contain the null character' }
    : loneSurrogate.test(text)
      ? { code: 'broken_unicode', message: 'must be well-formed Unicode' }
      : null;

/**
 * What a database of JSON and text would refuse or silently change in a parsed JSON document: null
 * characters, lone surrogates, numbers beyond the finite, nesting beyond reason, and `__proto__`.
 * Works without recursion, so depth cannot hurt it; stops at the first fault.
 */
export const unstorable = (document: unknown): Unstorable | null => {
  const waiting: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [
    { value: document, path: [] },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      const fault = textFault(value);
      if (fault) return { path, ...fault };
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value))
        return { path, code: 'not_finite', message: 'is too large a number' };
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= maxDepth)
        return {
          path,
          code: 'too_deep',
          message: `must not be nested deeper than ${maxDepth} levels`,
        };
      const entries: [string | number, unknown][] = Array.isArray(value)
        ? [...value.entries()]
        : Object.entries(value);
      for (const [name, inner] of entries) {
        if (name === '__proto__')
          return {
            path: [...path, name],
            code: 'reserved_name',
            message: 'is not a possible field name',
          };
        const fault = typeof name === 'string' ? textFault(name) : null;
        if (fault) return { path, code: fault.code, message: `a field name ${fault.message}` };
        waiting.push({ value: inner, path: [...path, name] });
      }
    }
  }
  return null;
};

/**
 * The text with whatever `unstorable` would refuse replaced by U+FFFD, for words that cannot be
 * sent back to be corrected.
 */
export const storableText = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');

/**
 * Whether an instant lies in this century or so: a year zero is well-formed, but no database and no
 * traveller knows it.
 */
export const isPlausible = (at: Instant): boolean => at >= '2000' && at < '2200';

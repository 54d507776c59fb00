import type { Instant } from '#shared/domain/instant.ts';

/** A value in a JSON document that Postgres cannot store, and where it is. */
export interface StorageFault {
  readonly path: readonly (string | number)[];
  readonly code: 'null_character' | 'broken_unicode' | 'not_finite' | 'too_deep' | 'reserved_name';
  readonly message: string;
}

const maxDepth = 16;
const loneSurrogate = /\p{Surrogate}/u;

const textFault = (text: string): Pick<StorageFault, 'code' | 'message'> | null =>
  text.includes('\0')
    ? { code: 'null_character', message: 'must not contain the null character' }
    : loneSurrogate.test(text)
      ? { code: 'broken_unicode', message: 'must be well-formed Unicode' }
      : null;

/**
 * Finds the first value of a parsed JSON document that Postgres would refuse or silently change:
 * null characters, lone surrogates, infinite numbers, more than 16 levels, `__proto__`. Not
 * recursive: a deeply nested body must not overflow the stack.
 */
export const findStorageFault = (document: unknown): StorageFault | null => {
  const pending: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [
    { value: document, path: [] },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
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
      for (const [name, child] of entries) {
        if (name === '__proto__')
          return {
            path: [...path, name],
            code: 'reserved_name',
            message: 'is not a possible field name',
          };
        const fault = typeof name === 'string' ? textFault(name) : null;
        if (fault) return { path, code: fault.code, message: `a field name ${fault.message}` };
        pending.push({ value: child, path: [...path, name] });
      }
    }
  }
  return null;
};

/**
 * Replaces what `findStorageFault` would refuse by U+FFFD, for text whose author cannot be asked to
 * correct it.
 */
export const storableText = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');

/** Cuts a storable text to `maxLength` UTF-16 units, never inside a character. */
export const cutText = (text: string, maxLength: number): string =>
  text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');

/**
 * Whether an instant is in 2000–2199: a year 0000 is well-formed, but Postgres refuses it.
 */
export const isPlausible = (at: Instant): boolean => at >= '2000' && at < '2200';

import { isDeepStrictEqual } from 'node:util';

/**
 * The fields that an edit names and would change: `after` and `present`, both in normal form, have
 * them with different values.
 */
export const editDifference = (
  edit: object,
  after: Readonly<Record<string, unknown>>,
  present: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.keys(edit).filter(
    (name) =>
      name in after &&
      name in present &&
      !isDeepStrictEqual(after[name] ?? null, present[name] ?? null),
  );

import fc from 'fast-check';

/** Text that somebody may send who means harm, or whose system is broken. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\\u0000',
    "' or 1=1 --",
    "'; drop table bauhaus.trips; --",
    '$$',
    '%s%I%L',
    '../../etc/passwd',
    '{{1}}',
    '$1',
    'null',
    '__proto__',
    '-infinity',
    '294277-01-01T00:00:00Z',
    '2027-02-30T00:00:00Z',
    '00000000-0000-0000-0000-000000000000',
    '1e400',
    'x'.repeat(10_000),
  ),
);

/** Any JSON, with a liking for the edges of numbers and for nesting. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 63,
    1e308,
    [],
    {},
    [null],
    [[]],
    { a: null },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown),
);

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, at: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value)
    ? value.flatMap((v, i) => pathsOf(v, [...at, i]))
    : Object.entries(value).flatMap(([k, v]) => pathsOf(v, [...at, k]));
  return at.length === 0 ? inner : [at, ...inner];
};

const changedAt = (
  value: unknown,
  [head, ...rest]: Path,
  change: (was: unknown) => { readonly now: unknown } | null,
): unknown => {
  const [key] = [head];
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const was: unknown = Reflect.get(value, key);
  const next = rest.length > 0 ? { now: changedAt(was, rest, change) } : change(was);
  if (Array.isArray(value))
    return value.flatMap((v: unknown, i) => (i !== key ? [v] : next ? [next.now] : []));
  const others = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(next ? [...others, [String(key), next.now]] : others);
};

/**
 * Documents made of right ones by the grammar that they follow themselves: a part replaced by
 * something hostile or by another part of itself, left out, wrapped, or repeated. Closer to what
 * breaks things than pure noise, which the first check refuses.
 */
export const nearlyLike = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      right,
      fc.array(
        fc.record({
          where: fc.nat(),
          other: fc.nat(),
          how: fc.constantFrom('replace', 'replace', 'remove', 'wrap', 'swap', 'stringify'),
          value: hostileJson,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([document, changes]) =>
      changes.reduce<unknown>((current, { where, other, how, value }) => {
        const paths = pathsOf(current);
        const path = paths[where % Math.max(1, paths.length)] ?? [];
        const from = paths[other % Math.max(1, paths.length)] ?? [];
        return changedAt(current, path, (was) => {
          switch (how) {
            case 'replace':
              return { now: value };
            case 'remove':
              return null;
            case 'wrap':
              return { now: [was] };
            case 'stringify':
              return { now: JSON.stringify(was) ?? '' };
            case 'swap':
              return {
                now: from.reduce<unknown>(
                  (v, key) => (typeof v === 'object' && v !== null ? Reflect.get(v, key) : v),
                  current,
                ),
              };
          }
        });
      }, document),
    );

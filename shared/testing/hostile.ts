import fc from 'fast-check';

/** Text as an attacker or a broken system may send it. */
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

/** Any JSON, with limits of numbers and deep nesting among it. */
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
  [key, ...rest]: Path,
  change: (before: unknown) => { readonly after: unknown } | null,
): unknown => {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const before: unknown = Reflect.get(value, key);
  const next = rest.length > 0 ? { after: changedAt(before, rest, change) } : change(before);
  if (Array.isArray(value))
    return value.flatMap((item: unknown, i) => (i !== key ? [item] : next ? [next.after] : []));
  const others = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(next ? [...others, [String(key), next.after]] : others);
};

/**
 * Valid documents with a few parts replaced by something hostile or by another part of the
 * document, removed, wrapped or stringified. They reach deeper than pure noise, which the first
 * check refuses.
 */
export const nearlyLike = <T>(valid: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      valid,
      fc.array(
        fc.record({
          pathIndex: fc.nat(),
          otherPathIndex: fc.nat(),
          change: fc.constantFrom('replace', 'replace', 'remove', 'wrap', 'swap', 'stringify'),
          value: hostileJson,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([document, changes]) =>
      changes.reduce<unknown>((current, { pathIndex, otherPathIndex, change, value }) => {
        const paths = pathsOf(current);
        const path = paths[pathIndex % Math.max(1, paths.length)] ?? [];
        const from = paths[otherPathIndex % Math.max(1, paths.length)] ?? [];
        return changedAt(current, path, (before) => {
          switch (change) {
            case 'replace':
              return { after: value };
            case 'remove':
              return null;
            case 'wrap':
              return { after: [before] };
            case 'stringify':
              return { after: JSON.stringify(before) ?? '' };
            case 'swap':
              return {
                after: from.reduce<unknown>(
                  (node, key) =>
                    typeof node === 'object' && node !== null ? Reflect.get(node, key) : node,
                  current,
                ),
              };
          }
        });
      }, document),
    );

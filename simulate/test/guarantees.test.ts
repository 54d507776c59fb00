import { readFileSync } from 'node:fs';

const guarantees = readFileSync('docs/guarantees.md', 'utf8');
const invariants = [
  ...[
    'invariants',
    'told-is-known',
    'held-news',
    'watched-store',
    'brakes',
    'breakers',
    'watch',
    'edge',
    'connections',
    'desk',
    'duty',
    'numbers',
    'erasures',
    'sealed-store',
  ],
]
  .map((name) => readFileSync(`simulate/${name}.ts`, 'utf8'))
  .join('\n');

describe('the guarantees', () => {
  it('name only promises that the simulator checks', () => {
    const promises = [...guarantees.matchAll(/Simulator: ([^;|]+)/g)].flatMap(([, names]) =>
      [...(names ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''),
    );
    expect(promises.length).toBeGreaterThan(15);
    expect(promises.filter((name) => !invariants.includes(`'${name}'`))).toEqual([]);
  });

  it('name every promise that the simulator checks', () => {
    const checked = [
      ...invariants.matchAll(/\.violate\(\s*'([^']+)'|this\.violate\('([^']+)'/g),
    ].map(([, name, own]) => name ?? own ?? '');
    expect(new Set(checked).size).toBeGreaterThan(15);
    expect([...new Set(checked)].filter((name) => !guarantees.includes(`"${name}"`))).toEqual([]);
  });

  it('name only tests that exist', () => {
    const citations = [...guarantees.matchAll(/`([\w./-]+\.ts)`: "([^"]+)"/g)];
    expect(citations.length).toBeGreaterThan(10);
    expect(
      citations
        .filter(([, path, name]) => !readFileSync(path ?? '', 'utf8').includes(name ?? ''))
        .map(([whole]) => whole),
    ).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';

const guarantees = readFileSync('docs/guarantees.md', 'utf8');
const invariants = ['invariants', 'told-is-known', 'watched-store', 'breakers', 'watch', 'edge']
  .map((name) => readFileSync(`simulate/${name}.ts`, 'utf8'))
  .join('\n');

describe('the guarantees', () => {
  it('name only promises that the simulator holds', () => {
    const named = [...guarantees.matchAll(/Simulator: ([^;|]+)/g)].flatMap(([, names]) =>
      [...(names ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !invariants.includes(`'${name}'`))).toEqual([]);
  });

  it('name every promise that the simulator holds', () => {
    const held = [...invariants.matchAll(/\.violate\(\s*'([^']+)'|this\.violate\('([^']+)'/g)].map(
      ([, name, own]) => name ?? own ?? '',
    );
    expect(new Set(held).size).toBeGreaterThan(15);
    expect([...new Set(held)].filter((name) => !guarantees.includes(`"${name}"`))).toEqual([]);
  });

  it('name only tests that exist', () => {
    const named = [...guarantees.matchAll(/`([\w./-]+\.ts)`: "([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(10);
    expect(
      named
        .filter(([, path, name]) => !readFileSync(path ?? '', 'utf8').includes(name ?? ''))
        .map(([whole]) => whole),
    ).toEqual([]);
  });
});

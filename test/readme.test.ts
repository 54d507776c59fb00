import { readFileSync } from 'node:fs';
import { withConfigTable } from '../scripts/generate-config-table.ts';

const readme = readFileSync('README.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>;

describe('the README', () => {
  it('has the configuration table of the code (npm run docs:config)', () =>
    expect(withConfigTable(readme)).toBe(readme));
  it('explains every dependency', () => {
    const names = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
    ].filter((name) => !name.startsWith('@types/') && name !== '@swc/core');
    expect(names.filter((name) => !readme.includes(name))).toEqual([]);
  });
  it('names only commands that exist', () => {
    const commands = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(
      ([, script]) => script ?? '',
    );
    expect(commands.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });
  it('pins every dependency exactly', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe('the lockfile', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  it('names the packages of every platform, or npm ci refuses it', () => {
    const lockedNames = new Set(
      Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)),
    );
    const missing = Object.values(lock.packages)
      .flatMap((p) => Object.keys(p.optionalDependencies ?? {}))
      .filter((name) => !lockedNames.has(name));
    expect(missing).toEqual([]);
  });
});

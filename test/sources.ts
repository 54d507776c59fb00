import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * One `import` or `export … from` of a source file; `from` is a path from the root of the project,
 * or the name of a package.
 */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** A source file with its imports. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const skipped = new Set(['node_modules', '.git', '.data', 'cdk.out', '.cache', 'coverage']);

/** Every file below a folder, as paths from the root. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name)) return [];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });

const importLine = new RegExp(
  [
    String.raw`^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'`,
    String.raw`^import\s+'([^']+)'`,
    String.raw`\bimport\('([^']+)'\)`,
  ].join('|'),
  'gm',
);

const resolve = (path: string, from: string): string =>
  from.startsWith('#')
    ? from.slice(1)
    : from.startsWith('.')
      ? normalize(join(dirname(path), from))
      : from;

const onlyTypes = (statement: string): boolean => {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  return (
    names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ??
    false
  );
};

/** Every TypeScript file below the folders. */
export const sourcesUnder = (...folders: readonly string[]): Source[] =>
  folders
    .flatMap(filesUnder)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const imports = [...text.matchAll(importLine)].map((match) => ({
        from: resolve(path, match[2] ?? match[3] ?? match[4] ?? ''),
        typeOnly: match[1] !== undefined || onlyTypes(match[0]),
      }));
      return { path, text, imports };
    });

/** The package a bare import belongs to, or null for a file of the project or of Node. */
export const packageOf = (from: string): string | null => {
  if (from.startsWith('node:') || /\.(ts|json|js)$/.test(from)) return null;
  const [first = '', second = ''] = from.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
};

/** Groups of files that import one another in a circle, type imports included; each is sorted. */
export const circlesAmong = (
  files: readonly Pick<Source, 'path' | 'imports'>[],
): readonly (readonly string[])[] => {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const reachableFrom = (start: string): ReadonlySet<string> => {
    const reached = new Set<string>();
    const pending = [start];
    for (let path = pending.pop(); path !== undefined; path = pending.pop())
      for (const { from } of importsOf.get(path) ?? [])
        if (importsOf.has(from) && !reached.has(from)) {
          reached.add(from);
          pending.push(from);
        }
    return reached;
  };
  const reachable = new Map(files.map(({ path }) => [path, reachableFrom(path)]));
  const circleOf = (path: string): readonly string[] =>
    [...(reachable.get(path) ?? [])].filter((other) => reachable.get(other)?.has(path)).sort();
  return files
    .map(({ path }) => circleOf(path))
    .filter(([first], index) => first === files[index]?.path);
};

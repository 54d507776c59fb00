import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { circlesAmong, filesUnder } from '../../test/sources.ts';

const files = filesUnder('console').filter(
  (path) => /\.tsx?$/.test(path) && !/(^|\/)test\//.test(path) && !path.endsWith('.d.ts'),
);
const importLine =
  /^(?:import|export)\s[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
const sources = files.map((path) => {
  const text = readFileSync(path, 'utf8');
  return {
    path,
    text,
    imports: [...text.matchAll(importLine)].map((match) => {
      const from = match[1] ?? match[2] ?? match[3] ?? '';
      return from.startsWith('.') ? normalize(join(dirname(path), from)) : from;
    }),
  };
});
const offences = (rule: (source: (typeof sources)[number]) => readonly string[]) =>
  sources.flatMap((source) => rule(source).map((problem) => `${source.path}: ${problem}`));

const packages = new Set([
  'react',
  'react-dom/client',
  'react-aria-components',
  '@tanstack/react-query',
  '@tanstack/react-router',
  'openapi-fetch',
]);

describe('the console', () => {
  it('is checked in enough files to mean anything', () => {
    expect(sources.length).toBeGreaterThan(25);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it('has the folders of its README, and no others', () =>
    expect(
      readdirSync('console', { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['api', 'pages', 'parts', 'styles', 'test', 'words']));

  it('knows the rest of the project by the description of the API alone', () =>
    expect(
      offences(({ imports }) =>
        imports.filter(
          (from) =>
            !from.startsWith('console/') && !packages.has(from) && !/^words:\w+$/.test(from),
        ),
      ),
    ).toEqual([]));

  it('lets words and parts know no page, and the API no part', () => {
    const mayNot: Readonly<Record<string, readonly string[]>> = {
      api: ['pages', 'parts', 'words'],
      words: ['pages', 'parts'],
      parts: ['pages'],
    };
    expect(
      offences(({ path, imports }) => {
        const forbidden = mayNot[path.split('/')[1] ?? ''] ?? [];
        return imports.filter((from) =>
          forbidden.some((name) => from.startsWith(`console/${name}/`)),
        );
      }),
    ).toEqual([]);
  });

  it('has no circle between files', () =>
    expect(
      circlesAmong(
        sources.map(({ path, imports }) => ({
          path,
          imports: imports.map((from) => ({ from, typeOnly: false })),
        })),
      ),
    ).toEqual([]));

  it('shows texts through React, which escapes them', () =>
    expect(
      offences(({ text }) =>
        /dangerouslySetInnerHTML|\.innerHTML|\beval\(|new Function\(/.test(text)
          ? ['writes HTML']
          : [],
      ),
    ).toEqual([]));

  it('names every colour once, in the tokens', () => {
    const sheets = filesUnder('console').filter((path) => path.endsWith('.module.css'));
    // The mark and the picture of signing in have their own three.
    const own = /logo|sign-in|bands/;
    expect(
      sheets.filter(
        (path) => !own.test(path) && /#[0-9a-f]{3,8}\b|\brgb\(/i.test(readFileSync(path, 'utf8')),
      ),
    ).toEqual([]);
  });

  it('uses every class of its style sheets, and has every class that it uses', () => {
    const sheets = filesUnder('console').filter((path) => path.endsWith('.module.css'));
    const wrong = sheets.flatMap((sheet) => {
      const css = readFileSync(sheet, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      const has = new Set(
        [...css.matchAll(/\.([a-z][A-Za-z0-9]*)(?=[\s,.:{[>+~)]|$)/gm)].map(([, name]) => name),
      );
      const text = sources
        .filter(({ imports }) => imports.includes(sheet))
        .map((source) => source.text)
        .join('\n');
      // `styles[look]` may be any of them.
      const uses = new Set([...text.matchAll(/\bstyles\.([a-zA-Z0-9]+)/g)].map(([, name]) => name));
      const isOpen = /\bstyles\[/.test(text);
      return [
        ...[...uses].filter((name) => !has.has(name)).map((name) => `${sheet} lacks .${name}`),
        ...[...has]
          .filter((name) => !uses.has(name) && !isOpen)
          .map((name) => `${sheet}: nobody uses .${name}`),
      ];
    });
    expect(sheets.length).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });
});

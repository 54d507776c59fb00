import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { languages } from '../console/words/words.ts';

/** A dictionary as the formatter writes it: a name, and an object for each of the languages. */
const language = String.raw`\n {2}(\{\n[\s\S]*?\n {2}\}),`;
const dictionary = new RegExp(
  String.raw`^export const (\w+) = words\(${language.repeat(languages.length)}\n\);$`,
  'gm',
);

/** The names of the dictionaries in a file. */
const namesIn = (source: string): string[] =>
  [...source.matchAll(dictionary)].map(([, name = '']) => name);

/**
 * A file of dictionaries with the words of one language; without one, with where the words are
 * that have been fetched.
 * @throws Error that names the file, where a dictionary is written in another way.
 */
export const inOneLanguage = (
  source: string,
  path: string,
  chosen: (typeof languages)[number] | null,
): string => {
  const changed = source.replaceAll(dictionary, (_, name: string, ...texts: string[]) =>
    chosen === null
      ? `export const ${name} = fetched('${name}');`
      : `export const ${name} = ${texts[languages.indexOf(chosen)]};`,
  );
  if (/(?<!\w)words\(/.test(changed))
    throw new Error(
      `${path}: a dictionary should be \`export const NAME = words({…}, {…}, {…});\`, ` +
        'each language over several lines',
    );
  return chosen === null ? `import { fetched } from './fetched.ts';\n${changed}` : changed;
};

/**
 * Makes a file of each language’s words, so that a browser fetches one of three. In the source the
 * languages of a dictionary stand below each other, where the compiler compares them.
 */
export const wordsByLanguage: Plugin = {
  name: 'words-by-language',
  setup({ initialOptions, onResolve, onLoad }) {
    const folder = join(initialOptions.absWorkingDir ?? '', 'console/words');
    const suffixes = languages.join('|');
    onResolve({ filter: new RegExp(`^words:(${suffixes})$`) }, ({ path }) => ({
      path: path.replace('words:', ''),
      namespace: 'words',
    }));
    onLoad({ filter: /.*/, namespace: 'words' }, async ({ path }) => {
      const files = (await readdir(folder)).filter((file) => /^[\w-]+\.ts$/.test(file)).sort();
      const lines = await Promise.all(
        files.map(async (file) => {
          const names = namesIn(await readFile(join(folder, file), 'utf8'));
          return names.length > 0 ? `export { ${names} } from './${file}?${path}';` : '';
        }),
      );
      return { contents: lines.join('\n'), loader: 'js', resolveDir: folder };
    });
    onResolve({ filter: new RegExp(String.raw`\.ts\?(${suffixes})$`) }, ({ path, resolveDir }) => {
      const [file = '', chosen] = path.split('?');
      return { path: join(resolveDir, file), suffix: `?${chosen}` };
    });
    onLoad({ filter: /\/console\/words\/[\w-]+\.ts$/ }, ({ path, suffix }) => {
      const source = readFileSync(path, 'utf8');
      return namesIn(source).length === 0 && !source.includes("{ words } from './words.ts'")
        ? null
        : {
            contents: inOneLanguage(
              source,
              path,
              languages.find((one) => suffix === `?${one}`) ?? null,
            ),
            loader: 'ts',
          };
    });
  },
};

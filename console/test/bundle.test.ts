import { readdirSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { bundleConsole, type ConsoleFiles } from '#local/console-bundle.ts';
import { inOneLanguage } from '#local/console-words.ts';
import { signInWords } from '../words/sign-in.ts';
import { type Dictionary, type Language, languages, type Words } from '../words/words.ts';

/** What somebody downloads who opens every page in one language. */
const mostBytes = 250_000;

const textsOf = (words: Dictionary): string[] =>
  Object.values(words).flatMap((said) =>
    typeof said === 'string'
      ? // As they are in a string of a script, whatever its quotation marks.
        said.split(/[\\\n'"`]/)
      : typeof said === 'object'
        ? textsOf(said)
        : [],
  );
const dictionaries = async (): Promise<Words<Dictionary>[]> => {
  const modules = await Promise.all(
    readdirSync('console/words')
      .filter((file) => /^[\w-]+\.ts$/.test(file) && file !== 'language.ts')
      .map((file): Promise<object> => import(`../words/${file}`)),
  );
  return modules.flatMap((module) =>
    Object.values(module).filter((value) =>
      languages.every((one) => Object.hasOwn(Object(value), one)),
    ),
  );
};

describe('the bundle of the console', () => {
  let files: ConsoleFiles;
  beforeAll(async () => {
    files = await bundleConsole({
      identity: { url: 'https://project.example/base', publishableKey: 'key-"<' },
      phonePage: null,
    });
  }, 60_000);

  const compressed = (names: readonly string[]): number =>
    names
      .map((name) => brotliCompressSync(files.assets.get(name)?.text ?? '').length)
      .reduce((a, b) => a + b, 0);
  const downloadedIn = (language: Language): string[] =>
    [...files.assets].flatMap(([name, asset]) =>
      asset.language === null || asset.language === language ? [name] : [],
    );

  it.each(languages)('is below 250 kB compressed for who opens every page: %s', (language) =>
    expect(compressed(downloadedIn(language))).toBeLessThan(mostBytes),
  );

  it.each(languages)(
    'has a file with all words of one language and no other: %s',
    async (language) => {
      const [file, ...others] = [...files.assets.values()].filter(
        (asset) => asset.language === language,
      );
      expect(others).toEqual([]);
      const text = Buffer.from(file?.text ?? []).toString();
      const texts = (await dictionaries()).flatMap((words) => textsOf(words[language]));
      expect(texts.length).toBeGreaterThan(500);
      expect(texts.filter((one) => !text.includes(one))).toEqual([]);
      expect(languages.filter((one) => text.includes(signInWords[one].lead))).toEqual([language]);
      expect(
        [...files.assets.values()].filter((asset) =>
          Buffer.from(asset.text).includes(signInWords[language].lead),
        ),
      ).toEqual([file]);
    },
  );

  it('has each rule of style once', () => {
    const sheets = [...files.assets].filter(([name]) => name.endsWith('.css'));
    expect(sheets).toHaveLength(1);
    expect(files.page).toContain(`<link rel="stylesheet" href="/console/${sheets[0]?.[0]}">`);
  });

  it('has assets that are named by their content, and a page that names them', () => {
    const names = [...files.assets.keys()];
    expect(
      names.filter((name) => !/^assets\/[\w-]+-[A-Z0-9]{8}\.(js|css|woff2)$/.test(name)),
    ).toEqual([]);
    const asked = [...files.page.matchAll(/(?:src|href)="\/console\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((name) => !files.assets.has(name ?? ''))).toEqual([]);
  });

  it('allows nothing unsafe, and no other host but that of the identities', () => {
    const { contentSecurityPolicy: policy, page } = files;
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("connect-src 'self' https://project.example;");
    // Nothing but files: no script and no style is in the page itself.
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=/);
  });

  it('says in the page where it runs, whatever characters that has', () =>
    expect(files.page).toContain('&quot;publishableKey&quot;:&quot;key-\\&quot;&lt;&quot;'));

  it('says which file has a dictionary that it cannot read', () =>
    expect(() =>
      inOneLanguage(
        "export const some = words({ a: 'a' }, { a: 'a' }, { a: 'a' });",
        'some.ts',
        'es',
      ),
    ).toThrow(/^some\.ts: a dictionary should be/));
});

import { brotliCompressSync } from 'node:zlib';
import { bundleConsole, type ConsoleFiles } from '#local/console-bundle.ts';

const mostBytes = 250_000;

describe('the bundle of the console', () => {
  let files: ConsoleFiles;
  beforeAll(async () => {
    files = await bundleConsole({
      identity: { url: 'https://project.example/base', publishableKey: 'key-"<' },
      phonePage: null,
    });
  }, 60_000);

  it('is below 250 kB compressed, with all that comes later', () => {
    const bytes = [...files.assets.values()].map(({ text }) => brotliCompressSync(text).length);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(mostBytes);
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
});

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { type Language, languages } from '../console/words/words.ts';
import { wordsByLanguage } from './console-words.ts';

/** Where the provider of identities is, as the page of signing in needs it. */
export interface ConsoleIdentity {
  readonly url: string;
  readonly publishableKey: string;
}

/** What the pages are told of where they run. */
export interface ConsoleSurroundings {
  /** Null: people sign in by links of this machine. */
  readonly identity: ConsoleIdentity | null;
  /** The phone simulator’s page, where there is one. */
  readonly phonePage: string | null;
}

/** A script, a style sheet or a font of the console. */
interface ConsoleAsset {
  readonly text: Uint8Array;
  readonly type: string;
  /** Whose words it is, all of them; null: not words. */
  readonly language: Language | null;
}

/** The files of the console, by their path below `/console/`. */
export interface ConsoleFiles {
  readonly page: string;
  readonly assets: ReadonlyMap<string, ConsoleAsset>;
  readonly contentSecurityPolicy: string;
}

const root = new URL('..', import.meta.url).pathname;
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
};

/** `usePress` of React Aria writes this style into the page, once. */
const reactAriaStyle = `
@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}
`.trim();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

const policyOf = ({ identity }: ConsoleSurroundings): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${sha256(reactAriaStyle)}'`,
    // Documents and media of travellers open at links of the document store.
    "img-src 'self' data: https:",
    "media-src 'self' https:",
    "font-src 'self'",
    `connect-src 'self'${identity ? ` ${new URL(identity.url).origin}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const icon = escaped(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>" +
    "<rect width='32' height='32' rx='7' fill='#1d1d1b'/>" +
    "<circle cx='11' cy='12' r='5' fill='#e2492f'/><path d='M17 7h9v9z' fill='#e9b63a'/>" +
    "<rect x='7' y='20' width='18' height='5' fill='#5b9be6'/></svg>",
).replaceAll('#', '%23');

const pageOf = (
  { identity, phonePage }: ConsoleSurroundings,
  {
    script,
    parts,
    sheet,
  }: { readonly script: string; readonly parts: readonly string[]; readonly sheet: string },
): string => `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="bauhaus" content="${escaped(JSON.stringify({ identity, phonePage }))}">
<title>Bauhaus Travel</title>
<link rel="icon" href="data:image/svg+xml,${icon}">
<link rel="stylesheet" href="/console/assets/${sheet}">
<script type="module" src="/console/assets/${script}"></script>
${parts.map((name) => `<link rel="modulepreload" href="/console/assets/${name}">`).join('\n')}
</head>
<body><div id="root"></div></body>
</html>
`;

/** What became of an entry. */
const outputOf = ({ outputs }: Metafile, entryPoint: string) => {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (!found) throw new Error(`${entryPoint} is not in its bundle`);
  return found;
};

/**
 * Bundles the console. Assets are named by their content, so that browsers may keep them for ever.
 */
export const bundleConsole = async (surroundings: ConsoleSurroundings): Promise<ConsoleFiles> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['console/main.tsx'],
    outdir: 'assets',
    entryNames: 'console-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    jsx: 'automatic',
    minify: true,
    metafile: true,
    legalComments: 'none',
    // The page is in UTF-8: escaped, a letter with an accent takes four times as much.
    charset: 'utf8',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [wordsByLanguage],
    logLevel: 'warning',
  });
  const [main, { cssBundle = '', imports }] = outputOf(metafile, 'console/main.tsx');
  const languageOf = new Map(
    languages.map((language) => [basename(outputOf(metafile, `words:${language}`)[0]), language]),
  );
  const assets = outputFiles
    .map(({ path, contents }) => ({ name: basename(path), text: contents }))
    // The sheet of the entry has those of all pages; each other one would say some of it again.
    .filter(({ name }) => !name.endsWith('.css') || name === basename(cssBundle));
  return {
    page: pageOf(surroundings, {
      script: basename(main),
      parts: imports
        .filter(({ kind }) => kind === 'import-statement')
        .map(({ path }) => basename(path)),
      sheet: basename(cssBundle),
    }),
    assets: new Map(
      assets.map(({ name, text }) => [
        `assets/${name}`,
        {
          text,
          type: types[name.split('.').pop() ?? ''] ?? 'application/octet-stream',
          language: languageOf.get(name) ?? null,
        },
      ]),
    ),
    contentSecurityPolicy: policyOf(surroundings),
  };
};

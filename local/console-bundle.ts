import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { build } from 'esbuild';

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

/** The files of the console, by their path below `/console/`. */
export interface ConsoleFiles {
  readonly page: string;
  readonly assets: ReadonlyMap<string, { readonly text: Uint8Array; readonly type: string }>;
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
  scripts: readonly string[],
  sheets: readonly string[],
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
${sheets.map((name) => `<link rel="stylesheet" href="/console/${name}">`).join('\n')}
${scripts.map((name) => `<script type="module" src="/console/${name}"></script>`).join('\n')}
</head>
<body><div id="root"></div></body>
</html>
`;

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
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const assets = new Map(
    outputFiles.map(({ path, contents }) => [
      `assets/${basename(path)}`,
      { text: contents, type: types[path.split('.').pop() ?? ''] ?? 'application/octet-stream' },
    ]),
  );
  const entry = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint === 'console/main.tsx',
  );
  const first = entry?.[1].cssBundle;
  // Those of parts that come later too: nothing else would load them.
  const sheets = Object.keys(metafile.outputs)
    .filter((path) => path.endsWith('.css'))
    .sort((a, b) => Number(b === first) - Number(a === first));
  return {
    page: pageOf(
      surroundings,
      entry ? [`assets/${basename(entry[0])}`] : [],
      sheets.map((path) => `assets/${basename(path)}`),
    ),
    assets,
    contentSecurityPolicy: policyOf(surroundings),
  };
};

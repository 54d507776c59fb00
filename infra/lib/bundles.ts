import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { assertPrunable, pruning } from './pruning.ts';

/** The functions of a deployment and their entry files. */
export const entryPoints = {
  'flight-tracker': 'services/flight-tracker/handler.ts',
  notifications: 'services/notifications/handler.ts',
  concierge: 'services/concierge/handler.ts',
  itinerary: 'services/itinerary/handler.ts',
  connections: 'services/connections/handler.ts',
  'duty-desk': 'services/duty-desk/handler.ts',
  api: 'services/api/handler.ts',
  intake: 'services/api/intake-handler.ts',
  webhooks: 'services/api/webhooks-handler.ts',
  sweeper: 'services/sweeper/handler.ts',
  deliveries: 'services/deliveries/handler.ts',
} as const;
/** Name of a function. */
export type FunctionName = keyof typeof entryPoints;
/** Names of all functions. */
export const functionNames = Object.keys(entryPoints) as FunctionName[];

const documentation = /^ {4}(?:purpose|unset):\s+'[^']*',$/gm;

/**
 * Changes our sources in three ways. `import { z }` keeps all of zod with its forty languages,
 * where `import * as z` can be tree-shaken. Error classes keep their names, which logs contain,
 * when names are minified. And what documents the variables stays out: a function needs the form of
 * one only.
 */
const ownSources: Plugin = {
  name: 'own-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\/(shared|services)\/.+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';")
        .replace(
          /^((?:export )?(?:abstract )?class (\w+) extends (?:\w+Error|Error) \{)$/gm,
          "$1 static { Object.defineProperty(this, 'name', { value: '$2' }); }",
        )
        .replace(path.endsWith('/config-variables.ts') ? documentation : /$^/, ''),
      loader: 'ts',
    }));
  },
};

/**
 * Loads `node:http` lazily: importing it as a module makes Node evaluate all its exports, and one
 * of them (`WebSocket`) loads all of fetch.
 */
const httpAsObject: Plugin = {
  name: 'http-as-object',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'object' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'object' }, ({ path }) => ({
      contents: `export default process.getBuiltinModule('${path}');`,
      loader: 'js',
    }));
  },
};

/** How every bundle is built: with all packages, the AWS SDK included, so that tests hold. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  // Beside the bundle, with places only: Node reads it when a stack is asked for.
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  // What travellers read is not in ASCII: escaped, a letter with an accent takes twice as much.
  charset: 'utf8',
  mainFields: ['module', 'main'],
  plugins: [ownSources, ...pruning, httpAsObject],
  // Providers of credentials that are never tried, since Lambda puts them in the environment, and
  // event streams, which no call of ours returns. The SDK loads both dynamically.
  external: ['ini', 'login', 'process', 'sso', 'web-identity', 'http']
    .map((provider) => `@aws-sdk/credential-provider-${provider}`)
    .concat('@smithy/credential-provider-imds', '@smithy/core/event-streams'),
  // CommonJS packages load Node's modules with `require`, which ES modules do not have.
  banner: {
    js:
      "import{createRequire as __createRequire}from'node:module';" +
      'const require=__createRequire(import.meta.url);',
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles one function into a folder of its own below `into`, and returns that folder.
 * @throws ConfigurationError where a package has another version than pruning.ts was written for.
 */
export const bundle = async (name: FunctionName, root: string, into: string): Promise<string> => {
  assertPrunable();
  const folder = join(into, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: [entryPoints[name]],
    outfile: join(folder, 'index.mjs'),
  });
  return folder;
};

/**
 * The most that a bundle with its tables may have: size costs time at every cold start. The API has
 * a description of each route, a reader of spreadsheets, a mail client, every setting in words of
 * three languages, seals push messages, and decides trips again to preview a setting.
 * The duty desk sends messages, mail and push. The concierge has the words of every agent in four
 * wordings, a model client, and beside its code, read at the first message, what it has learned
 * (250 kB) and its lexicon (50 kB).
 */
export const maxBundleBytes = (name: string): number => limits[name] ?? 1_000_000;
const limits: Readonly<Record<string, number>> = {
  api: 1_700_000,
  concierge: 1_600_000,
  'duty-desk': 1_100_000,
};

/** The size of a bundle with its tables; its source map is not loaded with it. */
export const bundleBytes = async (folder: string): Promise<number> => {
  const sizes = await Promise.all(
    (await readdir(folder))
      .filter((file) => !file.endsWith('.map'))
      .map(async (file) => (await stat(join(folder, file))).size),
  );
  return sizes.reduce((a, b) => a + b, 0);
};

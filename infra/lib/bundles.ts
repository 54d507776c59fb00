import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { assertPrunable, pruning } from './pruning.ts';

/** The functions of a deployment and the files they begin with. */
export const entryPoints = {
  'flight-tracker': 'services/flight-tracker/handler.ts',
  notifications: 'services/notifications/handler.ts',
  concierge: 'services/concierge/handler.ts',
  itinerary: 'services/itinerary/handler.ts',
  api: 'services/api/handler.ts',
  intake: 'services/api/intake-handler.ts',
  sweeper: 'services/sweeper/handler.ts',
} as const;
/** Name of a function. */
export type FunctionName = keyof typeof entryPoints;
/** Names of all functions. */
export const functionNames = Object.keys(entryPoints) as FunctionName[];

/**
 * Our own sources, with two changes. `import { z }` names one object with all of zod and its forty languages; `import * as z` lets what is not
 * used be left out. And errors, which logs tell apart by the name of their class, keep it although names are shortened.
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
        ),
      loader: 'ts',
    }));
  },
};

/**
 * Node reads every name of a module of its own that is imported as one, and a name of `node:http` (`WebSocket`) loads all of fetch, which the
 * first request will load anyway if it needs it. The same module asked for as an object reads nothing.
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

/** What every bundle is built with: everything inside, the SDK as well, so that what runs is what was tested. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  plugins: [ownSources, ...pruning, httpAsObject],
  // Ways to credentials that a function does not have: Lambda puts them in the environment. Each is loaded only where it is tried, and so are
  // streams of events, which no call of ours answers with.
  external: ['ini', 'login', 'process', 'sso', 'web-identity', 'http']
    .map((way) => `@aws-sdk/credential-provider-${way}`)
    .concat('@smithy/credential-provider-imds', '@smithy/core/event-streams'),
  // CommonJS packages ask for Node's own modules by `require`, which ES modules do not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles one function into a folder of its own, and answers the folder.
 * @throws ConfigurationError where a package is of another version than is known here.
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

/** The most a bundle may have, its tables included: what is bigger takes longer to fetch and to parse at every cold start. */
export const maxBundleBytes = 1_000_000;

/** How many bytes a bundle has, its tables included. */
export const bundleBytes = async (folder: string): Promise<number> => {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size),
  );
  return sizes.reduce((a, b) => a + b, 0);
};

import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';

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
 * Big tables (airports, numbering plans) travel compressed beside the code, and are read when something is first looked up in them: parsed as
 * code, they would cost every start of the function, of a webhook or a timer that needs none of them as well.
 */
const compressedTables: Plugin = {
  name: 'compressed-tables',
  setup({ onLoad, initialOptions }) {
    onLoad(
      { filter: /\/(shared|services)\/.+\.json$|\/libphonenumber-js\/metadata\.max\.json\.js$/ },
      async ({ path }) => {
        const table = basename(path).replace(/\.json(\.js)?$/, '.json.br');
        const content: object = path.endsWith('.js')
          ? (await import(path)).default
          : JSON.parse(await readFile(path, 'utf8'));
        if (initialOptions.outfile && initialOptions.write !== false)
          await writeFile(
            join(dirname(initialOptions.outfile), table),
            brotliCompressSync(JSON.stringify(content)),
          );
        return {
          contents: `import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
let table;
const read = () => (table ??= JSON.parse(brotliDecompressSync(readFileSync(new URL(${JSON.stringify(`./${table}`)}, import.meta.url))).toString()));
export default { ${Object.keys(content)
            .map(
              (part) => `get ${JSON.stringify(part)}() { return read()[${JSON.stringify(part)}]; }`,
            )
            .join(', ')} };`,
          loader: 'js',
        };
      },
    );
  },
};

/** Parts of supabase-js that are made with every client and never used by us: only its calls of functions and its files are. Its files know a catalogue of tables as well. */
const unusedSupabase: Plugin = {
  name: 'unused-supabase',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@supabase\/(auth|realtime)-js|iceberg-js)$/ }, ({ path }) => ({
      path,
      namespace: 'unused',
    }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents:
        'export class AuthClient {}\nexport class RealtimeClient { setAuth() { return Promise.resolve(); } }\nexport class IcebergRestCatalog {}',
      loader: 'js',
    }));
  },
};

/** Of a message at Twilio its feedback and its media, which are other resources than the one we create messages by. */
const unusedTwilio: Plugin = {
  name: 'unused-twilio',
  setup({ onLoad }) {
    onLoad({ filter: /\/twilio\/.+\/account\/message\/(feedback|media)\.js$/ }, () => ({
      contents: '',
      loader: 'js',
    }));
  },
};

/**
 * Of OpenAI's client the parts for chat, responses, embeddings and audio are ours; its other resources become empty classes, as does what
 * translates schemas of zod 3, of which we have none.
 */
const unusedOpenAi: Plugin = {
  name: 'unused-openai',
  setup({ onLoad }) {
    const emptied =
      /\/openai\/(resources\/(?!chat|responses|embeddings|audio(?!\/voice-consents)|index|shared)|lib\/(Assistant|AbstractChat|ChatCompletion(Runner|Stream)|EventStream|responses\/ResponseStream)|internal\/responses\/response-accumulator|_vendor\/zod-to-json-schema|helpers\/zod-v3|internal\/auth\/x509|auth\/workload-identity-auth)[^?]*\.mjs$/;
    onLoad({ filter: /\/openai\/.+\.mjs$/ }, async ({ path }) => {
      if (!emptied.test(path)) return null;
      const text = await readFile(path, 'utf8');
      const classes = [...text.matchAll(/^export class (\w+)/gm)].map(
        ([, name]) => `export class ${name} {}`,
      );
      const values = [
        ...text.matchAll(/^export (?:const|let|var|function|async function) (\w+)/gm),
      ].map(
        ([, name]) =>
          `export const ${name} = () => { throw new Error('left out of the bundle'); };`,
      );
      const listed = [...text.matchAll(/^export \{([^}]*)\};/gm)].flatMap(([, names = '']) =>
        names.split(',').map(
          (name) =>
            name
              .trim()
              .split(/\s+as\s+/)
              .at(-1) ?? '',
        ),
      );
      const named = listed
        .filter((name) => /^\w+$/.test(name) && name !== 'default')
        .map(
          (name) => `export const ${name} = () => { throw new Error('left out of the bundle'); };`,
        );
      const handedOn = [...text.matchAll(/^export (?:\*|\{[^}]*\}) from .+$/gm)].map(
        ([line]) => line,
      );
      return { contents: [...handedOn, ...classes, ...values, ...named].join('\n'), loader: 'js' };
    });
  },
};

/**
 * What a client of AWS knows of the forms of its service, a table for each. Their keys are computed, so that a bundler keeps them all; made by a
 * function that is said to do nothing else, those of calls we do not make are left out. Of the 141 errors of parameters, four can meet us;
 * the others keep their name and lose their class.
 */
const schemasOfClients: Plugin = {
  name: 'schemas-of-clients',
  setup({ onLoad }) {
    const ofOneParameter =
      /^(InternalServerError|InvalidKeyId|ParameterNotFound|ParameterVersionNotFound)$/;
    onLoad(
      { filter: /\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ },
      async ({ path }) => {
        const text = (await readFile(path, 'utf8')).replace(
          /^((?:export )?var [\w$]+) = (\[[^;]+\]);$/gm,
          '$1 = /* @__PURE__ */ (() => $2)();',
        );
        const contents = path.includes('/client-ssm/')
          ? text.replace(/^n0_registry\.registerError\((\w+)\$, \w+\);$/gm, (line, kind) =>
              ofOneParameter.test(kind) ? line : '',
            )
          : text;
        return { contents, loader: 'js' };
      },
    );
  },
};

/** Of its package.json a client of AWS tells its version and nothing else. */
const versionsOfClients: Plugin = {
  name: 'versions-of-clients',
  setup({ onLoad }) {
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
      loader: 'json',
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
  plugins: [
    ownSources,
    compressedTables,
    unusedSupabase,
    unusedTwilio,
    unusedOpenAi,
    versionsOfClients,
    schemasOfClients,
    httpAsObject,
  ],
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

/** Bundles one function into a folder of its own, and answers the folder. */
export const bundle = async (name: FunctionName, root: string, into: string): Promise<string> => {
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

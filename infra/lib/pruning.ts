import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { assertInstalled } from '#shared/installed-version.ts';

/** Packages whose files are changed on their way into a bundle, by what is known of their insides. */
const writtenFor = {
  '@aws-sdk/client-eventbridge': '3.1169.0',
  '@aws-sdk/client-scheduler': '3.1169.0',
  '@aws-sdk/client-secrets-manager': '3.1163.0',
  '@aws-sdk/client-sqs': '3.1169.0',
  '@aws-sdk/client-ssm': '3.1169.0',
  '@supabase/supabase-js': '2.119.1',
  'libphonenumber-js': '1.13.16',
  openai: '7.57.0',
};

/**
 * Makes sure that what is left out of packages is what was looked at. With another version look at
 * `npm run bench:lambda` and `npm run smoke:bundles` before its number here.
 * @throws ConfigurationError that names the package.
 */
export const assertPrunable = (): void => {
  for (const [name, version] of Object.entries(writtenFor))
    assertInstalled(name, version, 'infra/lib/pruning.ts');
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

/** Takes out of packages what no function of ours uses: up to 1.2 MB of a bundle. */
export const pruning: readonly Plugin[] = [
  compressedTables,
  unusedSupabase,
  unusedOpenAi,
  versionsOfClients,
  schemasOfClients,
];

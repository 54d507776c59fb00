import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { assertInstalled } from '#shared/installed-version.ts';

/** Packages whose internal files are changed when bundled, by version. */
const writtenFor = {
  '@aws-sdk/client-eventbridge': '3.1169.0',
  '@aws-sdk/client-kms': '3.1163.0',
  '@aws-sdk/client-scheduler': '3.1169.0',
  '@aws-sdk/client-secrets-manager': '3.1163.0',
  '@aws-sdk/client-sqs': '3.1169.0',
  '@aws-sdk/client-ssm': '3.1169.0',
  '@supabase/storage-js': '2.119.1',
  '@supabase/supabase-js': '2.119.1',
  'libphonenumber-js': '1.13.16',
  openai: '7.57.0',
};

/**
 * Checks that packages have the versions that this file was written for. For a new version, run
 * `npm run bench:lambda` and `npm run smoke:bundles` before changing its number here.
 * @throws ConfigurationError that names the package.
 */
export const assertPrunable = (): void => {
  for (const [name, version] of Object.entries(writtenFor))
    assertInstalled(name, version, 'infra/lib/pruning.ts');
};

/** A table of lines `a|b|c` by columns, which compress better; anything else as it is. */
const inColumns = (_name: string, value: unknown): unknown => {
  if (!Array.isArray(value) || value.length < 1_000) return value;
  const rows = value.map((line) => (typeof line === 'string' ? line.split('|') : []));
  const width = rows[0]?.length ?? 0;
  if (width < 2 || rows.some((row) => row.length !== width)) return value;
  return { columns: rows[0]?.map((_, column) => rows.map((row) => row[column]).join('|')) };
};

/**
 * Puts big tables (airports, numbering plans) compressed beside the code, to be read at the first
 * look-up: parsed as code they would slow down every cold start.
 */
const compressedTables: Plugin = {
  name: 'compressed-tables',
  setup({ onLoad, initialOptions }) {
    onLoad(
      { filter: /\/(shared|services)\/.+\.json$|\/libphonenumber-js\/metadata\.max\.json\.js$/ },
      async ({ path }) => {
        // By its folder too: two tables may have one name, and the second would replace the first.
        const name = `${basename(dirname(path))}-${basename(path)}`;
        const table = name.replace(/\.json(\.js)?$/, '.json.br');
        const content: object = path.endsWith('.js')
          ? (await import(path)).default
          : JSON.parse(await readFile(path, 'utf8'));
        if (initialOptions.outfile && initialOptions.write !== false)
          await writeFile(
            join(dirname(initialOptions.outfile), table),
            brotliCompressSync(JSON.stringify(content, inColumns)),
          );
        return {
          contents: `import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
let table;
const file = new URL(${JSON.stringify(`./${table}`)}, import.meta.url);
const inRows = (name, value) => {
  if (!(value?.columns instanceof Array)) return value;
  const columns = value.columns.map((column) => column.split('|'));
  return columns[0].map((_, row) => columns.map((column) => column[row]).join('|'));
};
const read = () =>
  (table ??= JSON.parse(brotliDecompressSync(readFileSync(file)).toString(), inRows));
export default Object.defineProperties({}, Object.fromEntries(
  ${JSON.stringify(Object.keys(content).join('|'))}.split('|').map((part) => [
    part, { enumerable: true, get: () => read()[part] },
  ]),
));`,
          loader: 'js',
        };
      },
    );
  },
};

const unusedStorage = new RegExp(
  String.raw`^//#region src/packages/(?:StorageAnalyticsClient|\w*Vector\w*)\.ts$` +
    String.raw`[\s\S]*?^//#endregion$`,
  'gm',
);

/**
 * Replaces parts of supabase-js that it brings along and we never use: auth, realtime, functions,
 * and the table catalogue of its storage client.
 */
const unusedSupabase: Plugin = {
  name: 'unused-supabase',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@supabase\/(auth|functions|realtime)-js|iceberg-js)$/ }, ({ path }) => ({
      path,
      namespace: 'unused',
    }));
    // Of its storage client, what is not about files.
    onLoad({ filter: /\/@supabase\/storage-js\/dist\/index\.mjs$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(unusedStorage, (region) =>
        [...region.matchAll(/^var (\w+) = class/gm)]
          .map(([, name]) => `var ${name} = class {};`)
          .join('\n'),
      ),
      loader: 'js',
    }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: [
        'export class AuthClient {}',
        'export class RealtimeClient { setAuth() { return Promise.resolve(); } }',
        'export class IcebergRestCatalog {}',
        'export class FunctionsClient {}',
        ...['', 'Fetch', 'Http', 'Relay'].map((kind) => `export class Functions${kind}Error {}`),
        'export const FunctionRegion = {};',
      ].join('\n'),
      loader: 'js',
    }));
  },
};

/** Folders and files of OpenAI's client that we do not use. */
const unusedOpenAiFiles = new RegExp(
  `/openai/(${[
    'resources/(?!chat|responses|embeddings|audio(?!/voice-consents)|index|shared)',
    'lib/(Assistant|AbstractChat|ChatCompletion(Runner|Stream)|EventStream)',
    'lib/responses/ResponseStream',
    'internal/responses/response-accumulator',
    '_vendor/zod-to-json-schema',
    'helpers/zod-v3',
    'internal/auth/x509',
    'auth/workload-identity-auth',
  ].join('|')})[^?]*\\.mjs$`,
);
const throwing = (name: string | undefined): string =>
  `export const ${name} = () => { throw new Error('left out of the bundle'); };`;

/** Replaces the exports of these files: classes become empty, other exports throw when called. */
const unusedOpenAi: Plugin = {
  name: 'unused-openai',
  setup({ onLoad }) {
    onLoad({ filter: /\/openai\/.+\.mjs$/ }, async ({ path }) => {
      if (!unusedOpenAiFiles.test(path)) return null;
      const text = await readFile(path, 'utf8');
      const classes = [...text.matchAll(/^export class (\w+)/gm)].map(
        ([, name]) => `export class ${name} {}`,
      );
      const values = [
        ...text.matchAll(/^export (?:const|let|var|function|async function) (\w+)/gm),
      ].map(([, name]) => throwing(name));
      const exportedNames = [...text.matchAll(/^export \{([^}]*)\};/gm)].flatMap(([, names = '']) =>
        names.split(',').map(
          (name) =>
            name
              .trim()
              .split(/\s+as\s+/)
              .at(-1) ?? '',
        ),
      );
      const listed = exportedNames
        .filter((name) => /^\w+$/.test(name) && name !== 'default')
        .map((name) => throwing(name));
      const reExports = [...text.matchAll(/^export (?:\*|\{[^}]*\}) from .+$/gm)].map(
        ([line]) => line,
      );
      return {
        contents: [...reExports, ...classes, ...values, ...listed].join('\n'),
        loader: 'js',
      };
    });
  },
};

/** The errors of the calls that we make, of clients that have many others. */
const errorsOfCalls: Readonly<Record<string, RegExp>> = {
  // PutEvents
  eventbridge: /^(InternalException|OperationDisabledException)$/,
  // GenerateDataKey, Decrypt; by name only (shared/adapters/keyring/kms.ts)
  kms: /^(Disabled|IncorrectKey|InvalidCiphertext|KMSInvalidState|NotFound)Exception$/,
  // GetSecretValue
  'secrets-manager':
    /^(DecryptionFailure|InternalServiceError|Invalid\w{7,9}Exception|ResourceNotFoundException)$/,
  // GetParameter
  ssm: /^(InternalServerError|InvalidKeyId|ParameterNotFound|ParameterVersionNotFound)$/,
};

/**
 * Lets AWS clients be tree-shaken. They hold a schema for each shape of their service, with
 * computed keys that a bundler has to keep; as calls marked pure, unused ones are dropped. Of the
 * error classes, 141 in SSM alone, only those of the calls that we make stay registered.
 */
const awsSchemas: Plugin = {
  name: 'aws-schemas',
  setup({ onLoad }) {
    onLoad(
      { filter: /\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ },
      async ({ path }) => {
        const text = (await readFile(path, 'utf8')).replace(
          /^((?:export )?var [\w$]+) = (\[[^;]+\]);$/gm,
          '$1 = /* @__PURE__ */ (() => $2)();',
        );
        const errors = errorsOfCalls[/\/client-([\w-]+)\//.exec(path)?.[1] ?? ''];
        const contents = text.replace(
          /^n0_registry\.registerError\((\w+)\$, \w+\);$/gm,
          (line, kind) => (errors === undefined || errors.test(kind) ? line : ''),
        );
        return { contents, loader: 'js' };
      },
    );
  },
};

/** Reduces the package.json of AWS clients to the version, which is all they read of it. */
const awsManifests: Plugin = {
  name: 'aws-manifests',
  setup({ onLoad }) {
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};

/** A digest for machines whose Node has none. */
const unusedDigest: Plugin = {
  name: 'unused-digest',
  setup({ onLoad }) {
    onLoad({ filter: /\/@smithy\/core\/.+\/sha256\/Sha256Js\.js$/ }, () => ({
      contents: throwing('Sha256Js'),
      loader: 'js',
    }));
  },
};

/** Removes parts of packages that no function uses: up to 1.2 MB of a bundle. */
export const pruning: readonly Plugin[] = [
  compressedTables,
  unusedSupabase,
  unusedOpenAi,
  awsManifests,
  awsSchemas,
  unusedDigest,
];
